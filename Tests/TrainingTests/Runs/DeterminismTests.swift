import LinearAlgebra
import Testing
import Training

@Suite("Determinism")
struct DeterminismTests {
  private func parameters<Element: Scalar>(
    _ task: String, threads: Int, planning: Bool = false, _: Element.Type
  ) throws -> [Element] {
    let configuration = try Small.configuration(task) {
      $0.threads = threads
      $0.iterations = 3
      $0.targetWrong = 1e-9
    }
    let trainer = try Trainer<Element>(configuration)
    if planning { #expect(try trainer.memoryPlan().bytes > 0) }
    try trainer.run()
    return trainer.parameters.elements
  }

  @Test(
    "Three steps leave the same bits on any number of threads",
    arguments: ["addition", "temporal-order", "memorization-20"])
  func threads(task: String) throws {
    let float = try parameters(task, threads: 1, Float.self)
    let double = try parameters(task, threads: 1, Double.self)
    for threads in [2, 3, 8] {
      #expect(try parameters(task, threads: threads, Float.self) == float, "\(threads) threads")
      #expect(try parameters(task, threads: threads, Double.self) == double, "\(threads) threads")
    }
  }

  @Test("To ask for the memory that a run takes changes nothing in it")
  func planning() throws {
    #expect(
      try parameters("addition", threads: 2, planning: true, Float.self)
        == parameters("addition", threads: 2, Float.self))
  }

  @Test("Another seed is another run")
  func seeds() throws {
    let first = try Trainer<Float>(Small.configuration("addition"))
    let second = try Trainer<Float>(Small.configuration("addition") { $0.seed = 4 })
    #expect(first.parameters != second.parameters)
  }
}
