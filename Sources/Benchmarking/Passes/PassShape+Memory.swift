internal import Losses
internal import Machine
internal import RecurrentNetworks

extension PassShape {
  /// Why its sequences cannot be held: inputs and targets, once in double precision and once packed in single, need more
  /// than all memory that may be had, and allocating would end the program. Nil where they can.
  public var memoryShortage: String? {
    let inputs =
      switch network.input {
      case .features(let count): count
      case .symbols: 1
      }
    let targets = network.loss.target == .classes ? 1 : network.outputs
    return MemoryNeed(
      "\(batch) sequences of \(length) steps with \(inputs) inputs and \(targets) targets", 12, length, batch,
      inputs + targets
    ).shortage()
  }
}
