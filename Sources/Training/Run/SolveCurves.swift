public import Optimization
internal import LinearAlgebra
internal import RecurrentNetworks

/// How far conjugate gradients have come after so many iterations, by the model that they minimize and by one of sequences that
/// they do not see.
///
///     q(δ) = gᵀδ + ½ δᵀ(C + λ I + λμ G_S) δ
///
/// The model has g of the gradient batch and the matrix of the curvature batch; the held-out one has both of the backtracking
/// batch, with the same λ and μ. More iterations always lower the first. Where the second rises again they fit the curvature
/// batch and nothing else: a lower cap makes a better and a cheaper step. The solves begin where the run stands, with the batches of
/// its next step, and leave no trace in it.
public struct SolveCurves: Sendable, Encodable {
  /// What is solved, and how often.
  public struct Options: Sendable {
    /// The preconditioners, one solve each, and one more from the warm start where the run holds one.
    public var preconditioners: [PreconditionerKind] = [.none, .kfac]
    /// The iterations of a solve at most.
    public var iterations = 100
    /// λ; nil for that of the next step.
    public var lambda: Double?
    /// μ; nil for that of the run.
    public var mu: Double?

    /// The defaults given with each property.
    public init() {}

    /// The iterations at which a solve is looked at: 1, 2, 3, 5 times the powers of ten, and the last.
    public var schedule: [Int] {
      let numbers = sequence(first: 1) { $0 <= iterations / 10 ? 10 * $0 : nil }
        .flatMap { power in [1, 2, 3, 5].map { $0 * power } }
      return numbers.filter { $0 < iterations } + [iterations]
    }
  }

  /// One solve.
  public struct Curve: Sendable, Encodable {
    /// The preconditioner by its name.
    public let preconditioner: String
    /// Whether it begins at the last iterate of the step before.
    public let isWarm: Bool
    /// Why it ended.
    public let outcome: ConjugateGradientOutcome
    /// The iterations that led to each point, from 0.
    public let iterations: [Int]
    /// q on the batches of the step.
    public let quadratic: [Double]
    /// q on the held-out batch.
    public let heldOutQuadratic: [Double]
    /// f(θ + δ) − f(θ) on the held-out batch.
    public let heldOutChange: [Double]

    /// The preconditioner and the start, in words.
    public var name: String { preconditioner + (isWarm ? ", warm" : "") }

    /// The iterations with the least q on the held-out batch; nil where no point has a finite one.
    public var best: Int? {
      let finite = heldOutQuadratic.indices.filter { heldOutQuadratic[$0].isFinite }
      return finite.min { heldOutQuadratic[$0] < heldOutQuadratic[$1] }.map { iterations[$0] }
    }

    private enum CodingKeys: String, CodingKey {
      case preconditioner, outcome, iterations, quadratic
      case isWarm = "warm_start"
      case heldOutQuadratic = "held_out_quadratic"
      case heldOutChange = "held_out_loss_change"
    }
  }

  /// C by its name.
  public let curvature: String
  /// λ and μ.
  public let lambda: Double
  public let mu: Double
  /// The sequences of the three batches.
  public let gradientSequences: Int
  public let curvatureSequences: Int
  public let heldOutSequences: Int
  /// One solve after the other.
  public internal(set) var curves: [Curve]

  private enum CodingKeys: String, CodingKey {
    case curvature, lambda, mu, curves
    case gradientSequences = "gradient_sequences"
    case curvatureSequences = "curvature_sequences"
    case heldOutSequences = "held_out_sequences"
  }
}

extension Trainer {
  /// Solves the system of the next step again and again, each time with another preconditioner.
  ///
  /// - Parameters:
  ///   - options: what is solved.
  ///   - goesOn: is told the solves done and all of them; false ends the work with those there are.
  /// - Throws: ``TrainingError`` where the optimizer has no λ and none is given, where the gradient is not finite, or where
  ///   memory or data are missing.
  public func solveCurves(
    _ options: SolveCurves.Options, goesOn: (_ done: Int, _ of: Int) -> Bool = { _, _ in true }
  ) throws -> SolveCurves {
    let kept = options.schedule.count + 8
    try ParameterMemory.require(network, vectors: kept, for: "keeping \(options.schedule.count, "iterate") of a solve")
    guard let λ = options.lambda ?? checkpoint.lambda else {
      throw TrainingError(
        .usage, "\(configuration.optimizerKind.rawValue) has no λ of its own: --lambda says with which one to solve")
    }
    let (progress, carried) = (objective.progress, objective.carried)
    defer { (objective.progress, objective.carried) = (progress, carried) }
    try objective.drawBatches(lengths: growth.mixture, roles: [.gradient, .curvature, .backtracking])
    let solver = SolveFollower(self, λ: λ, μ: options.mu ?? configuration.structuralWeight, schedule: options.schedule)
    guard let solver else { throw TrainingError(.data, "the gradient at these parameters is not finite") }
    var curves = solver.curves
    let warm = optimizer.storedState.as(HessianFreeState<Element>.self).flatMap {
      $0.holdsWarmStart ? $0.direction : nil
    }
    let ξ = configuration.optimizer.as(HessianFreeOptions.self)?.warmStart ?? 0
    let starts: [Vector<Element>?] = warm != nil && ξ > 0 ? [nil, warm] : [nil]
    let solves = options.preconditioners.flatMap { kind in starts.map { (kind, $0) } }
    for (kind, start) in solves {
      do {
        curves.curves.append(try solver.curve(kind, from: start, scaledBy: ξ))
      } catch let missing as MissingAbility {
        throw TrainingError(.usage, "\(missing)")
      }
      guard goesOn(curves.curves.count, solves.count) else { break }
    }
    return curves
  }
}

/// Solves one system with several preconditioners.
private struct SolveFollower<Element: Scalar> {
  private let objective: TrainingObjective<Element>
  private let progress: ObjectiveProgress
  private let θ: Vector<Element>
  private let λ: Double
  private let weight: Double
  private let schedule: [Int]
  /// −g on the gradient batch, and g on the held-out one.
  private let descent: Vector<Element>
  private let heldOut: Vector<Element>
  private let heldOutLoss: Double
  /// What is solved, before it is.
  let curves: SolveCurves

  /// Nil where a gradient is not finite.
  init?(_ trainer: Trainer<Element>, λ: Double, μ: Double, schedule: [Int]) {
    (objective, progress, θ) = (trainer.objective, trainer.objective.progress, trainer.parameters)
    (self.λ, weight, self.schedule) = (λ, λ * μ, schedule)
    var (descent, heldOut) = (Vector<Element>(count: θ.count), Vector<Element>(count: θ.count))
    _ = objective.gradient(at: θ, on: .gradient, into: &descent)
    heldOutLoss = objective.gradient(at: θ, on: .backtracking, into: &heldOut)
    guard descent.isFinite, heldOut.isFinite else { return nil }
    descent.scale(-1)
    (self.descent, self.heldOut) = (descent, heldOut)
    curves = SolveCurves(
      curvature: trainer.configuration.curvature.rawValue, lambda: λ, mu: μ,
      gradientSequences: objective.sequences(of: .gradient), curvatureSequences: objective.sequences(of: .curvature),
      heldOutSequences: objective.sequences(of: .backtracking), curves: [])
  }

  /// The curve of one solve.
  func curve(_ kind: PreconditionerKind, from start: Vector<Element>?, scaledBy ξ: Double) throws -> SolveCurves.Curve {
    // Matrices that are sampled are the same in every solve.
    objective.progress = progress
    let curvature = objective.linearize(at: θ, on: .curvature)
    var preconditioner = kind.definition.make(count: θ.count) as any Preconditioner<Element>
    try preconditioner.prepare(for: curvature, damping: λ, structuralWeight: weight)
    var options = ConjugateGradientOptions()
    (options.iterationCap, options.progressTolerance) = (schedule[schedule.count - 1], 0)
    var solver = ConjugateGradient<Element>(count: θ.count, options: options, keeping: schedule)
    let report = solver.solve(
      descent, from: start, scaledBy: ξ, preconditioner: &preconditioner
    ) { v, product in
      curvature.product(v, structuralWeight: weight, into: &product)
      product.add(λ, v)
    }
    var origin = start ?? descent
    origin.scale(start == nil ? 0 : ξ * report.warmFactor)
    let kept = (0..<solver.iterates.count).map { solver.iterates[$0] }.filter { $0.iteration > 0 }
    // The memory of the curvature is taken back here.
    let other = objective.linearize(at: θ, on: .backtracking)
    var (product, point) = (origin, origin)
    func points(_ δ: Vector<Element>) -> (quadratic: Double, change: Double) {
      other.product(δ, structuralWeight: weight, into: &product)
      product.add(λ, δ)
      point.copy(θ)
      point.add(1, δ)
      return (heldOut.dot(δ) + 0.5 * δ.dot(product), objective.loss(at: point, on: .backtracking) - heldOutLoss)
    }
    let found = [points(origin)] + kept.map { points($0.direction) }
    return SolveCurves.Curve(
      preconditioner: kind.rawValue, isWarm: start != nil, outcome: report.outcome,
      iterations: [0] + kept.map(\.iteration), quadratic: [report.quadraticStart] + kept.map(\.quadratic),
      heldOutQuadratic: found.map(\.quadratic), heldOutChange: found.map(\.change))
  }
}
