internal import CKernels
internal import Glibc
internal import Synchronization

/// Where threads wait for a condition over atomics to become true: they spin for some microseconds, then sleep.
///
/// A thread that changes one of those atomics calls ``ring()`` afterwards, which costs one load while nobody sleeps. Both
/// sides use sequentially consistent atomics (a sleeper announces itself, then looks again; a ringer changes, then looks
/// for sleepers), so that no wake-up is lost.
final class Doorbell: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private let sleepers = Atomic<Int>(0)
  private let spins: Int

  /// `spins` is how often a waiting thread looks before it sleeps; a look takes some tens of nanoseconds.
  init(spins: Int) {
    self.spins = spins
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    condition.initialize(to: pthread_cond_t())
    precondition(pthread_mutex_init(mutex, nil) == 0 && pthread_cond_init(condition, nil) == 0, "no mutex to be had")
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Returns once `isReady` is true. It may only load atomics, sequentially consistently.
  func wait(until isReady: () -> Bool) {
    for _ in 0..<spins {
      if isReady() { return }
      ck_pause()
    }
    pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while !isReady() { pthread_cond_wait(condition, mutex) }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
  }

  /// Wakes every sleeping thread, so that it looks again.
  func ring() {
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }
}
