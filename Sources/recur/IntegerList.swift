import ArgumentParser

/// Positive integers separated by commas.
struct IntegerList: ExpressibleByArgument, CustomStringConvertible {
  let values: [Int]

  init(_ values: [Int]) { self.values = values }

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.allSatisfy({ (1...10_000_000).contains($0 ?? 0) }) else { return nil }
    values = numbers.map { $0! }
  }

  var description: String { values.map(String.init).joined(separator: ",") }
  var defaultValueDescription: String { description }
}
