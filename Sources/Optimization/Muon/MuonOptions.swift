public import LinearAlgebra

/// Everything that can be chosen about Muon (Jordan et al. 2024): momentum, made orthogonal, for the matrices inside the
/// network, and Adam for all else.
///
///     M ← m M + (1 − m) G,  U ← (1 − m) G + m M,  W ← W − η √max(1, rows / columns) O(U)
///
/// with O of ``NewtonSchulz``, one matrix a gate. The scale is that of the original program: a step changes the numbers that
/// a matrix leads to by about the same size whatever its shape. Input weights of the first layer, the output layer, biases
/// and initial states take Adam's steps, with a learning rate of their own that follows the same schedule. Deviations: all
/// in the precision of the run; weights decay beside the updates only if asked for.
public struct MuonOptions: Codable, Sendable, Equatable {
  /// Learning rate, clipping, weight decay, updates of a step. The learning rate is 0.03: of a step in every direction of a
  /// matrix alike; between 0.02 and 0.05 on text.
  public var common = UpdateOptions(learningRate: 0.03)
  /// m. 0.95 (Jordan et al. 2024).
  public var momentum = 0.95
  /// η of Adam for what is no hidden matrix. 0.003.
  public var adamLearningRate = 0.003
  /// β₁ of that Adam. 0.9.
  public var adamMomentum = 0.9
  /// β₂ of that Adam. 0.95 (Jordan et al. 2024).
  public var adamSquareDecay = 0.95
  /// ε of that Adam. 1e-8.
  public var epsilon = 1e-8

  /// The options with the values of each property.
  public init() {}
}

extension MuonOptions: StochasticOptions {
  /// What can be chosen in a configuration.
  public static var table: [OptimizerOption<Self>] {
    UpdateOptions.table.map { $0.lifted(to: \.common) } + [
      .number(
        "momentum", \.momentum, .atLeast(0, below: 1), "Part of the last update that goes on into the next."),
      .number(
        "adam-learning-rate", \.adamLearningRate, .above(0),
        "Learning rate of Adam for input and output weights and biases; it follows the same schedule."),
    ]
  }

  /// Muon.
  public static var family: String { "Muon" }
  /// `muon`.
  public var name: String { "muon" }
  /// θ, the gradient and two moments at least.
  public var vectors: (least: Int, peak: Int) { (4, 14) }
  /// The momentum and the rate of Adam.
  public func words(number: (Double) -> String) -> String {
    "momentum \(number(momentum)), Adam at \(number(adamLearningRate)) beside the hidden matrices"
  }

  /// No moments yet.
  public func start<Element: Scalar>(
    of shapes: ParameterShapes, precision: Element.Type = Element.self
  ) -> FirstOrderState<Element> {
    FirstOrderState(parameterCount: shapes.count, learningRate: learningRate, hasSecondMoment: true)
  }

  /// The rule for the matrices that there are.
  public func rule<Element: Scalar>(
    for shapes: ParameterShapes, precision: Element.Type = Element.self
  ) -> any UpdateRule<Element> {
    MuonRule<Element>(options: self, shapes: shapes)
  }
}

/// Muon for hidden matrices, Adam for the rest.
struct MuonRule<Element: Scalar>: GradientRule {
  private let options: MuonOptions
  private let hidden: [ParameterShapes.Matrix]
  private let others: [Range<Int>]
  private var room: (newtonSchulz: NewtonSchulz<Element>, update: Memory<Element>, momentum: Memory<Element>)?

  init(options: MuonOptions, shapes: ParameterShapes) {
    self.options = options
    hidden = shapes.matrices.filter { $0.role == .hidden }
    others = shapes.ranges(without: hidden.map(\.range))
  }

  mutating func begin() {
    let shapes = hidden.map { (rows: $0.rows, columns: $0.columns) }
    let most = hidden.map(\.range.count).max() ?? 0
    room = (NewtonSchulz(shapes: shapes), Memory(count: most), Memory(count: most))
  }

  mutating func end() { room = nil }

  mutating func move(
    _ θ: inout Vector<Element>, along gradient: Vector<Element>, rate η: Double,
    _ state: inout FirstOrderState<Element>
  ) {
    let adam = AdamUpdate(
      momentum: options.adamMomentum, squareDecay: options.adamSquareDecay, epsilon: options.epsilon,
      count: state.momentUpdates)
    let adamRate = options.adamLearningRate * (η / options.learningRate)
    for range in others { adam.move(&θ, along: gradient, rate: adamRate, &state, in: range) }
    guard let room else { preconditionFailure("a rule moves between begin and end") }
    let m = options.momentum
    for block in hidden {
      state.firstMoment.scale(m, in: block.range)
      state.firstMoment.add(1 - m, gradient, in: block.range)  // M ← m M + (1 − m) G
      let U = Matrix(room.update, rows: block.rows, columns: block.columns)
      let M = Matrix(room.momentum, rows: block.rows, columns: block.columns)
      U.copy(gradient, from: block.offset)
      M.copy(state.firstMoment, from: block.offset)
      U.scale(1 - m)
      U.add(m, M)  // U ← (1 − m) G + m M
      room.newtonSchulz.orthogonalize(U)
      let scale = max(1, Double(block.rows) / Double(block.columns)).squareRoot()
      θ.add(-η * scale, U, to: block.offset)
    }
  }
}
