internal import LinearAlgebra
internal import Losses
internal import Optimization
internal import RecurrentNetworks
internal import Training

/// Updates of a network of symbols: what a gradient takes, and what one takes that is solved with Kronecker factors, the
/// statistics every second update and the decompositions every twentieth of which it has its share.
struct UpdateParts<Element: Scalar>: PartFamily {
  enum Part: String, CaseIterable {
    case gradient
    case kroneckerFactored = "kfac"
  }

  static var name: String { "update" }

  private let sizes: PartSizes
  private let problem: PassProblem<Element>
  private let model: Model

  /// The updates of a repetition: from one decomposition to the next.
  private static var updates: Int { 20 }

  init(_ setting: PartSetting) throws {
    sizes = setting.sizes
    func problem(_ batch: Int) throws -> PassProblem<Element> {
      try PassProblem(
        random: PassShape(
          NetworkDefinition(
            input: .symbols(setting.sizes.updateSymbols), hidden: setting.sizes.updateUnits,
            outputs: setting.sizes.updateSymbols, loss: .softmax), length: setting.sizes.length, batch: batch,
          scoresLastStepOnly: false))
    }
    self.problem = try problem(sizes.updateSequences)
    model = Model(
      BatchEvaluator(self.problem.network, pool: WorkerPool(threads: 1), normalization: .step),
      gradient: self.problem.batch, curvature: try problem(sizes.factorSequences).batch)
  }

  func prepare(_ part: Part) -> PreparedPart {
    let work = part == .gradient ? "gradient" : "update with Kronecker factors"
    var gradient = Vector<Element>(count: problem.parameters.count)
    let before = model.gradient(at: problem.parameters, on: .gradient, into: &gradient)
    let start = gradient
    var after = before
    return PreparedPart(
      what:
        "\(work), \(sizes.updateUnits) units, \(sizes.updateSymbols) symbols, \(sizes.updateSequences, "sequence") of \(sizes.length, "step")",
      item: "step", items: sizes.updateSequences * sizes.length, unit: "update/s", amount: 1, threads: 1,
      seconds: {
        switch part {
        case .gradient:
          return PreparedPart.seconds {
            for _ in 0..<Self.updates {
              after = model.gradient(at: problem.parameters, on: .gradient, into: &gradient)
            }
          } / Double(Self.updates)
        case .kroneckerFactored:
          var options = KroneckerFactoredOptions()
          options.updates = Self.updates
          var optimizer = FirstOrderOptimizer<Element>(of: ParameterShapes(problem.network.layout), options: options)
          var θ = problem.parameters
          let seconds = PreparedPart.seconds { optimizer.step(&θ, objective: model) }
          after = model.loss(at: θ, on: .gradient)
          return seconds / Double(Self.updates)
        }
      },
      fault: {
        switch part {
        case .gradient:
          after == before && gradient == start ? nil : "the gradient of \(after) is not that of \(before)"
        case .kroneckerFactored: after < before ? nil : "the loss went from \(before) to \(after)"
        }
      })
  }
}

extension UpdateParts {
  /// A network over two batches that stay as they are.
  final class Model: Objective {
    struct Curvature: FactorStatistics {
      let linearization: Linearization<Element>
      let layout: ParameterLayout

      func product(_ v: Vector<Element>, structuralWeight: Double, into product: inout Vector<Element>) {
        linearization.product(.gaussNewton, v, into: &product)
      }

      func factorStatistics() -> [FactorBlock<Element>] {
        linearization.factorStatistics(.sampled(seed: 1)).blocks(layout, divisor: linearization.divisor)
      }
    }

    private let evaluator: BatchEvaluator<Element>
    private let gradient: Batch<Element>
    private let curvature: Batch<Element>

    init(_ evaluator: BatchEvaluator<Element>, gradient: Batch<Element>, curvature: Batch<Element>) {
      (self.evaluator, self.gradient, self.curvature) = (evaluator, gradient, curvature)
    }

    var parameterCount: Int { evaluator.network.layout.count }
    func loss(at θ: Vector<Element>, on role: BatchRole) -> Double { evaluator.loss(at: θ, over: gradient) }
    func gradient(at θ: Vector<Element>, on role: BatchRole, into result: inout Vector<Element>) -> Double {
      evaluator.gradient(at: θ, over: gradient, into: &result)
    }
    func linearize(at θ: Vector<Element>, on role: BatchRole) -> Curvature {
      Curvature(linearization: evaluator.linearize(at: θ, over: curvature), layout: evaluator.network.layout)
    }
    func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool { first == second }
  }
}
