import LinearAlgebra
import Optimization
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
         gradient-batch: 200, curvature-batch: 100, backtracking-batch: 50, validation-batch: 50, cg-iterations: 250,
         cg-tolerance: 1.0e-12, cg-residual: 1.0e-4, mu: 0.0, lambda: 0.01, target-wrong: 0.000000001,
         preconditioner: \(preconditioner)}
        """, source: "test")
    let trainer = try Trainer<Double>(ExperimentConfiguration(layer))
    try trainer.run()
    if let path { try trainer.checkpoint.write(to: path) }
    return trainer
  }

  @Test(
    "makes conjugate gradients reach a residual in fewer iterations, for cells with gates, features and symbols",
    arguments: [("lstm", "addition"), ("gru", "temporal-order"), ("mrnn", "temporal-order"), ("tanh", "addition")])
  func fewer(cell: String, task: String) throws {
    try PreconditionerKind.$table.withValue(PreconditionerKind.table + [FactorPreconditioner()]) {
      let plain = try run("none", cell, task: task)
      let preconditioned = try run("kronecker", cell, task: task)
      // From the same parameters, the first step solves the same system to the same residual.
      #expect(plain.history[0].report.loss == preconditioned.history[0].report.loss)
      #expect(preconditioned.history[0].report.cgOutcome == .residual)
      #expect(preconditioned.history[0].report.cgIterations < plain.history[0].report.cgIterations)
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
      #expect(read.configuration.layer.preconditioner?.rawValue == "kronecker")
      let second = try Trainer(read, configuration: configuration)
      try second.run()
      #expect(second.parameters == whole.parameters)
    }
  }
}
