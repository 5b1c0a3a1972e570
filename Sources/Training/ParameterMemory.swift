internal import Foundation
internal import LinearAlgebra
internal import RecurrentNetworks

/// What the vectors of the size of the parameters take in a run.
enum ParameterMemory {
  /// How many are held at least. Hessian-free optimization: θ, the gradient, the step, the right-hand side, four of
  /// conjugate gradients, and two of the iterates that it keeps. First order: θ, the gradient and a moment.
  static func vectors(_ optimizer: OptimizerKind) -> Int { optimizer == .hessianFree ? 10 : 3 }

  /// Checks that a network is not beyond what this machine can train, since allocating would end the program.
  ///
  /// - Throws: `TrainingError` where its vectors alone need more than all memory.
  static func require<Element: Scalar>(_ network: Network<Element>, _ optimizer: OptimizerKind) throws(TrainingError) {
    let count = network.layout.count
    let (bytes, overflow) = (vectors(optimizer) * MemoryLayout<Element>.stride).multipliedReportingOverflow(by: count)
    let memory = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    guard overflow || bytes > memory else { return }
    throw TrainingError(
      .usage,
      "a network of \(network.definition.hidden) hidden units × \(network.definition.layers) has \(count) parameters, and training it with \(optimizer.rawValue) takes more than \(overflow ? "any memory" : ByteCount.describe(bytes)); this machine has \(ByteCount.describe(memory))"
    )
  }
}
