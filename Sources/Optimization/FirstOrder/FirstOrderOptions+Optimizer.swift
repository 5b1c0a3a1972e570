public import LinearAlgebra

extension FirstOrderOptions: StochasticOptions {
  /// What can be chosen in a configuration.
  public static var table: [OptimizerOption<Self>] {
    UpdateOptions.table.map { $0.lifted(to: \.common) } + [
      .number(
        "momentum", \.momentum, .atLeast(0, below: 1), "Momentum: part of the last update that goes on; β₁ of adam."
      ).usual
    ]
  }

  /// First-order methods.
  public static var family: String { "first-order methods" }
  /// The name of the method.
  public var name: String { method.rawValue }
  /// θ, the gradient and a moment at least.
  public var vectors: (least: Int, peak: Int) { (3, 12) }
  /// The momentum.
  public func words(number: (Double) -> String) -> String { "momentum \(number(momentum))" }

  /// No moments yet.
  public func start<Element: Scalar>(
    of shapes: ParameterShapes, precision: Element.Type = Element.self
  ) -> FirstOrderState<Element> {
    FirstOrderState(
      parameterCount: shapes.count, learningRate: learningRate, hasSecondMoment: method.hasSecondMoment)
  }

  /// The rule of the method.
  public func rule<Element: Scalar>(
    for shapes: ParameterShapes, precision: Element.Type = Element.self
  ) -> any UpdateRule<Element> {
    precondition(momentum >= 0 && momentum < 1, "momentum is at least 0 and below 1, got \(momentum)")
    return FirstOrderRule<Element>(options: self)
  }
}
