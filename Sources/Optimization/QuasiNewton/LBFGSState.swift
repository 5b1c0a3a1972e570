public import LinearAlgebra

/// What one step of L-BFGS hands to the next, apart from the parameters: the pairs, the oldest first.
public struct LBFGSState<Element: Scalar>: OptimizerState {
  /// The steps taken so far, those that were refused included.
  public var step = 0
  /// What the first trial along a bare gradient is shortened by: 1, and less where the run has gone back.
  public var scale = 1.0
  /// s: how far steps have led.
  public var steps: [Vector<Element>] = []
  /// y: what became of the gradient, of the same batch, in each.
  public var differences: [Vector<Element>] = []
  /// The norm of the gradient of the first step, `nil` before it and where no tolerance asks for it.
  public var firstGradientNorm: Double?
  /// Most pairs, and the numbers of each: how a stored state is read.
  private var (memory, parameterCount) = (0, 0)

  /// The state before the first step.
  public init(parameterCount: Int, memory: Int) { (self.parameterCount, self.memory) = (parameterCount, memory) }

  /// A state without parameters.
  public init() {}

  /// The number of pairs; setting it makes room for as many.
  public var pairs: Int {
    get { steps.count }
    set {
      steps = (0..<newValue).map { _ in Vector(count: parameterCount) }
      differences = (0..<newValue).map { _ in Vector(count: parameterCount) }
    }
  }

  /// The scale reaches on.
  public var fields: [StateField<Self>] {
    [
      .count("iteration", \.step), .magnitude("scale", \.scale, isReach: true),
      .magnitude("first_gradient_norm", \.firstGradientNorm), .count("pairs", \.pairs, upTo: \.memory),
    ]
      + (0..<pairs).flatMap { i -> [StateField<Self>] in
        [.vector("step_\(i)", \.steps[i]), .vector("difference_\(i)", \.differences[i])]
      }
  }

  /// Drops the pairs.
  public mutating func forget() { (steps, differences) = ([], []) }

  /// Whether both have the same numbers.
  public static func == (one: Self, other: Self) -> Bool {
    one.step == other.step && one.scale == other.scale && one.steps == other.steps
      && one.differences == other.differences && one.firstGradientNorm == other.firstGradientNorm
  }
}
