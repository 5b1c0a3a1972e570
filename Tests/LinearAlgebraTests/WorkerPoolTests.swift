import LinearAlgebra
import Synchronization
import Testing

@Suite("A worker pool")
struct WorkerPoolTests {
  static let threadCounts = [1, 2, 3, 8]

  /// Keeps a core busy for a time that depends on `amount` only; some 100 ns for each unit.
  static func spend(_ amount: Int) {
    var value = 1.0
    for i in 0..<(amount * 40) { value += 1 / (value + Double(i)) }
    precondition(value > 0, "without a use of the value the compiler removes the loop")
  }

  @Test("runs every task exactly once", arguments: threadCounts, [0, 1, 2, 7, 100])
  func runsEveryTaskOnce(threads: Int, count: Int) {
    let pool = WorkerPool(threads: threads)
    let times = Mutex([Int](repeating: 0, count: count))
    for _ in 0..<50 {
      pool.run(count) { task, worker in
        #expect((0..<min(threads, count)).contains(worker))
        times.withLock { $0[task] += 1 }
      }
    }
    #expect(times.withLock { $0 } == [Int](repeating: 50, count: count))
  }

  @Test("runs everything in order on the calling thread where it has one thread")
  func runsInlineWithOneThread() {
    let pool = WorkerPool(threads: 1)
    let order = Mutex([Int]())
    pool.run(20) { task, worker in
      #expect(worker == 0)
      order.withLock { $0.append(task) }
    }
    #expect(order.withLock { $0 } == Array(0..<20))
  }

  @Test("has as many workers as the process may use cores unless told otherwise")
  func defaultsToUsableCores() {
    #expect(WorkerPool().threads == Processor.usableCores)
  }

  @Test("never runs two tasks at once under one worker number", arguments: [2, 3, 8])
  func workerNumbersAreExclusive(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let inUse = Mutex([Bool](repeating: false, count: threads))
    pool.run(400) { task, worker in
      inUse.withLock {
        #expect(!$0[worker])
        $0[worker] = true
      }
      Self.spend(task % 7)
      inUse.withLock { $0[worker] = false }
    }
  }

  @Test("shares the tasks of a long loop among its threads")
  func sharesTheWork() {
    let pool = WorkerPool(threads: 2)
    // Each task waits for the other: a single thread would never finish.
    let arrived = Atomic<Int>(0)
    pool.run(2) { _, _ in
      arrived.add(1, ordering: .sequentiallyConsistent)
      while arrived.load(ordering: .sequentiallyConsistent) < 2 {}
    }
    #expect(arrived.load(ordering: .sequentiallyConsistent) == 2)
  }

  @Test("adds in the same order, to the same bits, on any number of threads and slots", arguments: threadCounts)
  func reductionOrderIsFixed(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let count = 300
    // Float addition of numbers of very different size: almost any other order gives another sum.
    let terms = (0..<count).map {
      Float(sign: .plus, exponent: ($0 * 31) % 40, significand: Float(($0 * 7919) % 1000 - 500))
    }
    let expected = terms.reduce(0, +)
    #expect(expected != terms.reversed().reduce(0, +), "the terms do not tell orders apart")
    for slots in [1, 2, 3, 5, 16, 1000] {
      let results = Mutex([Float](repeating: .nan, count: slots))
      let total = Mutex((sum: Float(0), order: [Int]()))
      pool.reduce(count, slots: slots) { task, _, slot in
        Self.spend((task * 13) % 17)
        results.withLock {
          #expect($0[slot].isNaN, "slot \(slot) was handed out before it was merged")
          $0[slot] = terms[task]
        }
      } merge: { task, slot in
        let value = results.withLock { results in
          defer { results[slot] = .nan }
          return results[slot]
        }
        total.withLock {
          $0.sum += value
          $0.order.append(task)
        }
      }
      #expect(total.withLock { $0.sum } == expected)
      #expect(total.withLock { $0.order } == Array(0..<count))
    }
  }

  @Test("merges one result at a time", arguments: threadCounts)
  func mergesAreExclusive(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let merging = Atomic<Int>(0)
    pool.reduce(200, slots: threads + 1) { task, _, _ in
      Self.spend(task % 5)
    } merge: { _, _ in
      #expect(merging.add(1, ordering: .sequentiallyConsistent).newValue == 1)
      Self.spend(2)
      merging.subtract(1, ordering: .sequentiallyConsistent)
    }
  }

  @Test("reduces no tasks and one task", arguments: threadCounts, [0, 1])
  func reducesAlmostNothing(threads: Int, count: Int) {
    let merged = Mutex([Int]())
    WorkerPool(threads: threads).reduce(count, slots: 4) { _, _, _ in
    } merge: { task, slot in
      #expect(slot == 0)
      merged.withLock { $0.append(task) }
    }
    #expect(merged.withLock { $0 } == Array(0..<count))
  }

  @Test("survives thousands of short loops with uneven tasks and pauses between them", arguments: threadCounts)
  func stress(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let sum = Atomic<Int>(0)
    var expected = 0
    for round in 0..<3000 {
      let count = round % 9
      expected += count * (count - 1) / 2
      if round % 3 == 0 {
        pool.run(count) { task, _ in
          Self.spend(task == 0 ? 30 : 1)
          sum.add(task, ordering: .relaxed)
        }
      } else {
        pool.reduce(count, slots: 1 + round % 4) { task, _, _ in
          Self.spend((task * round) % 11)
        } merge: { task, _ in
          sum.add(task, ordering: .relaxed)
        }
      }
      // Long enough now and then for the workers to fall asleep.
      if round % 500 == 0 { Self.spend(3000) }
    }
    #expect(sum.load(ordering: .relaxed) == expected)
  }

  @Test("lets other threads wait for their turn")
  func serializesCallers() async {
    final class Log: Sendable { let callers = Mutex([Int]()) }
    let pool = WorkerPool(threads: 2)
    let log = Log()
    await withTaskGroup(of: Void.self) { group in
      for caller in 0..<4 {
        group.addTask {
          for _ in 0..<100 {
            pool.run(3) { _, _ in log.callers.withLock { $0.append(caller) } }
          }
        }
      }
    }
    let order = log.callers.withLock { $0 }
    #expect(order.count == 4 * 100 * 3)
    for start in stride(from: 0, to: order.count, by: 3) {
      #expect(Set(order[start..<start + 3]).count == 1, "two loops ran at the same time")
    }
  }

  @Test("traps where a task calls the pool that it runs on")
  func nestedUseTraps() async {
    await #expect(processExitsWith: .failure) {
      let pool = WorkerPool(threads: 1)
      pool.run(1) { _, _ in pool.run(1) { _, _ in } }
    }
    await #expect(processExitsWith: .failure) {
      let pool = WorkerPool(threads: 3)
      pool.run(50) { _, _ in pool.run(2) { _, _ in } }
    }
  }

  @Test("traps on no threads, no slots and fewer than no tasks")
  func impossibleNumbersTrap() async {
    await #expect(processExitsWith: .failure) { _ = WorkerPool(threads: 0) }
    await #expect(processExitsWith: .failure) {
      WorkerPool(threads: 1).reduce(1, slots: 0) { _, _, _ in
      } merge: { _, _ in
      }
    }
    await #expect(processExitsWith: .failure) { WorkerPool(threads: 1).run(-1) { _, _ in } }
  }
}
