import LinearAlgebra
import SequenceData
import Testing
import Training

@Suite("Mixed lengths")
struct MixtureTests {
  @Test("All of a small task has the longest length, and comes once more with mixed ones")
  func wholeMixture() throws {
    var stream = SequenceStream(
      try ExperimentData(ExperimentConfiguration(Small.layer("memorization-5"))))
    let pool = WorkerPool(threads: 1)
    func steps(_ set: SequenceSet) -> [Int] { zip(set.offsets, set.offsets.dropFirst()).map { $1 - $0 } }
    let fixed = try stream.next(500, of: .train, lengths: [14], pool: pool)
    #expect(fixed.count == 32 && Set(steps(fixed)) == [24])
    let mixed = try stream.next(500, of: .train, lengths: [10, 12, 14], pool: pool)
    #expect(mixed.count == 64)
    #expect(mixed.selecting(0..<32) == fixed)
    let rest = Set(steps(mixed)[32...])
    #expect(rest.isSubset(of: 20...24) && rest.count > 2, "\(rest)")
    // Each is one of the 32: the first five steps are the bits.
    guard case .symbols(let symbols, _) = mixed.inputs else {
      Issue.record("no symbols")
      return
    }
    let patterns = mixed.offsets.dropLast().map { Array(symbols[$0..<$0 + 5]) }
    #expect(Set(patterns[..<32]).count == 32 && Set(patterns[32...]).count == 32)
  }
}
