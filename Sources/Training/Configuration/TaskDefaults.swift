internal import Optimization
internal import RecurrentNetworks
internal import SequenceData

extension ConfigurationLayer {
  /// What a family of data needs, whatever the seed; everything else is the same for all.
  ///
  /// - λ_0 = 0.1 for each scored step of a sequence (`scoredSteps`, their mean): where every step carries loss, the loss
  ///   of a sequence is a sum of many and λ_0 must match its scale, or the first steps throw the dynamics into the
  ///   exploding regime. Where the last step alone does, it is 0.1, the figure of Martens & Sutskever (2011).
  /// - Input weights begin with a standard deviation of ⅛ where inputs are real. What comes in at each step adds up in a
  ///   network that keeps everything, and with ¼ it drowned what had to be remembered over 100 steps (one of two seeds of
  ///   `addition` never left the constant predictor); with half of ⅛, `multiplication` learns more slowly. Where inputs are
  ///   symbols, the initializer's own, smaller ones are better.
  public static func defaults(for shape: DataShape, scoredSteps: Double) -> ConfigurationLayer {
    var layer = ConfigurationLayer()
    layer["lambda"] = .number(0.1 * scoredSteps)
    if case .real = shape.inputs { layer.inputScale = 0.125 }
    return layer
  }

  /// What text needs, as found by `Experiments/characters`: SOAP, a network of about 0.2 million parameters, and small
  /// batches, for the loss is in nats for each symbol and a window has many of them. A learning rate falls to 0 with the
  /// seconds where these are given; what else an optimizer wants otherwise than on other data is its own to say.
  ///
  /// - Parameters:
  ///   - optimizer: the optimizer with its defaults.
  ///   - chosen: what is chosen already, which these are laid under.
  ///   - isBegun: whether it is the configuration of a run that began once, maybe before there were schedules.
  static func textDefaults(
    _ optimizer: any OptimizerOptions, under chosen: ConfigurationLayer, isBegun: Bool
  ) -> ConfigurationLayer {
    var layer = ConfigurationLayer()
    let cell = chosen.cell ?? textCell
    if !isBegun {
      for (name, value) in optimizer.valuesOnText { layer[name] = value }
      if OptimizerKind(named: optimizer.name) == textOptimizer, let rate = textCells[cell]?.rate {
        layer["learning-rate"] = .number(rate)
      }
      if chosen["schedule-updates"] == nil, optimizer.has("schedule-seconds"), let seconds = chosen.seconds {
        layer["schedule-seconds"] = .number(seconds)
      }
    }
    if !(chosen.layers?.isList ?? false) { (layer.cell, layer.hidden) = (cell, textCells[cell]?.units ?? 200) }
    layer.normalization = .step
    layer.gradientBatch = optimizer.suggestedBatch.windows
    layer.curvatureBatch = optimizer.suggestedCurvatureBatch.windows
    layer.backtrackingBatch = 100
    layer.validationBatch = 200
    return layer
  }

  /// The optimizer of text where nobody chooses.
  static var textOptimizer: OptimizerKind { .soap }
  /// The cell of text where nobody chooses. The multiplicative network comes a little further in a given time, but with dropout it
  /// diverged at twice its best learning rate, and this one loses little there.
  private static var textCell: String { "tanh" }
  /// The units of cells that were tried on text, and the best learning rate of SOAP with each.
  private static var textCells: [String: (units: Int, rate: Double)] {
    ["tanh": (400, 0.02), "mrnn": (270, 0.005), "lstm": (200, 0.02)]
  }
}
