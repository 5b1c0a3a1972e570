internal import Losses
internal import Optimization
internal import RecurrentNetworks
internal import SequenceData

extension Recipe {
  /// What the long-range tasks of the literature need: 100 tanh units, large batches, Hessian-free optimization as in
  /// Martens & Sutskever (2011), and what their kinds need beside it, whatever the seed. Why the values are what they are is in
  /// `Experiments/pathological`.
  ///
  /// - Where one step carries loss, lengths grow from 30. If numbers are asked for there, steps are exact.
  /// - Symbols that are repeated after a silence: biases begin such that the silence adds nothing up, structural damping is ten times as
  ///   strong, conjugate gradients are preconditioned by Kronecker factors, and batches are smaller: what is to be
  ///   remembered has no noise.
  /// - Where every step foretells a symbol, lengths grow from 10, for up to some 100 steps no clock is needed to know when to
  ///   answer, by small factors, for beyond these one is, and the loss is a mean over steps, so that λ means the same at each
  ///   length.
  /// - What follows at every step from all before it is learned likewise: over ten steps first. What is to be held is learned at the
  ///   whole length, since in short sequences little is. Both by many updates rather than few long steps: every step of a sequence says
  ///   something, and SOAP takes a tenth to a half of the time of Hessian-free optimization.
  public static let longRange = Recipe(
    "long-range", for: "long-range tasks",
    optimizers: { shape, demand in
      switch demand {
      case .answer where shape.loss == .squaredError: [.dual, .hessianFree]
      case .tracking, .holding: [.soap, .hessianFree]
      default: [.hessianFree]
      }
    },
    growing: { demand, length in
      switch demand {
      case .answer: length > 30 ? "30:1.3" : nil
      case .foretelling, .tracking: length > 10 ? "10:1.3" : nil
      case .recall, .holding: nil
      }
    }
  ) { subject in
    var layer = subject.scales
    guard let demand = subject.demand, !subject.isBegun else { return layer }
    let chosen = subject.chosen
    switch demand {
    case .answer, .tracking, .holding: break
    case .recall: layer.centerInputs = true
    case .foretelling: layer.inputScale = 0.02
    }
    // What follows is of Hessian-free optimization.
    guard demand != .answer, OptimizerKind(named: subject.optimizer.name) == .hessianFree else { return layer }
    // Kronecker factors are those of a matrix of squares.
    if (chosen.curvature ?? .gaussNewton).isGaussNewton {
      layer["preconditioner"] = .word(PreconditionerKind.kfac.rawValue)
    }
    if demand == .recall {
      (layer.gradientBatch, layer.curvatureBatch, layer.backtrackingBatch) = (1000, 100, 250)
      layer["mu"] = .number(0.3)
    } else if chosen.normalization ?? .step == .step {
      layer.normalization = .step
      layer["lambda"] = .number(0.4)
    }
    return layer
  }
}
