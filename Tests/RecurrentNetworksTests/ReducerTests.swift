import LinearAlgebra
import RecurrentNetworks
import Testing

@Suite("Processes that share out the chunks of a batch")
struct ReducerTests {
  @Test("compute the bits of one, each of them", arguments: Problem.large.indices, [1, 2, 3, 5])
  func sameBits(_ index: Int, processes: Int) throws {
    let problem = Problem.large[index]
    let expected = Results(of: try Subject<Float>(problem), hasMaps: false)
    let results = FakeProcesses(processes).run { reducer in
      try? Results(of: Subject<Float>(problem, threads: 1 + reducer.rank % 2, reducer: reducer), hasMaps: false)
    }
    #expect(results.count == processes)
    for (rank, result) in results.enumerated() {
      try #require(result).expectSameBits(as: expected, "process \(rank) of \(processes)")
    }
  }

  @Test("see each prediction in one of them, and agree on counts")
  func visits() throws {
    let problem = Problem.large[2]
    let totals = FakeProcesses(3).run { reducer -> [Int]? in
      guard let subject = try? Subject<Double>(problem, threads: 2, reducer: reducer) else { return nil }
      let seen = AtomicCount()
      _ = subject.evaluator.loss(at: subject.θ, over: subject.batch) { _, scored, _ in seen.add(scored.count) }
      return [seen.value] + reducer.sum([seen.value, 1])
    }
    let seen = try totals.map { try #require($0) }
    let scored = try Subject<Double>(problem).batch.scored
    #expect(seen.map { $0[0] }.reduce(0, +) == scored && seen.allSatisfy { $0[0] < scored })
    #expect(seen.allSatisfy { Array($0[1...]) == [scored, 3] })
  }
}
