internal import Foundation
public import LinearAlgebra
public import RecurrentNetworks

/// What the vectors of the size of the parameters take.
public enum ParameterMemory {
  /// How many a run holds at least. Hessian-free optimization: θ, the gradient, the step, the right-hand side, four of
  /// conjugate gradients, and two of the iterates that it keeps. First order: θ, the gradient and a moment.
  static func vectors(_ optimizer: OptimizerKind) -> Int { optimizer == .hessianFree ? 10 : 3 }

  /// Checks that a network is not beyond what this machine can work on, since allocating would end the program.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - vectors: How many vectors of the size of its parameters are needed at least.
  ///   - work: What they are needed for, as the subject of the sentence: "training it".
  /// - Throws: `TrainingError` where these vectors alone need more than all memory.
  public static func require<Element: Scalar>(
    _ network: Network<Element>, vectors: Int, for work: String
  ) throws(TrainingError) {
    let count = network.layout.count
    let (bytes, overflow) = (vectors * MemoryLayout<Element>.stride).multipliedReportingOverflow(by: count)
    let memory = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    guard overflow || bytes > memory else { return }
    throw TrainingError(
      .usage,
      "a network of \(network.definition.hidden) hidden units × \(network.definition.layers) has \(count) parameters, and \(work) takes more than \(overflow ? "any memory" : ByteCount.describe(bytes)); this machine has \(ByteCount.describe(memory))"
    )
  }
}
