internal import Glibc
internal import Synchronization

/// The threads of a ``WorkerPool`` and the loop they share. A thread keeps the crew alive, never the pool.
final class WorkerCrew: @unchecked Sendable {
  /// How often a waiting thread looks before it sleeps: about 50 µs, or not at all where threads outnumber cores.
  let spins: Int

  private let start: Doorbell
  private let end: Doorbell
  /// Held by the thread whose loop is running.
  private let turn = Mutex(())
  /// The thread whose loop is running, 0 where there is none.
  private let owner = Atomic<UInt>(0)
  private let gate = Atomic<Int>(0)
  private let isDismissed = Atomic<Bool>(false)
  /// The next task to be handed out.
  private let next = Atomic<Int>(0)
  // Written by the owner while the gate is closed and nobody is inside, read inside the gate.
  private var count = 0
  private var body: (@Sendable (Int, Int) -> Void)?
  // Written before the first loop.
  private var handles: [pthread_t] = []
  /// Why the system gave no further thread; nil where it gave all.
  private(set) var refusal: String?

  /// The threads there are, the one that calls included.
  var threads: Int { handles.count + 1 }

  init(threads: Int) {
    spins = threads <= Processor.usableCores ? 2000 : 0
    start = Doorbell(spins: spins)
    end = Doorbell(spins: spins)
    for worker in 1..<max(threads, 1) {
      do {
        handles.append(try Self.startThread { [self] in serve(as: worker) })
      } catch {
        refusal = error.description
        break
      }
    }
  }

  /// Ends the threads and waits for them.
  func dismiss() {
    isDismissed.store(true, ordering: .sequentiallyConsistent)
    start.ring()
    for handle in handles { pthread_join(handle, nil) }
    handles = []
  }

  /// Hands out `count` ≥ 1 tasks to the calling thread and the crew.
  func run(_ count: Int, _ body: @escaping @Sendable (Int, Int) -> Void) {
    let caller = UInt(pthread_self())
    precondition(
      owner.load(ordering: .sequentiallyConsistent) != caller && !handles.contains(where: { UInt($0) == caller }),
      "a task cannot run a loop on the worker pool that it is part of")
    turn.withLock { _ in
      owner.store(caller, ordering: .sequentiallyConsistent)
      if handles.isEmpty || count == 1 {
        for task in 0..<count { body(task, 0) }
      } else {
        share(count, body)
      }
      owner.store(0, ordering: .sequentiallyConsistent)
    }
  }

  private func share(_ count: Int, _ body: @escaping @Sendable (Int, Int) -> Void) {
    self.count = count
    self.body = body
    next.store(0, ordering: .sequentiallyConsistent)
    gate.add(Gate.generation | Gate.open, ordering: .sequentiallyConsistent)
    start.ring()
    work(as: 0)
    // No task is left: late workers need not come in any more, and those inside finish the task they have.
    gate.subtract(Gate.open, ordering: .sequentiallyConsistent)
    end.wait { gate.load(ordering: .sequentiallyConsistent) & Gate.inside == 0 }
    self.body = nil
  }

  /// Takes tasks until there are none. Never inlined: its copy of the closure is gone when the worker leaves the gate.
  @inline(never)
  private func work(as worker: Int) {
    // The first workers do the work where there are fewer tasks than workers: only their memory grows.
    guard let body, worker < count else { return }
    while true {
      let task = next.add(1, ordering: .sequentiallyConsistent).oldValue
      guard task < count else { return }
      body(task, worker)
    }
  }

  private func serve(as worker: Int) {
    var served = 0
    while true {
      start.wait {
        Gate.lets(gate.load(ordering: .sequentiallyConsistent), in: served)
          || isDismissed.load(ordering: .sequentiallyConsistent)
      }
      if isDismissed.load(ordering: .sequentiallyConsistent) { return }
      let state = gate.load(ordering: .sequentiallyConsistent)
      guard Gate.lets(state, in: served),
        gate.compareExchange(expected: state, desired: state + 1, ordering: .sequentiallyConsistent).exchanged
      else { continue }
      served = state / Gate.generation
      work(as: worker)
      gate.subtract(1, ordering: .sequentiallyConsistent)
      end.ring()
    }
  }

  /// Why the system gives no thread.
  private struct StartError: Error, CustomStringConvertible {
    let number: Int32
    var description: String { String(cString: strerror(number)) }
  }

  private static func startThread(_ work: @escaping @Sendable () -> Void) throws(StartError) -> pthread_t {
    final class Start {
      let work: @Sendable () -> Void
      init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }
    var handle = pthread_t()
    let argument = Unmanaged.passRetained(Start(work)).toOpaque()
    let status = pthread_create(
      &handle, nil,
      { argument in
        Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue().work()
        return nil
      }, argument)
    guard status == 0 else {
      Unmanaged<Start>.fromOpaque(argument).release()
      throw StartError(number: status)
    }
    return handle
  }

  /// One atomic word that says how many workers are inside a loop, whether more may enter, and which loop it is.
  private enum Gate {
    static let open = 1 << 16
    static let inside = open - 1
    static let generation = 1 << 17

    /// Whether a worker that has last served loop `served` may enter.
    static func lets(_ state: Int, in served: Int) -> Bool {
      state & open != 0 && state / generation != served
    }
  }
}
