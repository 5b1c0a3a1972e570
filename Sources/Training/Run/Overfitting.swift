internal import Foundation
internal import Optimization

/// A run that fits its training data at the expense of others, by its figures.
public struct Overfitting: Sendable, Equatable {
  /// What a sentence about it begins with.
  public static var prefix: String { "over-fitting: " }

  /// The mean loss on training data over the last scores.
  public let training: Double
  /// The mean loss on validation data over them.
  public let validation: Double
  /// The lowest validation loss, and the step after which it was met.
  public let lowest: Double
  public let step: Int

  private static func short(_ value: Double) -> String { String(format: "%.3g", value) }

  /// What is off and what to do, in a sentence; early stopping is no remedy where it is on.
  ///
  /// - Parameter stopsEarly: whether it is on.
  public func sentence(stopsEarly: Bool) -> String {
    let dropout = ExperimentOptions.entry(named: "dropout").map { ["--\($0.name)"] } ?? []
    let remedies = (stopsEarly ? [] : ["--patience"]) + ["a larger --weight-decay"] + dropout + ["more data"]
    let (now, others, least) = (Self.short(training), Self.short(validation), Self.short(lowest))
    return Self.prefix
      + "the training loss is \(now), the validation loss \(others) after \(least) at step \(step); \(remedies.joined(separator: ", ")) or fewer units help"
  }
}

/// Watches the losses of a run for over-fitting.
///
/// It is plain, and said, where all of this holds of the steps at the length asked for: the validation loss was lowest so many steps ago
/// and lies above that since; the training loss is far below it, below that lowest one, and below what it was then. A run that learns nothing,
/// or is thrown back, has none of it: its training loss does not fall. Validation data that are fitted all but exactly are no concern either.
public struct OverfittingWatch: Sendable {
  /// Steps without a lower validation loss after which it is said.
  public static var scores: Int { 10 }
  /// A validation loss is higher than the lowest from this factor on.
  private static var rise: Double { 1.05 }
  /// A training loss is far below the validation loss up to this factor.
  private static var gap: Double { 0.7 }
  /// A validation loss up to this part of that of the best constant predictor is as good as none.
  private static var negligible: Double { 0.02 }

  private let length: Int
  private let baselineLoss: Double
  private var lowest: (training: Double, validation: Double, step: Int)?
  private var stepsSince = 0
  private var recent: [(training: Double, validation: Double)] = []

  /// A watch over steps at a length, beside the loss of the best constant predictor, which may be unknown.
  ///
  /// - Parameters:
  ///   - length: the nominal length asked for.
  ///   - baselineLoss: the loss; NaN where nobody knows it.
  public init(length: Int, baselineLoss: Double) { (self.length, self.baselineLoss) = (length, baselineLoss) }

  /// Takes a step in.
  public mutating func add(_ row: HistoryRow) {
    let (training, validation) = (row.report.loss, row.validation.loss)
    guard row.length == length, training.isFinite, validation.isFinite else { return }
    stepsSince += 1
    if validation < lowest?.validation ?? .infinity {
      lowest = (training, validation, row.report.step)
      stepsSince = 0
    }
    recent.append((training, validation))
    if recent.count > Self.scores / 2 { recent.removeFirst() }
  }

  /// What there is to say where the lowest validation loss is at least so many steps old; nil where it is nothing.
  ///
  /// - Parameter scores: the least number of steps, at the length asked for, since then.
  public func finding(after scores: Int = Self.scores) -> Overfitting? {
    let last = recent.suffix(min(scores, stepsSince))
    guard let lowest, stepsSince >= scores, last.count > 1 else { return nil }
    let training = last.reduce(0) { $0 + $1.training } / Double(last.count)
    let validation = last.reduce(0) { $0 + $1.validation } / Double(last.count)
    guard validation > Self.rise * lowest.validation, training < Self.gap * validation, training < lowest.training,
      training < lowest.validation, !(validation <= Self.negligible * baselineLoss)
    else { return nil }
    return Overfitting(
      training: training, validation: validation, lowest: lowest.validation, step: lowest.step)
  }
}
