public import Losses
internal import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData
internal import Synchronization

/// What people read beside the loss, and the same of the best constant predictor on the same sequences.
public struct Quality: Sendable, Equatable {
  /// What is measured, which follows from the targets.
  public enum Measure: String, Sendable, CaseIterable {
    /// Of squared errors, the mean over scored steps, by their weights, and outputs.
    case meanSquaredError
    /// The share of scored steps whose largest output is that of the target.
    case stepAccuracy
    /// The share of the outputs of scored steps that are on the target's side of ½.
    case outputAccuracy
  }

  public let measure: Measure
  /// Of the network; nil where there is nothing to measure, or numbers overflowed.
  public let value: Double?
  /// Of the best constant output.
  public let constant: Double?

  /// A measure from its parts.
  public init(_ measure: Measure, value: Double?, constant: Double?) {
    self.measure = measure
    self.value = value.flatMap { $0.isFinite ? $0 : nil }
    self.constant = constant.flatMap { $0.isFinite ? $0 : nil }
  }
}

extension Quality {
  /// The quality if it is measured so, otherwise nil.
  public func of(_ measure: Measure) -> Quality? { self.measure == measure ? self : nil }

  /// The quality if it is an accuracy, otherwise nil.
  public var accuracy: Quality? { measure.accuracyOf == nil ? nil : self }

  /// R², the share of the variance of the targets that is explained: 1 − e / e₀, of the mean squared error e and that of the
  /// best constant output, e₀, on the same sequences. Nil of an accuracy, and where targets do not vary.
  public var explainedVariance: Double? {
    guard measure == .meanSquaredError, let value, let constant, constant > 0 else { return nil }
    return 1 - value / constant
  }

  /// The share that is wrong: 1 less the accuracy; nil of the mean squared error.
  public var wrongShare: Double? { accuracy?.value.map { 1 - $0 } }
}

extension Quality.Measure {
  /// What an accuracy is a share of, in files and in words; nil for the mean squared error.
  public var accuracyOf: String? {
    switch self {
    case .meanSquaredError: nil
    case .stepAccuracy: "steps"
    case .outputAccuracy: "outputs"
    }
  }

  /// What the figure is called in files.
  public var key: String { self == .meanSquaredError ? "mean_squared_error" : "accuracy" }

  /// What is measured where outputs are compared with such targets.
  public init(_ target: TargetKind) {
    self =
      switch target {
      case .values: .meanSquaredError
      case .shares: .outputAccuracy
      case .classes: .stepAccuracy
      }
  }
}

/// The squared error of shares, which is none of the loss: what is reported of autoencoders.
public struct SummedSquares: Sendable, Equatable {
  /// Summed over the outputs, the mean over scored steps.
  public let value: Double
  /// The same of the best constant output.
  public let constant: Double
  /// Whether there are targets other than 0 and 1.
  public let isOfFractions: Bool
}

/// The quality of many sequences from those of parts.
struct QualitySum {
  private let loss: Loss
  private let outputs: Int
  private let counter = RightOutputs()
  private var constant: ConstantPredictor?

  init(_ network: NetworkDefinition) { (loss, outputs) = (network.loss, network.outputs) }

  /// Who counts outputs in a pass; nil where the loss says all.
  var right: RightOutputs? { loss.target == .values ? nil : counter }

  /// Adds the targets of sequences.
  mutating func add(_ set: SequenceSet) {
    constant = constant ?? ConstantPredictor(set.targets.shape, loss)
    constant?.add(set)
  }

  /// The squared error of all, where targets are shares; nil elsewhere, and where numbers overflowed.
  func summedSquares(_ score: Score, over reducer: any Reducer) -> SummedSquares? {
    guard loss.target == .shares, score.loss.isFinite, let constant, let error = constant.meanSquaredError,
      let squares = counter.squares(over: reducer)
    else { return nil }
    return SummedSquares(
      value: squares * Double(outputs), constant: error * Double(outputs), isOfFractions: constant.hasFractions)
  }

  /// The quality of all, from their score and their loss over the scored steps.
  func quality(_ score: Score, lossPerStep: Double?, over reducer: any Reducer) -> Quality {
    let measure = Quality.Measure(loss.target)
    switch measure {
    case .meanSquaredError:
      let error = lossPerStep.flatMap { step in
        loss.function.meanSquaredErrorFactor.map { $0 * step / Double(outputs) }
      }
      return Quality(measure, value: error, constant: constant?.meanSquaredError)
    case .stepAccuracy, .outputAccuracy:
      let share = counter.share(over: reducer)
      return Quality(measure, value: score.loss.isFinite ? share : nil, constant: constant?.accuracy)
    }
  }
}

/// Counts the outputs that are right, and sums the squares of their errors, from predictions that arrive in parts, from several
/// workers.
final class RightOutputs: Sendable {
  /// Squares are whole numbers of so many parts of 1: their sum is the same in any order.
  private static let parts = 0x1p24

  private let counts = Mutex((right: 0, all: 0, squares: 0))

  /// Those that this process has looked at.
  var found: (right: Int, all: Int) { counts.withLock { ($0.right, $0.all) } }

  /// The mean squared error of the outputs that all processes have looked at, of shares; nil of none.
  func squares(over reducer: any Reducer) -> Double? {
    let counts = counts.withLock { reducer.sum([$0.squares, $0.all]) }
    return counts[1] > 0 ? Double(counts[0]) / Self.parts / Double(counts[1]) : nil
  }

  /// The share of those that all processes have looked at; nil of none.
  func share(over reducer: any Reducer) -> Double? {
    let counts = counts.withLock { reducer.sum([$0.right, $0.all]) }
    return counts[1] > 0 ? Double(counts[0]) / Double(counts[1]) : nil
  }

  /// Looks at the predictions of some scored rows of a chunk.
  func count<Element>(_ chunk: Chunk<Element>, _ scored: Range<Int>, _ predictions: Matrix<Element>) {
    var (right, all, squares) = (0, 0, 0.0)
    for (row, position) in scored.enumerated() {
      switch chunk.targets {
      case .classes(let classes):
        all += 1
        if predictions.indexOfLargest(inRow: row) == Int(classes[position]) { right += 1 }
      case .values(let values):
        all += predictions.columns
        right += predictions.countOnSameSide(inRow: row, asRow: position, of: values)
        squares += predictions.squaredDistance(ofRow: row, toRow: position, of: values)
      }
    }
    let whole = squares.isFinite ? Int((squares * Self.parts).rounded()) : 0
    counts.withLock { $0 = ($0.right + right, $0.all + all, $0.squares + whole) }
  }
}
