public import Optimization
public import LinearAlgebra
internal import RecurrentNetworks

/// A curriculum of growing lengths: the next length when the present one is solved, and a way back when a growth has wrecked
/// the network. What becomes of the damping then is the optimizer's to say (`Optimizer.respond`).
///
/// A jump in length can throw the dynamics out of the regime in which anything is learned, and a damping that has become
/// small then permits steps that never heal. So a snapshot is kept at each growth; if the loss stays above that of the
/// constant predictor, the run returns to it, with stronger damping and half the growth.
public struct LengthGrowth<Element: Scalar>: Sendable, Equatable {
  /// Steps above the constant predictor before a growth is taken back.
  public static var patience: Int { 10 }

  /// All lengths, rising; those that a return has put between two others included.
  public internal(set) var lengths: [Int]
  /// The place of the present length among them.
  public internal(set) var index = 0
  /// The point from which the present length was reached; nil at the first.
  public internal(set) var snapshot: Snapshot<Element>?
  /// Steps in a row above the constant predictor.
  public internal(set) var stepsAbove = 0
  /// Returns to the snapshot.
  public internal(set) var returns = 0

  /// A curriculum of rising lengths.
  public init(_ lengths: [Int]) { self.lengths = lengths }

  /// The present length.
  public var length: Int { lengths[index] }
  /// Whether the present length is the one asked for.
  public var isComplete: Bool { index == lengths.count - 1 }
  /// The lengths from the first to the present one, mixed in every batch.
  public var mixture: [Int] { Array(lengths[0...index]) }

  /// Grows to the next length, keeping a snapshot of parameters and reach; returns what has happened in words.
  public mutating func grow(_ θ: Vector<Element>, _ optimizer: inout any Optimizer<Element>) -> String {
    snapshot = Snapshot(parameters: θ, reach: optimizer.reach)
    index += 1
    stepsAbove = 0
    returns = 0
    optimizer.respond(to: .growth)
    return "length grows to \(length)"
  }

  /// Returns to the last growth if the loss has stayed above that of the constant predictor for too long.
  ///
  /// - Parameters:
  ///   - loss: the loss at the present length after a step.
  ///   - baseline: that of the constant predictor.
  ///   - θ: the parameters, put back to the snapshot.
  ///   - optimizer: the optimizer, put back to how far it went there, with shorter steps (a larger λ, half the learning
  ///     rate) and without a warm start or moments; its step count goes on.
  /// - Returns: what has happened in words, nil if nothing has.
  public mutating func returnIfWrecked(
    loss: Double, baseline: Double, _ θ: inout Vector<Element>, _ optimizer: inout any Optimizer<Element>
  ) -> String? {
    stepsAbove = loss <= baseline ? 0 : stepsAbove + 1
    guard stepsAbove >= Self.patience, let snapshot else { return nil }
    stepsAbove = 0
    returns += 1
    snapshot.restore(&θ, &optimizer)
    optimizer.respond(to: .growthTakenBack(times: returns))
    let (from, to) = (lengths[index - 1], lengths[index])
    if to - from > 1 { lengths.insert((from + to) / 2, at: index) }
    return
      "the loss stayed above the constant predictor: back to the snapshot taken before length \(to), with \(optimizer.reach), now to length \(length)"
  }
}

extension ExperimentConfiguration {
  /// The optimizer of a run before its first step.
  func optimizer<Element: Scalar>(of layout: ParameterLayout, precision: Element.Type) -> any Optimizer<Element> {
    optimizer.options.onFreshData.optimizer(
      of: ParameterShapes(layout, decaying: decaying), precision: precision)
  }
}
