internal import Optimization
internal import RecurrentNetworks
internal import SequenceData

extension Recipe {
  /// What the long-range tasks of the literature need: Hessian-free optimization on large batches of 100 tanh units, as in
  /// Martens & Sutskever (2011), and what their kinds need beside it, whatever the seed. Why the values are what they are is in
  /// `Experiments/pathological`.
  ///
  /// - Where one step carries loss, lengths grow from 30.
  /// - Symbols that are repeated after a silence: biases begin such that the silence adds nothing up, structural damping is ten times as
  ///   strong, conjugate gradients are preconditioned by Kronecker factors, and batches are smaller: what is to be
  ///   remembered has no noise.
  /// - Where every step foretells a symbol, lengths grow from 10, for up to some 100 steps no clock is needed to know when to
  ///   answer, and the loss is a mean over steps, so that λ means the same at each length.
  public static let longRange = Recipe(
    "long-range", for: "long-range tasks", optimizer: .hessianFree,
    growing: { demand, length in
      switch demand {
      case .answer: length > 30 ? "30:1.3" : nil
      case .foretelling: length > 10 ? "10:1.5" : nil
      case .recall: nil
      }
    }
  ) { subject in
    var layer = subject.scales
    guard let demand = subject.demand, !subject.isBegun else { return layer }
    let (chosen, optimizer) = (subject.chosen, subject.optimizer)
    /// An option of the optimizer, if it has it.
    func set(_ name: String, _ value: OptionValue) {
      if optimizer.has(name) { layer[name] = value }
    }
    /// Kronecker factors are those of a matrix of squares.
    func precondition() {
      let curvatures: [Curvature] = [.gaussNewton, .fisher]
      guard curvatures.contains(chosen.curvature ?? .gaussNewton) else { return }
      set("preconditioner", .word(PreconditionerKind.kfac.rawValue))
    }
    switch demand {
    case .answer: break
    case .recall:
      layer.centerInputs = true
      guard OptimizerKind(named: optimizer.name) == .hessianFree else { break }
      (layer.gradientBatch, layer.curvatureBatch, layer.backtrackingBatch) = (1000, 100, 250)
      set("mu", .number(0.3))
      precondition()
    case .foretelling:
      layer.inputScale = 0.02
      guard OptimizerKind(named: optimizer.name) == .hessianFree else { break }
      precondition()
      if chosen.normalization ?? .step == .step {
        layer.normalization = .step
        set("lambda", .number(0.4))
      }
    }
    return layer
  }
}
