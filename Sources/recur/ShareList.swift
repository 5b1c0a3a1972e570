import ArgumentParser
import Foundation
import DurableFiles

/// Shares of train, validation and test, such as 0.9,0.05,0.05.
struct ShareList {
  /// One to three numbers of at least 0 that add up to 1.
  let values: [Double]

  /// The shares where none are asked for.
  static let usual = "0.9,0.05,0.05"

  init(_ words: String) throws {
    let parts = words.split(separator: ",", omittingEmptySubsequences: false)
    values = parts.compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
    guard values.count == parts.count, (1...3).contains(values.count), values.allSatisfy({ $0 >= 0 && $0 <= 1 }),
      abs(values.reduce(0, +) - 1) < 1e-6
    else {
      throw ValidationError(
        "--split should be one to three shares that add up to 1, such as \(Self.usual), got '\(words.excerpt)'")
    }
  }
}
