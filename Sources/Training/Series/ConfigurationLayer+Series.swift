extension ConfigurationLayer {
  /// What all runs of a series have in common: neither the seed, nor what may change when a run goes on.
  var decisive: ConfigurationLayer { without { $0.isOfOneRun || $0.mayChange } }

  /// The first choice, by name, in which another layer differs: its name, the value here and the value there.
  ///
  /// - Parameters:
  ///   - other: the other layer.
  ///   - wherever: whether the data file may lie elsewhere: its digest says then whether it is the same.
  func difference(
    from other: ConfigurationLayer, wherever: Bool
  ) -> (name: String, here: String, there: String)? {
    let here = choices
    var there = other.choices
    if wherever, self.data != nil, other.data != nil { there["data"] = here["data"] }
    return Set(here.keys).union(there.keys).sorted().first { here[$0] != there[$0] }.map {
      ($0, here[$0] ?? "left open", there[$0] ?? "left open")
    }
  }
}
