internal import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData

/// Draws sequences and packs them for a network, on the clock of a run.
struct BatchPacker<Element: Scalar> {
  let network: Network<Element>
  let pool: WorkerPool
  let timer: WorkTimer
  /// Whether the sequences of a gradient are needed once more, some of them by themselves.
  var keepsSets = false

  /// What `draw` gives, and the same packed.
  func pack(_ draw: () throws -> SequenceSet) throws -> (set: SequenceSet, batch: Batch<Element>) {
    let set = try timer.time(.drawing, draw)
    return (set, try timer.time(.packing) { try Batch(set.view, for: network, pool: pool) })
  }
}
