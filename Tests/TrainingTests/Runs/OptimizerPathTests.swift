import Foundation
import LinearAlgebra
import Optimization
import RecurrentNetworks
import TestSupport
import Testing
import Training

/// Runs on data that stay the same, followed by another implementation update by update.
@Suite("Optimizers beside NumPy", .enabled(if: Python.hasH5py, Python.missing))
struct OptimizerPathTests {
  /// What is followed: an optimizer with its choices.
  struct Choice: Sendable, CustomTestStringConvertible {
    let optimizer: String
    var options: [String: OptionValue] = [:]
    var data = "numbers"
    var layers = 1
    var updates = 25
    /// The largest deviation, in parts of how far the run has come.
    var bound = 1e-7

    var testDescription: String {
      "\(optimizer), \(data), \(layers) layers, \(updates) updates, \(options.count) choices"
    }
  }

  /// Rates that change all the time, gradients that are cut, weights that decay.
  static let schedule: [String: OptionValue] = [
    "schedule": .word("cosine"), "schedule-updates": .count(30), "schedule-warm-up": .count(3),
    "learning-rate-decay": .number(0.01), "clip-norm": .number(0.2), "decoupled-weight-decay": .number(0.1),
  ]
  static let soap: [String: OptionValue] = ["basis-updates": .count(4)]

  static let doubles: [Choice] = [
    Choice(optimizer: "sgd", options: schedule), Choice(optimizer: "adam", data: "symbols"),
    Choice(optimizer: "adamw", options: schedule, layers: 2), Choice(optimizer: "muon", layers: 2),
    Choice(optimizer: "muon", options: schedule, data: "symbols"),
    Choice(optimizer: "soap", options: soap), Choice(optimizer: "soap", options: soap, data: "symbols", layers: 2),
    Choice(optimizer: "soap", options: schedule.merging(soap) { $1 }, layers: 2),
    Choice(optimizer: "soap", options: ["basis-updates": .count(3), "basis-limit": .count(5)], layers: 2),
    Choice(optimizer: "lbfgs", updates: 15),
    Choice(optimizer: "lbfgs", options: ["memory": .count(3)], data: "symbols", updates: 15),
  ]

  /// In single precision: a few updates, and bases of whole rank alone, since in directions that no gradient has both numerator
  /// and denominator of an update are rounding.
  static let floats: [Choice] = [
    Choice(optimizer: "adamw", options: schedule, layers: 2, updates: 10, bound: 1e-3),
    Choice(optimizer: "muon", layers: 2, updates: 10, bound: 1e-3),
    Choice(
      optimizer: "soap", options: ["basis-updates": .count(3), "basis-limit": .count(2)], updates: 10, bound: 1e-2),
    Choice(optimizer: "lbfgs", updates: 5, bound: 1e-3),
  ]

  private func follow<Element: Scalar>(_ choice: Choice, _: Element.Type) throws {
    let scratch = try Scratch()
    let data = scratch.file("data.h5")
    #expect(try Python.run(file: "check_optimizers.py", "make", data, choice.data).status == 0)
    let isLineSearch = choice.optimizer == "lbfgs"
    var layer = ConfigurationLayer()
    layer.recipe = .longRange
    layer.optimizer = OptimizerKind(rawValue: choice.optimizer)
    (layer.data, layer.hidden, layer.layers, layer.seed, layer.threads) = (data, 5, .alike(choice.layers), 7, 1)
    (layer.precision, layer.iterations, layer.weightDecay) = (Element.precision, choice.updates, 0.01)
    (layer.gradientBatch, layer.validationBatch) = (9, 2)
    for (name, value) in choice.options { layer[name] = value }
    if !isLineSearch { layer["updates-per-step"] = .count(1) }
    let configuration = try ExperimentConfiguration(layer)
    let trainer = try Trainer<Element>(configuration)
    try trainer.checkpoint.write(to: scratch.file("c.h5"))
    var path: [[Double]] = []
    var bases: [Double] = []
    try trainer.run { _ in
      path.append(trainer.parameters.elements.map { Double($0) })
      if path.count == 1, let state = trainer.optimizerState.as(FirstOrderState<Element>.self) {
        bases = state.bases.elements.map { Double($0) }
      }
    }
    #expect(path.count == choice.updates)
    var object: [String: Any] = [
      "optimizer": choice.optimizer, "checkpoint": scratch.file("c.h5"), "data": data, "path": path, "bases": bases,
      "blocks": trainer.network.layout.blocks.map(\.name), "weight-decay": 0.01, "bound": choice.bound,
      "tolerance": Element.self == Float.self ? 1e-5 : 1e-12, "schedule-updates": 1_000_000,
    ]
    for option in configuration.optimizer.options.described {
      switch option.value {
      case .count(let count): object[option.name] = count
      case .number(let number): object[option.name] = number
      case .word(let word): object[option.name] = word
      case .truth, .seed, nil: break
      }
    }
    let file = scratch.file("path.json")
    try JSONSerialization.data(withJSONObject: object).write(to: URL(fileURLWithPath: file))
    let result = try Python.run(file: "check_optimizers.py", "check", file)
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.hasPrefix("ok\t\(choice.optimizer)\t"))
  }

  @Test("take the same path in double precision", arguments: doubles)
  func double(_ choice: Choice) throws { try follow(choice, Double.self) }

  @Test("take it in single precision as long as that allows", arguments: floats)
  func single(_ choice: Choice) throws { try follow(choice, Float.self) }
}
