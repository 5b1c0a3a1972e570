public import LinearAlgebra

/// What one step of many updates hands to the next, apart from the parameters.
public struct FirstOrderState<Element: Scalar>: OptimizerState {
  /// The steps taken so far, those that overflowed included.
  public var step: Int
  /// The updates taken so far, by which the learning rate decays.
  public var updates: Int
  /// η before decay. Whoever goes back to an earlier point may lower it.
  public var learningRate: Double
  /// The updates that the moments have seen: t of Adam's correction.
  public var momentUpdates: Int
  /// The velocity v, or Adam's running mean of gradients; SOAP's lies in its bases.
  public var firstMoment: Vector<Element>
  /// The running mean of squared gradients, never negative; empty for a method that has none.
  public var secondMoment: Vector<Element>
  /// Running means of products of gradients, matrix after matrix, row by row; empty for a method that has none.
  public var factors: Vector<Element>
  /// Orthonormal bases that follow from ``factors``, in the same order; empty for a method that has none.
  public var bases: Vector<Element>
  /// λ of the next update; `nil` for a method that solves with no damped curvature.
  public var lambda: Double?
  /// The number of statistics that ``factors`` are the average of; `nil` for a method that counts none.
  public var factorUpdates: Double?
  /// The mean norm of the gradients of the first step, `nil` before it and where no tolerance asks for it.
  public var firstGradientNorm: Double?

  /// The state before the first step, with so many numbers of factors, and of bases: as many where not said otherwise. A
  /// method that solves with a damped curvature begins with a λ.
  public init(
    parameterCount: Int, learningRate: Double, hasSecondMoment: Bool, factors: Int = 0, bases: Int? = nil,
    lambda: Double? = nil
  ) {
    step = 0
    updates = 0
    self.learningRate = learningRate
    momentUpdates = 0
    firstMoment = Vector(count: parameterCount)
    secondMoment = Vector(count: hasSecondMoment ? parameterCount : 0)
    self.factors = Vector(count: factors)
    self.bases = Vector(count: bases ?? factors)
    self.lambda = lambda
    factorUpdates = lambda == nil ? nil : 0
    firstGradientNorm = nil
  }

  /// The state of a method of ``FirstOrderMethod`` before the first step.
  public init(parameterCount: Int, options: FirstOrderOptions) {
    self = options.start(of: ParameterShapes(count: parameterCount))
  }

  /// A state without parameters.
  public init() {
    self.init(parameterCount: 0, learningRate: 0, hasSecondMoment: false)
  }

  /// The learning rate reaches on; there is a second moment where the method has one.
  public var fields: [StateField<Self>] {
    [
      .count("iteration", \.step), .magnitude("learning_rate", \.learningRate, isReach: true),
      .count("updates", \.updates), .count("moment_updates", \.momentUpdates, upTo: \.updates),
      .magnitude("first_gradient_norm", \.firstGradientNorm), .vector("first_moment", \.firstMoment),
      .vector("second_moment", \.secondMoment, nonNegative: "means of squares", isStored: secondMoment.count > 0),
      .array("factors", \.factors), .array("bases", \.bases),
      .magnitude("lambda", \.lambda, isReach: lambda != nil), .magnitude("factor_updates", \.factorUpdates),
    ]
  }

  /// Lets the moments begin anew, as before the first update.
  public mutating func forget() {
    momentUpdates = 0
    firstMoment.fill(0)
    secondMoment.fill(0)
    factors.fill(0)
    bases.fill(0)
    if factorUpdates != nil { factorUpdates = 0 }
  }

  /// Whether nothing has overflowed.
  var isFinite: Bool { firstMoment.isFinite && secondMoment.isFinite && factors.isFinite && bases.isFinite }
}
