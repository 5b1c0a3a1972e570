/// Threads that share out the tasks of a loop: one thread for each core, living as long as the pool.
///
/// A batch is cut into chunks, a chunk is a task, and each worker has a workspace of its own, so that a pass over a batch
/// needs no synchronization but the hand-out of tasks. The calling thread takes part as worker 0; with one thread
/// everything happens there, in order. Between loops the workers spin for about 50 µs, then sleep.
///
/// One loop runs at a time: other threads that call the same pool wait for their turn. A task that calls the pool it runs
/// on is a programmer's error and traps, on any number of threads.
///
/// Making the first pool tells OpenBLAS to use one thread for each call, for the whole process.
public final class WorkerPool: Sendable {
  /// The number of workers, the calling thread included; fewer than were asked for where the system refuses threads or the
  /// memory that a product on each of them takes, of which ``Refusal`` tells.
  public let threads: Int

  private let crew: WorkerCrew
  private let takenBuffers: Int

  /// Starts `threads` − 1 threads, as far as the system lets it; the default is one worker for each core that this process may use.
  public init(threads: Int? = nil) {
    let threads = threads ?? Processor.usableCores
    precondition(threads >= 1, "a worker pool needs at least 1 thread, got \(threads)")
    BLASLibrary.useOneThreadPerCall()
    let buffers = BLASBuffers.take(threads)
    if buffers == 0 { BLASBuffers.requireOne() }
    crew = WorkerCrew(threads: max(1, buffers))
    self.threads = crew.threads
    takenBuffers = buffers
    if self.threads < threads {
      let reason = crew.refusal ?? "a product on each takes \(BLASBuffers.bytes >> 20) MiB of address space"
      Refusal.threads(asked: threads, granted: self.threads, reason: reason).tell()
    }
  }

  deinit {
    crew.dismiss()
    BLASBuffers.giveBack(takenBuffers)
  }

  /// Calls `body` for each task in `0..<count` and returns when all are done.
  ///
  /// Tasks are handed out in order, each to the next free worker; `worker` in `0..<threads` says which, and no two
  /// tasks run at the same time under one worker number, which is below `count`. What the tasks have written is visible
  /// to the caller afterwards.
  public func run(_ count: Int, _ body: @Sendable (_ task: Int, _ worker: Int) -> Void) {
    precondition(count >= 0, "a worker pool cannot run \(count) tasks")
    guard count > 0 else { return }
    withoutActuallyEscaping(body) { crew.run(count, $0) }
  }

  /// Computes a result for each task in `0..<count` and merges the results in the order of the tasks.
  ///
  /// `compute` leaves the result of a task in a result slot in `0..<slots`, which is this task's alone until `merge` has
  /// taken it from there. Merges happen one at a time and strictly in the order of the tasks, by whichever worker finds
  /// the next one finished: a sum comes out in the same bits on any number of threads and slots.
  ///
  /// Task t uses slot t mod `slots`, and a worker whose task's slot has not been merged yet waits. This cannot
  /// deadlock with any `slots` ≥ 1: tasks are handed out in order, so the first unmerged task is never among those that
  /// wait. One slot makes the tasks take turns; twice as many slots as threads hide most differences between tasks.
  ///
  /// A merge runs while other workers compute, on any worker: it may touch its slot and the total, nothing else.
  public func reduce(
    _ count: Int, slots: Int, compute: @Sendable (_ task: Int, _ worker: Int, _ slot: Int) -> Void,
    merge: @Sendable (_ task: Int, _ slot: Int) -> Void
  ) {
    precondition(slots >= 1, "a reduction needs at least 1 result slot, got \(slots)")
    precondition(count >= 0, "a worker pool cannot run \(count) tasks")
    let reduction = OrderedReduction(slots: min(slots, max(count, 1)), spins: crew.spins)
    run(count) { task, worker in
      let slot = reduction.waitForSlot(of: task)
      compute(task, worker, slot)
      reduction.finish(task, merge)
    }
  }
}
