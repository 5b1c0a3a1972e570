internal import Optimization
public import LinearAlgebra
internal import RecurrentNetworks
internal import Training

/// How far a quadratic model can be trusted: the model and the truth along the last step, down the gradient and along the
/// directions of largest curvature, all on the same sequences.
public struct LossCurves: Sendable, Encodable {
  /// λ and μ of the damped models.
  public let lambda: Double
  public let mu: Double
  public let curves: [LossCurve]

  /// Whether damped models differ from the plain one: not so of a first-order method, nor where λ is 0.
  public var isDamped: Bool { lambda > 0 }

  /// The names of the columns of ``LossCurve/row(_:isDamped:)``.
  public var columns: [String] { ["α", "loss", "model, G"] + (isDamped ? ["with λ", "and structural"] : []) }

  /// Follows the loss along some directions.
  ///
  /// The last step is followed from where it began, and ends at α = 1. Along −g, α = 1 is where the undamped model has its
  /// minimum; along an eigenvector it is where the model has risen by the loss itself, or by 0.001 where the loss is
  /// smaller.
  ///
  /// - Parameters:
  ///   - subject: the network and the sequences; its latest linearization is lost.
  ///   - eigenvectors: how many of those of the largest eigenvalues of G.
  ///   - goesOn: is told the parts done and all of them; false ends the work with the curves there are.
  /// - Throws: `LinearAlgebraError` where numbers are not finite.
  public init<Element: Scalar>(
    _ subject: InspectionSubject<Element>, eigenvectors: Int = 2,
    goesOn: (_ done: Int, _ of: Int) -> Bool = { _, _ in true }
  ) throws {
    lambda = subject.lambda ?? 0
    mu = subject.configuration.structuralWeight
    curves = try Self.curves(subject, eigenvectors, goesOn)
  }

  private static func curves<Element: Scalar>(
    _ subject: InspectionSubject<Element>, _ eigenvectors: Int, _ goesOn: (_ done: Int, _ of: Int) -> Bool
  ) throws -> [LossCurve] {
    let parts = 2 + eigenvectors
    var curves: [LossCurve] = []
    if let previous = subject.previous {
      var step = subject.parameters
      step.add(-1, previous)
      if step.norm > 0 {
        curves.append(curve("last step", subject, at: previous, along: step, -0.5...2.5))
        guard goesOn(1, parts) else { return curves }
      }
    }
    var gradient = Vector<Element>(count: subject.parameters.count)
    let loss = subject.gradient(at: subject.parameters, into: &gradient)
    let linearization = subject.linearize()
    var product = gradient
    linearization.product(.gaussNewton, gradient, into: &product)
    let curvature = gradient.dot(product)
    if curvature > 0 {
      var down = gradient
      down.scale(-gradient.dot(gradient) / curvature)
      curves.append(curve("-g", subject, at: subject.parameters, along: down, -0.5...2.5))
      guard goesOn(2, parts) else { return curves }
    }
    var options = ExtremeEigenvalues<Element>.Options()
    options.count = eigenvectors
    options.tolerance = 1e-3
    options.mostProducts = 100
    let matrix = SymmetricOperator(.gaussNewton, at: subject.linearize())
    let ends = try ExtremeEigenvalues(of: matrix, options)
    for (rank, pair) in ends.largest.enumerated() where pair.value > 0 {
      guard var direction = pair.vector else { continue }
      let sign = direction.dot(gradient) > 0 ? -1.0 : 1
      direction.scale(sign * (2 * max(loss, 1e-3) / pair.value).squareRoot())
      curves.append(
        curve("eigenvector \(rank + 1) of G", subject, at: subject.parameters, along: direction, -1.5...1.5))
      guard goesOn(3 + rank, parts) else { return curves }
    }
    return curves
  }

  private static func curve<Element: Scalar>(
    _ name: String, _ subject: InspectionSubject<Element>, at θ: Vector<Element>, along d: Vector<Element>,
    _ range: ClosedRange<Double>
  ) -> LossCurve {
    var (gradient, product, structural) = (d, d, d)
    let loss = subject.gradient(at: θ, into: &gradient)
    let linearization = subject.linearize(at: θ)
    linearization.product(.gaussNewton, d, into: &product)
    let term = StructuralTerm(subject.configuration.structural, weight: 1)
    linearization.structuralProduct(d, term, into: &structural)
    let (derivative, plain) = (gradient.dot(d), d.dot(product))
    let lambda = subject.lambda ?? 0
    let tikhonov = plain + lambda * d.dot(d)
    let full = tikhonov + lambda * subject.configuration.structuralWeight * d.dot(structural)
    let count = 25
    let alpha = (0..<count).map {
      range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count - 1)
    }
    func model(_ curvature: Double) -> [Double] { alpha.map { loss + $0 * derivative + 0.5 * $0 * $0 * curvature } }
    var point = θ
    let truth = alpha.map { α in
      point.copy(θ)
      point.add(α, d)
      return subject.loss(at: point)
    }
    return LossCurve(
      name: name, length: d.norm, alpha: alpha, loss: truth, model: model(plain), tikhonov: model(tikhonov),
      structural: model(full))
  }
}
