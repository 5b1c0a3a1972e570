public import LinearAlgebra
public import Optimization
internal import RecurrentNetworks

/// The curvature of a network over a batch as an optimizer sees it: products of the kind that was chosen, diagonals, and
/// the count of what they cost.
public final class TrainingCurvature<Element: Scalar>: SquaredGradients, DiagonalEstimate {
  let linearization: Linearization<Element>
  let objective: TrainingObjective<Element>
  /// Minibatches of a pass over the batch.
  let minibatches: Double

  init(_ linearization: Linearization<Element>, of objective: TrainingObjective<Element>, minibatches: Double) {
    self.linearization = linearization
    self.objective = objective
    self.minibatches = minibatches
  }

  /// The product of the curvature that was chosen.
  public func product(_ v: Vector<Element>, structuralWeight: Double, into product: inout Vector<Element>) {
    let configuration = objective.configuration
    let structural =
      structuralWeight == 0 ? nil : StructuralTerm(configuration.structural, weight: structuralWeight)
    // A finite difference costs two gradients, and structural damping is a product of its own beside it.
    let passes = configuration.curvature == .finiteDifference ? (structural == nil ? 2.0 : 3.0) : 1.0
    objective.charge(passes * minibatches)
    objective.timer.time(.product) {
      linearization.product(configuration.curvature, v, structural: structural, into: &product)
    }
  }

  /// Of the Gauss-Newton matrix by two R-forward passes, which cost about what one product does; of other curvatures, and with a
  /// penalty on rates, by two products.
  public func forms(_ u: Vector<Element>, _ v: Vector<Element>) -> QuadraticForms {
    guard objective.configuration.curvature == .gaussNewton, objective.configuration.ratePenalty == 0 else {
      return formsByProducts(u, v)
    }
    objective.charge(minibatches)
    let forms = objective.timer.time(.product) { linearization.gaussNewtonForms(u, v) }
    return QuadraticForms(uu: forms.uu, uv: forms.uv, vv: forms.vv)
  }

  /// One pass over the batch.
  public func squaredGradients(into diagonal: inout Vector<Element>) {
    objective.charge(minibatches)
    objective.timer.time(.diagonal) { linearization.squaredGradients(into: &diagonal) }
  }

  /// One pass over the batch, with signs of its own for each solve.
  public func diagonalEstimate(into diagonal: inout Vector<Element>) {
    objective.charge(minibatches)
    objective.timer.time(.diagonal) {
      linearization.gaussNewtonDiagonal(seed: linearization.samplingSeed, into: &diagonal)
    }
  }

  /// κ for every weight.
  public func addWeightDecay(to diagonal: inout Vector<Element>) {
    objective.evaluator.addDecayDiagonal(to: &diagonal)
  }
}

extension ExperimentConfiguration {
  /// μ, the weight of structural damping relative to λ; of an optimizer without one the usual.
  public var structuralWeight: Double {
    if case .number(let mu)? = optimizer.options["mu"] { mu } else { HessianFreeOptions().mu }
  }

  /// The sequences of the batch whose growth the others follow, and the option that chooses them.
  public var leadingBatch: (option: String, count: Int) { batchSize(optimizer.options.leadingRole) }

  /// The sequences of the batch of a role, and the option that chooses them.
  func batchSize(_ role: BatchRole) -> (option: String, count: Int) {
    let count =
      switch role {
      case .gradient: self.gradientBatch
      case .curvature: self.curvatureBatch
      case .backtracking: self.backtrackingBatch
      case .validation: self.validationBatch
      }
    return (role.option, count)
  }
}

extension BatchRole {
  /// The option that chooses the sequences of the batch.
  var option: String { "\(rawValue)-batch" }
}
