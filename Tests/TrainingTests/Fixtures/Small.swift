import HDF5
import LinearAlgebra
import Optimization
import TestSupport
import Testing
import Training

extension ExperimentConfiguration {
  /// The options of Hessian-free optimization, where that trains.
  var hessianFree: HessianFreeOptions? { optimizer.as(HessianFreeOptions.self) }
  /// The options of a first-order method, where one trains.
  var firstOrder: FirstOrderOptions? { optimizer.as(FirstOrderOptions.self) }
}

extension StoredState {
  /// The state of Hessian-free optimization, where it is one.
  var hessianFree: HessianFreeState<Element>? { self.as(HessianFreeState<Element>.self) }
  /// The state of a first-order method, where it is one.
  var firstOrder: FirstOrderState<Element>? { self.as(FirstOrderState<Element>.self) }
}

/// Small experiments, and what they throw.
enum Small {
  /// A configuration of Hessian-free optimization that trains in a moment.
  static func layer(_ task: String, length: Int = 10) -> ConfigurationLayer {
    var layer = ConfigurationLayer()
    layer.task = task
    layer.length = length
    layer.seed = 3
    layer.threads = 2
    layer.hidden = 12
    layer.optimizer = .hessianFree
    layer.gradientBatch = 200
    layer.curvatureBatch = 60
    layer.backtrackingBatch = 50
    layer.validationBatch = 100
    layer["cg-iterations"] = 20
    return layer
  }

  /// A configuration of a first-order method that trains in a moment.
  static func firstOrder(
    _ task: String, _ optimizer: OptimizerKind, length: Int = 10,
    _ change: (inout ConfigurationLayer) -> Void = { _ in }
  ) throws -> ExperimentConfiguration {
    var layer = ConfigurationLayer()
    (layer.task, layer.length, layer.seed, layer.threads, layer.hidden) = (task, length, 3, 2, 12)
    (layer.optimizer, layer.gradientBatch, layer["updates-per-step"], layer.validationBatch) = (optimizer, 30, 5, 100)
    layer.targetWrong = 1e-9
    change(&layer)
    return try ExperimentConfiguration(layer)
  }

  /// A configuration of exact steps that trains in a moment.
  static func dual(
    _ task: String, length: Int = 10, _ change: (inout ConfigurationLayer) -> Void = { _ in }
  ) throws -> ExperimentConfiguration {
    var layer = ConfigurationLayer()
    (layer.task, layer.length, layer.seed, layer.threads, layer.hidden) = (task, length, 3, 2, 12)
    (layer.optimizer, layer.gradientBatch, layer.curvatureBatch) = (.dual, 60, 60)
    (layer.backtrackingBatch, layer.validationBatch) = (50, 100)
    layer.targetWrong = 1e-9
    change(&layer)
    return try ExperimentConfiguration(layer)
  }

  /// The same, resolved, with some choices changed.
  static func configuration(
    _ task: String, length: Int = 10, _ change: (inout ConfigurationLayer) -> Void = { _ in }
  ) throws -> ExperimentConfiguration {
    var layer = layer(task, length: length)
    change(&layer)
    return try ExperimentConfiguration(layer)
  }

  /// The sentence of the ``TrainingError`` that `body` throws.
  static func error(_ body: () throws -> Void) -> TrainingError? {
    do {
      try body()
      Issue.record("nothing was thrown")
    } catch let error as TrainingError {
      return error
    } catch {
      Issue.record("\(error) is no TrainingError")
    }
    return nil
  }

  /// A checkpoint with everything there can be: a warm start, a way back, a growth, a test, best parameters.
  static func checkpoint(in scratch: Scratch) throws -> String {
    let configuration = try configuration("temporal-order", length: 12) {
      $0.lengthSchedule = "10"
      $0.targetWrong = 0.74
      $0.iterations = 6
    }
    let trainer = try Trainer<Float>(configuration)
    trainer.records.dataFile = DataFileRecord(path: "d.h5", sha256: String(repeating: "ab", count: 32))
    try trainer.run()
    let path = scratch.file("c.h5")
    try trainer.checkpoint.write(to: path)
    return path
  }
}
