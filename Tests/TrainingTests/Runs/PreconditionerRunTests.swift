import Optimization
import RecurrentNetworks
import TestSupport
import Testing
import Training

@Suite("Runs with a preconditioner of rows or factors")
struct PreconditionerRunTests {
  private func configuration(
    _ preconditioner: String, task: String = "xor", more: String = ""
  ) throws -> ExperimentConfiguration {
    let base = try ConfigurationLayer(
      yaml: """
        {task: \(task), length: 12, hidden: 10, precision: double, seed: 5, threads: 1, iterations: 3, optimizer: hf,
         gradient-batch: 150, curvature-batch: 90, backtracking-batch: 60, validation-batch: 50, cg-iterations: 60,
         mu: 0.3, target-wrong: 0.000000001, preconditioner: \(preconditioner)}
        """, source: "test")
    return try ExperimentConfiguration(ConfigurationLayer(yaml: "{\(more)}", source: "test").over(base))
  }

  private func run(_ configuration: ExperimentConfiguration) throws -> Trainer<Double> {
    let trainer = try Trainer<Double>(configuration)
    try trainer.run()
    return trainer
  }

  @Test(
    "have the same bits on any number of threads, with little memory, and resumed",
    arguments: ["kfac", "ekfac", "dual"])
  func bits(preconditioner: String) throws {
    let scratch = try Scratch()
    let whole = try run(configuration(preconditioner, more: "iterations: 6"))
    #expect(try run(configuration(preconditioner, more: "iterations: 6, threads: 2")).parameters == whole.parameters)
    let tight = try configuration(preconditioner, more: "iterations: 6, memory-limit: 400K")
    #expect(try run(tight).parameters == whole.parameters)
    let begun = try run(configuration(preconditioner))
    try begun.checkpoint.write(to: scratch.file("c.h5"))
    let second = try Trainer(Checkpoint<Double>(contentsOf: scratch.file("c.h5")), configuration: whole.configuration)
    try second.run()
    #expect(second.parameters == whole.parameters)
  }

  @Test(
    "solve the system in one iteration from rows without structural damping, and come further in a few with it",
    arguments: ["xor", "addition"])
  func iterations(task: String) throws {
    /// q after so many iterations of the first step.
    func quadratic(_ preconditioner: String, _ iterations: Int, μ: Double) throws -> Double {
      let more =
        "mu: \(μ), lambda: 0.001, weight-decay: 0.0, cg-tolerance: 0.0, iterations: 1, cg-iterations: \(iterations)"
      let report = try #require(try run(configuration(preconditioner, task: task, more: more)).history.first).report
      #expect(report.cgIterations == iterations && report.cgChosen == iterations)
      return report.quadratic
    }
    let exact = try quadratic("dual", 1, μ: 0)
    expectClose(exact, try quadratic("dual", 2, μ: 0), tolerance: -1e-8 * exact, "q")
    let plain = try quadratic("none", 4, μ: 0.3)
    for preconditioner in ["kfac", "ekfac", "dual"] {
      let own = try quadratic(preconditioner, 4, μ: 0.3)
      #expect(own < plain, "\(preconditioner): \(own) and \(plain)")
    }
  }

  @Test("say in a sentence what rows are not for")
  func refusals() {
    func sentence(_ body: () throws -> Void) -> String? {
      do {
        try body()
        return nil
      } catch { return "\(error)" }
    }
    #expect(
      sentence { _ = try configuration("dual", task: "memorization-5") }
        == "--preconditioner dual is for data with a loss on one step of each sequence, and memorization-5 has more: choose kfac"
    )
    #expect(
      sentence { _ = try configuration("dual", more: "curvature: hessian") }
        == "--curvature should be gauss-newton or fisher with --preconditioner dual, got hessian")
  }
}
