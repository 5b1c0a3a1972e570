internal import Synchronization

/// The bookkeeping of ``WorkerPool/reduce(_:slots:compute:merge:)``: which slots are free, and which result is next.
final class OrderedReduction: Sendable {
  private let slots: Int
  /// For each slot, 1 + the last task that has left its result there.
  private let finished: [AtomicCounter]
  /// How many tasks have been merged.
  private let merged = Atomic<Int>(0)
  private let isMerging = Atomic<Bool>(false)
  private let bell: Doorbell

  init(slots: Int, spins: Int) {
    self.slots = slots
    finished = (0..<slots).map { _ in AtomicCounter() }
    bell = Doorbell(spins: spins)
  }

  /// Waits until the slot of `task` has been merged and returns it.
  func waitForSlot(of task: Int) -> Int {
    if merged.load(ordering: .sequentiallyConsistent) <= task - slots {
      bell.wait { merged.load(ordering: .sequentiallyConsistent) > task - slots }
    }
    return task % slots
  }

  /// Notes that the result of `task` lies in its slot, and merges what can be merged now.
  ///
  /// Whoever finds the merger's place taken goes on: the merger looks once more after giving the place up.
  func finish(_ task: Int, _ merge: (_ task: Int, _ slot: Int) -> Void) {
    finished[task % slots].value.store(task + 1, ordering: .sequentiallyConsistent)
    while isNextFinished {
      guard !isMerging.exchange(true, ordering: .sequentiallyConsistent) else { return }
      while isNextFinished {
        let next = merged.load(ordering: .sequentiallyConsistent)
        merge(next, next % slots)
        merged.store(next + 1, ordering: .sequentiallyConsistent)
        bell.ring()
      }
      isMerging.store(false, ordering: .sequentiallyConsistent)
    }
  }

  private var isNextFinished: Bool {
    let next = merged.load(ordering: .sequentiallyConsistent)
    return finished[next % slots].value.load(ordering: .sequentiallyConsistent) == next + 1
  }
}
