internal import Foundation
internal import DurableFiles

extension StateImage {
  /// The symbol that a step of a text reads; nil for other data.
  public func inputWords(_ step: Int) -> String? { spelling(inputs[step].first) }

  /// The symbol that is asked for; nil for other data, and where nothing is.
  public func targetWords(_ step: Int) -> String? { spelling(targets[step]?.first) }

  /// The likeliest symbols with their probabilities; nil for other data.
  public func predictionWords(_ step: Int) -> String? {
    guard let vocabulary, predictions[step].count == vocabulary.count else { return nil }
    let likeliest = predictions[step].indices.sorted { predictions[step][$0] > predictions[step][$1] }.prefix(3)
    return likeliest.map { "\(Self.quoted(vocabulary[$0])) \(String(format: "%.0f %%", 100 * predictions[step][$0]))" }
      .joined(separator: ", ")
  }

  /// The probability of the class that is asked for, by step; NaN where none is.
  var targetProbabilities: [Double] {
    targets.indices.map { step in
      guard let target = targets[step]?.first, predictions[step].indices.contains(Int(target)) else { return .nan }
      return predictions[step][Int(target)]
    }
  }

  /// A symbol as a picture shows it: alone, and visible.
  static func shown(_ symbol: String) -> String {
    switch symbol {
    case "\n": "↵"
    case "\t": "→"
    case " ": "␣"
    default: ForeignText.visible(symbol)
    }
  }

  private static func quoted(_ symbol: String) -> String { "'\(ForeignText.visible(symbol))'" }

  private func spelling(_ number: Double?) -> String? {
    guard let vocabulary, let number, vocabulary.indices.contains(Int(number)) else { return nil }
    return Self.quoted(vocabulary[Int(number)])
  }
}
