internal import LinearAlgebra

/// The vector work of conjugate gradients: an iteration without the product that it is for.
struct SolverParts<Element: Scalar>: PartFamily {
  enum Part: String, CaseIterable {
    case small = "iteration-small"
    case medium = "iteration-medium"
    case large = "iteration-large"
  }

  static var name: String { "cg" }

  private let sizes: PartSizes

  init(_ setting: PartSetting) { sizes = setting.sizes }

  func prepare(_ part: Part) -> PreparedPart {
    let count =
      switch part {
      case .small: sizes.smallParameters
      case .medium: sizes.mediumParameters
      case .large: sizes.largeParameters
      }
    return TimedSolve<Element>(count: count, iterations: sizes.iterations).prepared()
  }
}
