import Losses
import Foundation
import LinearAlgebra
import RecurrentNetworks
import Testing

/// Memory limits.
@Suite("Memory")
struct MemoryTests {
  @Test("Keeping fewer states changes no bit", arguments: Problem.tried)
  func limits(_ index: Int) throws {
    let problem = Problem.large[index]
    let unlimited = try Subject<Double>(problem)
    let expected = Results(of: unlimited)
    #expect(unlimited.linearization.interval == nil)
    var intervals: Set<Int> = []
    for interval in [50, 25, 12, 6, 1] {
      let limit = MemoryPlan(limit: nil).curvatureBytes(
        unlimited.batch, network: unlimited.network, threads: 1, interval: interval)
      let subject = try Subject<Double>(problem, memoryLimit: limit)
      guard let chosen = subject.linearization.interval, intervals.insert(chosen).inserted else { continue }
      Results(of: subject).expectSameBits(as: expected, "every \(chosen) steps")
    }
    // Short windows leave little to save, and a single short sequence nothing.
    #expect(
      intervals.count >= [2, 2, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1][index],
      "the limits lead to intervals \(intervals)")
  }

  @Test("Several threads under a limit give the bits of one without")
  func limitedThreads() throws {
    for problem in [1, 2, 6, 7, 10, 11, 12, 13, 14, 15, 16].map({ Problem.large[$0] }) {
      let expected = Results(of: try Subject<Float>(problem))
      let subject = try Subject<Float>(problem, threads: 3, memoryLimit: 1)
      #expect(subject.linearization.interval != nil)
      Results(of: subject).expectSameBits(as: expected, "3 threads, little memory")
    }
  }

  @Test("A plan keeps everything where that fits, else whole chunks under way, else as little as it can")
  func plan() throws {
    for problem in Problem.large {
      let network = try Network<Double>(problem.definition)
      let batch = try Batch(problem.view, for: network)
      let free = MemoryPlan(limit: nil)
      #expect(free.curvatureInterval(batch, network: network, threads: 2) == nil)
      #expect(free.gradientInterval(batch, network: network, threads: 2) == nil)
      let all = free.curvatureBytes(batch, network: network, threads: 2, interval: nil)
      for limit in [all, all * 3 / 4, all / 2, all / 4, all / 8, 1] {
        let plan = MemoryPlan(limit: limit)
        let interval = plan.curvatureInterval(batch, network: network, threads: 2)
        let bytes = plan.curvatureBytes(batch, network: network, threads: 2, interval: interval)
        if limit == all { #expect(interval == nil) }
        guard let interval else {
          #expect(bytes <= limit)
          continue
        }
        var halves = [batch.chunks.map(\.steps).max()!]
        while halves.last! > 1 { halves.append(halves.last! / 2) }
        let needs = halves.map { plan.curvatureBytes(batch, network: network, threads: 2, interval: $0) }
        #expect(all > limit)
        if needs[0] <= limit {
          #expect(interval == halves[0])
        } else {
          #expect(halves.contains(interval) && bytes == needs.min()!)
        }
      }
    }
  }

  /// In a process of its own, where nothing else allocates.
  @Test("Products take as much memory as the plan states, with and without a limit", arguments: [nil, 40 << 20, 1])
  func statedBytes(limit: Int?) async {
    await #expect(processExitsWith: .success) { [limit] in
      let (count, steps) = (256, 250)
      let rows = [Double](repeating: 0.5, count: count * steps)
      let view = SequenceView(
        offsets: (0...count).map { $0 * steps }, inputs: .features(rows, count: 1), targets: .values(rows, count: 1),
        weights: nil)
      let network = try Network<Double>(
        NetworkDefinition(input: .features(1), hidden: 64, outputs: 1, loss: .squaredError))
      let batch = try Batch(view, for: network)
      let evaluator = BatchEvaluator(network, pool: WorkerPool(threads: 2), memoryLimit: limit)
      let v = Vector((0..<network.layout.count).map { Double($0 % 7 - 3) / 30 })
      var result = v
      // What the libraries set up at their first use is not of interest.
      let small = SequenceView(
        offsets: [0, 1, 2], inputs: .features([1, 1], count: 1), targets: .values([1, 1], count: 1), weights: nil)
      try evaluator.linearize(at: v, over: Batch(small, for: network)).product(.hessian, v, into: &result)
      let before = MemoryTests.peakBytes
      let linearization = evaluator.linearize(at: v, over: batch)
      // The second product finds its memory in one piece.
      for _ in 0..<2 { linearization.product(.hessian, v, into: &result) }
      let used = MemoryTests.peakBytes - before
      let stated = MemoryPlan(limit: limit)
        .curvatureBytes(batch, network: network, threads: 2, interval: linearization.interval)
      // Products pack their factors, and the allocator does not reuse all that it gets back.
      let sentence = "\(used) bytes for \(stated), interval \(linearization.interval ?? 0)"
      precondition(used < stated + (16 << 20), sentence)
      precondition(used > stated / 2, sentence)
      precondition(stated <= max(limit ?? .max, 1 << 24), sentence)
    }
  }

  /// The most that this process has held so far.
  private static var peakBytes: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return 1024 * (Int(line.split(whereSeparator: { !$0.isNumber }).first ?? "") ?? 0)
  }
}
