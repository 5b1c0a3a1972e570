import ArgumentParser
import RecurrentNetworks

/// Curvature matrices as they are named on the command line: `gauss-newton,hessian`.
struct CurvatureList: ExpressibleByArgument {
  /// All names.
  static var names: String { Curvature.allCases.map(\.rawValue).joined(separator: ", ") }

  let curvatures: [Curvature]

  init(_ curvatures: [Curvature]) { self.curvatures = curvatures }

  /// Known names, each at most once.
  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Curvature(rawValue: String($0))
    }
    guard names.allSatisfy({ $0 != nil }), Set(names).count == names.count else { return nil }
    curvatures = names.compactMap(\.self)
  }

  var defaultValueDescription: String { curvatures.map(\.rawValue).joined(separator: ",") }
}
