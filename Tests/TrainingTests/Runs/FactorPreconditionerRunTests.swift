import LinearAlgebra
import Optimization
import RecurrentNetworks
import Synchronization
import TestSupport
import Testing
import Training

/// A preconditioner that is built from the factor statistics of the network's layers: one file, ``FactorPreconditioner``, and
/// one line.
@Suite("A preconditioner of one's own")
struct FactorPreconditionerRunTests {
  private func run(_ preconditioner: String, _ cell: String, task: String, to path: String? = nil) throws -> Trainer<
    Double
  > {
    let layer = try ConfigurationLayer(
      yaml: """
        {task: \(task), length: 10, cell: \(cell), hidden: 8, precision: double, seed: 3, threads: 2, iterations: 4,
         gradient-batch: 200, curvature-batch: 400, backtracking-batch: 50, validation-batch: 50, cg-iterations: 40,
         weight-decay: 0.0, mu: 0.0, lambda: 0.01, target-wrong: 0.000000001,
         preconditioner: \(preconditioner)}
        """, source: "test")
    let trainer = try Trainer<Double>(ExperimentConfiguration(layer))
    try trainer.run()
    if let path { try trainer.checkpoint.write(to: path) }
    return trainer
  }

  @Test(
    "gets blocks of the size of the curvature, in which every parameter is once",
    arguments: [("lstm", "addition"), ("gru", "temporal-order"), ("mrnn", "temporal-order"), ("tanh", "addition")])
  func blocks(cell: String, task: String) throws {
    let measured = Measured()
    try PreconditionerKind.$table.withValue(PreconditionerKind.table + [Measuring(measured: measured)]) {
      let trainer = try run("measuring", cell, task: task)
      let layout = trainer.network.layout
      let covered = measured.blocks.withLock { $0 }
      #expect(Set(covered).count == covered.count)
      #expect(covered.count == layout.count)
      // Targets are drawn for 400 sequences: a share of some 1/√400 is chance.
      let traces = measured.traces.withLock { $0 }
      #expect(traces.count == 4)
      for (kronecker, exact) in traces { #expect(abs(kronecker / exact - 1) < 0.3, "\(kronecker) for \(exact)") }
    }
  }

  @Test("is kept in a checkpoint by its name, and resumed to the bit")
  func resumes() throws {
    let scratch = try Scratch()
    try PreconditionerKind.$table.withValue(PreconditionerKind.table + [FactorPreconditioner()]) {
      let first = try run("kronecker", "lstm", task: "addition", to: scratch.file("c.h5"))
      var configuration = first.configuration
      configuration.iterations = 7
      let whole = try Trainer<Double>(configuration)
      try whole.run()
      let read = try Checkpoint<Double>(contentsOf: scratch.file("c.h5"))
      #expect(read.configuration.layer["preconditioner"]?.words == "kronecker")
      let second = try Trainer(read, configuration: configuration)
      try second.run()
      #expect(second.parameters == whole.parameters)
    }
  }
}

/// What a preconditioner saw: the parameters in blocks, and of the output layer the trace of A ⊗ D and that of its part of G.
private final class Measured: Sendable {
  let blocks = Mutex<[Int]>([])
  let traces = Mutex<[(kronecker: Double, exact: Double)]>([])
}

/// No preconditioner: it looks at the factors.
private struct Measuring: PreconditionerDefinition {
  let measured: Measured
  var name: String { "measuring" }
  var words: String { "none" }
  var needs: [CurvatureAbility] { [.factorStatistics] }
  func make<Element: Scalar>(count: Int) -> any Preconditioner<Element> { Ruler(measured: measured) }
}

private struct Ruler<Element: Scalar>: Preconditioner {
  let measured: Measured

  mutating func prepare(
    for curvature: some CurvatureOperator<Element>, damping λ: Double, structuralWeight: Double
  ) throws(MissingAbility) {
    guard let known = curvature as? any FactorStatistics<Element> else {
      throw MissingAbility(.factorStatistics, of: type(of: curvature), for: "measuring")
    }
    let blocks = known.factorStatistics()
    func trace(_ M: Matrix<Element>) -> Double { (0..<M.rows).reduce(0) { $0 + Double(M[$1, $1]) } }
    guard let output = blocks.last(where: { $0.columns > 1 }) else { return }
    let own = output.ranges.flatMap { Array($0) }
    let count = blocks.flatMap { $0.ranges.map(\.upperBound) }.max() ?? 0
    var exact = 0.0
    for index in own {
      var (unit, product) = (Vector<Element>(count: count), Vector<Element>(count: count))
      unit[index] = 1
      curvature.product(unit, structuralWeight: 0, into: &product)
      exact += Double(product[index])
    }
    measured.blocks.withLock { $0 = blocks.flatMap { $0.ranges.flatMap { Array($0) } } }
    measured.traces.withLock { $0.append((trace(output.sources) * trace(output.deltas), exact)) }
  }

  mutating func solve(_ r: Vector<Element>, into z: inout Vector<Element>) { z.copy(r) }
}
