internal import Optimization

extension Recipe {
  /// What a few hundred sequences of one's own need, as found by `Experiments/own-data`: an LSTM of 64 units, trained by Adam on
  /// batches of 32 until the validation score has been no better for 50 passes through the data.
  ///
  /// With a method of many updates a step is one pass through the training data, of more than 1600 sequences a part of it, so that
  /// the validation data are looked at before the data are over-fitted. Steps of other methods lead further: their patience is 10.
  public static let smallData = Recipe("small-data", for: "data sets of one's own", optimizers: { _, _ in [.adam] }) {
    subject in
    var layer = subject.scales
    let (chosen, optimizer) = (subject.chosen, subject.optimizer)
    if !(chosen.layers?.isList ?? false) { (layer.cell, layer.hidden) = ("lstm", 64) }
    guard optimizer.has("updates-per-step") else {
      layer.patience = 10
      return layer
    }
    let batch = chosen.gradientBatch ?? 32
    layer.gradientBatch = batch
    if let sequences = subject.sequences {
      layer["updates-per-step"] = .count(min(max(1, (sequences + batch - 1) / batch), 50))
    }
    layer.patience = 50
    if OptimizerKind(named: optimizer.name) == .adam { layer["learning-rate"] = .number(0.01) }
    return layer
  }
}
