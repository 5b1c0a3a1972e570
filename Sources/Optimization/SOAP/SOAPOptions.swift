public import LinearAlgebra

/// Everything that can be chosen about SOAP (Vyas et al. 2024, *SOAP: improving and stabilizing Shampoo using Adam*,
/// algorithm 3): Adam, in a basis in which the gradients of a matrix are about uncorrelated.
///
/// For the weights G (rows × columns) of all that leads to one gate, [W_h W_x]:
///
///     L ← β L + (1 − β) G Gᵀ,  R ← β R + (1 − β) Gᵀ G,  Q_L, Q_R: their eigenvectors
///     m ← β₁ m + (1 − β₁) G,  s ← β₂ s + (1 − β₂) (Q_Lᵀ G Q_R)²
///     W ← W − η Q_L [ Q_Lᵀ m Q_R / (1 − β₁ᵗ) / (√(s / (1 − β₂ᵗ)) + ε) ] Q_Rᵀ
///
/// The bases come from an eigendecomposition of the first gradient, whose update therefore moves nothing, and from then on
/// every few updates from a round of orthogonal iteration, Q ← qr(L Q), its columns and s sorted by diag(Qᵀ L Q) before.
/// A side longer than a limit keeps the basis it has (one-sided SOAP); what has one row or column alone, and what is no
/// matrix, takes Adam's steps. A gradient enters L and R after its update. Deviation: none from the authors' program but for
/// the gates, of which it knows nothing, and the precision of the factorizations, which is that of the run.
///
/// A known weakness, of the method as published: in a direction in which no gradient has anything but rounding, √s is rounding
/// too, and in single precision, where that is about ε, the update is noise of up to the learning rate. The loss does not see
/// such directions.
public struct SOAPOptions: Codable, Sendable, Equatable {
  /// Learning rate, clipping, weight decay, updates of a step. The learning rate is 0.01: between 0.005 and 0.02 on text.
  public var common = UpdateOptions(learningRate: 0.01)
  /// β₁. 0.95 (Vyas et al. 2024).
  public var momentum = 0.95
  /// β₂. 0.95 (Vyas et al. 2024).
  public var squareDecay = 0.95
  /// β, the part of L and R that stays in an update. 0.95 (Vyas et al. 2024).
  public var factorDecay = 0.95
  /// The updates from one refreshment of the bases to the next. 10 (Vyas et al. 2024).
  public var basisUpdates = 10
  /// The longest side of a matrix that has a basis of its own; a basis of n numbers takes n² numbers twice, and a
  /// refreshment about 4 n³ operations. 1024.
  public var basisLimit = 1024
  /// ε. 1e-8.
  public var epsilon = 1e-8

  /// The options with the values of each property.
  public init() {}
}

extension SOAPOptions: StochasticOptions {
  /// What can be chosen in a configuration.
  public static var table: [OptimizerOption<Self>] {
    UpdateOptions.table.map { $0.lifted(to: \.common) } + [
      .number(
        "momentum", \.momentum, .atLeast(0, below: 1), "Part of the last update that goes on into the next."),
      .number(
        "square-decay", \.squareDecay, .atLeast(0, below: 1),
        "Part of the running mean of squared gradients that stays in an update."),
      .number(
        "factor-decay", \.factorDecay, .atLeast(0, below: 1),
        "Part of the running means of products of gradients, of which the bases are made, that stays in an update."),
      .count("basis-updates", \.basisUpdates, 1...1_000_000, "Updates from one refreshment of the bases to the next."),
      .count(
        "basis-limit", \.basisLimit, 1...100_000, "Longest side of a matrix that has a basis of its own."),
    ]
  }

  /// SOAP.
  public static var family: String { "SOAP" }
  /// `soap`.
  public var name: String { "soap" }
  /// θ, the gradient, two moments and two turned vectors at least.
  public var vectors: (least: Int, peak: Int) { (6, 16) }
  /// Factors and bases, those of the step before, and the room that a step works in.
  public func numbersBeside(vectorsOf shapes: ParameterShapes) -> Int {
    let plan = SOAPPlan(shapes, basisLimit: basisLimit)
    return 4 * plan.factorCount + 5 * plan.largestSquare + 3 * plan.largestMatrix
  }
  /// The momentum and the refreshment of the bases.
  public func words(number: (Double) -> String) -> String {
    "momentum \(number(momentum)), bases refreshed every \(basisUpdates, "update")"
  }

  /// No moments and no bases yet.
  public func start<Element: Scalar>(
    of shapes: ParameterShapes, precision: Element.Type = Element.self
  ) -> FirstOrderState<Element> {
    FirstOrderState(
      parameterCount: shapes.count, learningRate: learningRate, hasSecondMoment: true,
      factors: SOAPPlan(shapes, basisLimit: basisLimit).factorCount)
  }

  /// The rule for the matrices that there are.
  public func rule<Element: Scalar>(
    for shapes: ParameterShapes, precision: Element.Type = Element.self
  ) -> any UpdateRule<Element> {
    SOAPRule<Element>(options: self, shapes: shapes)
  }
}
