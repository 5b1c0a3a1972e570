extension ConfigurationLayer {
  /// What all runs of a series have in common: neither the seed, nor what may change when a run goes on.
  var decisive: ConfigurationLayer {
    var layer = self
    layer.seed = nil
    layer.threads = nil
    layer.iterations = nil
    layer.minibatches = nil
    layer.seconds = nil
    layer.targetWrong = nil
    layer.memoryLimit = nil
    layer.runFolder = nil
    layer.checkpointEvery = nil
    layer.keep = nil
    return layer
  }

  /// The first choice, by name, in which another layer differs: its name, the value here and the value there.
  func difference(from other: ConfigurationLayer) -> (name: String, here: String, there: String)? {
    let (here, there) = (choices, other.choices)
    return Set(here.keys).union(there.keys).sorted().first { here[$0] != there[$0] }.map {
      ($0, here[$0] ?? "left open", there[$0] ?? "left open")
    }
  }
}
