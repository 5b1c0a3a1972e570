import DurableFiles
import Foundation
import HDF5
package import Optimization
package import RecurrentNetworks

/// Positive integers separated by commas.
package struct IntegerList: CustomStringConvertible {
  /// The integers, in their order.
  package let values: [Int]

  /// A list of numbers that are known to be positive.
  package init(_ values: [Int]) { self.values = values }

  /// Nil where a word is no whole number from 1 to 10,000,000.
  package init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.allSatisfy({ (1...10_000_000).contains($0 ?? 0) }) else { return nil }
    values = numbers.map { $0! }
  }

  /// As it is written on the command line.
  package var description: String { values.map(String.init).joined(separator: ",") }
}

/// Curvature matrices as they are named on the command line: `gauss-newton,hessian`.
package struct CurvatureList: CustomStringConvertible {
  /// All names.
  package static var names: String { Curvature.allCases.map(\.rawValue).joined(separator: ", ") }

  /// The matrices, in their order.
  package let curvatures: [Curvature]

  /// A list of some.
  package init(_ curvatures: [Curvature]) { self.curvatures = curvatures }

  /// Known names, each at most once; nil for anything else.
  package init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Curvature(rawValue: String($0))
    }
    guard names.allSatisfy({ $0 != nil }), Set(names).count == names.count else { return nil }
    curvatures = names.compactMap(\.self)
  }

  /// As it is written on the command line.
  package var description: String { curvatures.map(\.rawValue).joined(separator: ",") }
}

/// Preconditioners as they are named on the command line: `none,kfac`.
package struct PreconditionerList: CustomStringConvertible {
  /// The preconditioners, in their order.
  package let kinds: [PreconditionerKind]

  /// A list of some.
  package init(_ kinds: [PreconditionerKind]) { self.kinds = kinds }

  /// Known names, each at most once; nil for anything else.
  package init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let kinds = names.compactMap { PreconditionerKind(rawValue: $0) }
    guard kinds.count == names.count, Set(names).count == names.count else { return nil }
    self.kinds = kinds
  }

  /// As it is written on the command line.
  package var description: String { kinds.map(\.rawValue).joined(separator: ",") }
}

/// Shares of train, validation and test, such as 0.9,0.05,0.05.
package struct ShareList {
  /// One to three numbers of at least 0 that add up to 1.
  package let values: [Double]

  /// The shares where none are asked for.
  package static let usual = "0.9,0.05,0.05"

  /// - Throws: `CommandError.usage` for anything else.
  package init(_ words: String) throws(CommandError) {
    let parts = words.split(separator: ",", omittingEmptySubsequences: false)
    values = parts.compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
    guard values.count == parts.count, (1...3).contains(values.count), values.allSatisfy({ $0 >= 0 && $0 <= 1 }),
      abs(values.reduce(0, +) - 1) < 1e-6
    else {
      throw .usage(
        "--split should be one to three shares that add up to 1, such as \(Self.usual), got '\(words.excerpt)'")
    }
  }
}
