internal import Optimization

extension FirstOrderOptions {
  /// The choices of a layer over the defaults of a method.
  init(_ method: FirstOrderMethod, _ layer: ConfigurationLayer) {
    self.init(method)
    learningRate = layer.learningRate ?? learningRate
    learningRateDecay = layer.learningRateDecay ?? learningRateDecay
    momentum = layer.momentum ?? momentum
    if let norm = layer.clipNorm { clipNorm = norm.value }
    updates = layer.updates ?? updates
  }
}
