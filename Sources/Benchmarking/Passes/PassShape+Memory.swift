internal import Foundation
internal import RecurrentNetworks
internal import Training

extension PassShape {
  /// Why its sequences cannot be held: inputs and targets, once in double precision and once packed in single, need more
  /// than all memory of this machine, and allocating would end the program. Nil where they can.
  public var memoryShortage: String? {
    let inputs =
      switch network.input {
      case .features(let count): count
      case .symbols: 1
      }
    let targets = network.loss == .softmax ? 1 : network.outputs
    let (bytes, overflow) = [length, batch, inputs + targets].reduce((12, false)) {
      let (product, overflow) = $0.0.multipliedReportingOverflow(by: $1)
      return (product, $0.1 || overflow)
    }
    let memory = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    guard overflow || bytes > memory else { return nil }
    return
      "\(batch) sequences of \(length) steps with \(inputs) inputs and \(targets) targets take more than \(overflow ? "any memory" : ByteCount.describe(bytes)); this machine has \(ByteCount.describe(memory))"
  }
}
