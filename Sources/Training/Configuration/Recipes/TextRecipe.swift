internal import Optimization
internal import RecurrentNetworks

extension Recipe {
  /// What text needs, as found by `Experiments/characters`: SOAP, a network of about 0.2 million parameters, and small
  /// batches, for the loss is in nats for each symbol and a window has many of them. A learning rate falls to 0 with the
  /// seconds where these are given; what else an optimizer wants otherwise than on other data is its own to say.
  public static let text = Recipe("text", for: "texts", isOfText: true, optimizers: { _, _ in [.soap] }) { subject in
    var layer = ConfigurationLayer()
    let (chosen, optimizer) = (subject.chosen, subject.optimizer)
    let cell = chosen.cell ?? TextCell.usual
    // A run that began before there were schedules goes on without one.
    if !subject.isBegun {
      for (name, value) in optimizer.valuesOnText { layer[name] = value }
      if OptimizerKind(named: optimizer.name) == .soap, let rate = TextCell.known[cell]?.rate {
        layer["learning-rate"] = .number(rate)
      }
      if chosen["schedule-updates"] == nil, optimizer.has("schedule-seconds"), let seconds = chosen.seconds {
        layer["schedule-seconds"] = .number(seconds)
      }
    }
    if !(chosen.layers?.isList ?? false) { (layer.cell, layer.hidden) = (cell, TextCell.known[cell]?.units ?? 200) }
    layer.normalization = .step
    layer.gradientBatch = optimizer.suggestedBatch.windows
    layer.curvatureBatch = optimizer.suggestedCurvatureBatch.windows
    layer.backtrackingBatch = 100
    layer.validationBatch = 200
    return layer
  }
}

/// What is known of a cell on text.
private struct TextCell {
  /// The units that it was tried with.
  let units: Int
  /// The best learning rate of SOAP with them.
  let rate: Double

  /// The cell of text where nobody chooses. The multiplicative network comes a little further in a given time, but with dropout it
  /// diverged at twice its best learning rate, and this one loses little there.
  static let usual = "tanh"
  /// The cells that were tried.
  static let known = [
    "tanh": TextCell(units: 400, rate: 0.02), "mrnn": TextCell(units: 270, rate: 0.005),
    "lstm": TextCell(units: 200, rate: 0.02),
  ]
}
