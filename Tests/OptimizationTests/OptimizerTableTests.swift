import Foundation
import LinearAlgebra
import Optimization
import Testing

@Suite("Optimizers that describe themselves")
struct OptimizerTableTests {
  @Test(
    "Every option has a name of its own, a sentence, and a default within its bounds", arguments: OptimizerKind.allCases
  )
  func options(kind: OptimizerKind) {
    let options = kind.defaults
    #expect(options.name == kind.rawValue && options.fault == nil)
    let names = options.described.map(\.name)
    #expect(Set(names).count == names.count)
    for option in options.described {
      #expect(option.help.hasSuffix(".") && option.help.first?.isUppercase == true, "\(option.name)")
      #expect(options[option.name] == option.value && options.has(option.name))
    }
    #expect(!options.has("no-such-option") && options["no-such-option"] == nil)
  }

  @Test("Values are set by name, those of other options are passed over, and what is out of bounds is named")
  func values() throws {
    let options = HessianFreeOptions().with([
      "mu": .number(0.5), "cg-iterations": .count(7), "line-search": .word("none"), "learning-rate": .number(3),
      "cg-residual": .number(0.25), "cg-patience": .count(2),
    ])
    #expect(options.mu == 0.5 && options.conjugateGradient.iterationCap == 7 && options.lineSearch == .none)
    #expect(options.conjugateGradient.residualTolerance == 0.25 && options.conjugateGradient.heldOutPatience == 2)
    #expect(options.with([:]) == options)
    func fault(_ name: String, _ value: OptionValue) -> String {
      let fault = HessianFreeOptions().with([name: value]).fault ?? FirstOrderOptions(.adam).with([name: value]).fault
      return fault.map { "\($0.name) should be \($0.expected), got \($0.found)" } ?? ""
    }
    #expect(fault("lambda", .number(-1)) == "lambda should be a number of at least 0, got -1.0")
    #expect(fault("lambda", .number(.infinity)) == "lambda should be a number of at least 0, got inf")
    #expect(fault("lambda-factor", .number(0.5)) == "lambda-factor should be a number of at least 1, got 0.5")
    #expect(fault("warm-start", .number(1.5)) == "warm-start should be between 0 and 1, got 1.5")
    #expect(fault("cg-iterations", .count(0)) == "cg-iterations should be at least 1, got 0")
    #expect(fault("cg-iterations", .count(1_000_001)) == "cg-iterations should be at most 1000000, got 1000001")
    #expect(fault("learning-rate", .number(0)) == "learning-rate should be a number above 0, got 0.0")
    #expect(fault("momentum", .number(1)) == "momentum should be at least 0 and below 1, got 1.0")
    #expect(fault("clip-norm", .number(-2)) == "clip-norm should be a number above 0, or none, got -2.0")
    #expect(fault("clip-norm", .word("none")).isEmpty && fault("momentum", .number(0)).isEmpty)
    #expect(FirstOrderOptions(.sgd).with(["clip-norm": .number(0)]).clipNorm == nil)
    #expect(FirstOrderOptions(.sgd).with(["clip-norm": .word("none")])["clip-norm"] == .word("none"))
  }

  @Test(
    "A state has a name for every part, survives JSON, and restarts with its reach alone",
    arguments: OptimizerKind.allCases)
  func states(kind: OptimizerKind) throws {
    func check<Model: Optimizer<Double>>(_ start: Model) throws {
      var optimizer = start
      let model = QuadraticObjective<Double>([[4, 1, 0], [1, 3, 1], [0, 1, 1.01]], [1, -2, 3])
      var θ = Vector<Double>([5, 5, 5])
      for _ in 0..<3 { optimizer.step(&θ, objective: model) }
      let state = optimizer.state
      #expect(state.step == 3 && optimizer.steps == 3 && optimizer.storedState.value.step == 3)
      #expect(Set(state.fields.map(\.name)).count == state.fields.count)
      let back = try JSONDecoder().decode(Model.State.self, from: JSONEncoder().encode(state))
      #expect(back == state && optimizer.storedState == StoredState(back))

      let reach = state.reach
      #expect(reach.numbers.first?.value != nil && "\(reach)".hasSuffix("\(reach.numbers[0].value ?? .nan)"))
      optimizer.respond(to: .overflow(times: 2))
      #expect(optimizer.reach != reach)
      optimizer.restart(with: reach)
      #expect(optimizer.reach == reach && optimizer.steps == 3 && optimizer.state != state)
      var forgotten = state
      forgotten.forget()
      #expect(optimizer.state == forgotten)
      optimizer.storedState = StoredState(state)
      #expect(optimizer.state == state)
    }
    try check(kind.defaults.optimizer(parameterCount: 3, precision: Double.self))
  }

  @Test("A name that is in no table is no choice, and tables in tests end with them")
  func names() {
    #expect(OptimizerKind(rawValue: "no-such-optimizer") == nil && OptimizerKind.allCases.map(\.rawValue).first == "hf")
    #expect(
      OptimizerKind.names == [
        "hf", "sgd", "nesterov", "rmsprop", "adam", "adamw", "muon", "soap", "lbfgs", "kfac", "dual",
      ])
    let names = OptimizerKind.options.map(\.name)
    #expect(Set(names).count == names.count && names.contains("mu") && names.contains("momentum"))
    #expect(OptimizerKind.options.first { $0.name == "momentum" }?.family == "first-order methods")
  }
}
