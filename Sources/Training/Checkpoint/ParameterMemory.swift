public import LinearAlgebra
internal import Machine
public import RecurrentNetworks

/// What the vectors of the size of the parameters take.
public enum ParameterMemory {
  /// Checks that a network is not beyond what may be had here, since allocating would end the program.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - vectors: How many vectors of the size of its parameters are needed at least.
  ///   - numbers: Numbers that are needed beside them.
  ///   - work: What they are needed for, as the subject of the sentence: "training it".
  /// - Throws: `TrainingError` where these vectors alone need more than all memory.
  public static func require<Element: Scalar>(
    _ network: Network<Element>, vectors: Int, beside numbers: Int = 0, for work: String
  ) throws(TrainingError) {
    BLASLibrary.requireMemory()
    try need(network, vectors: vectors, beside: numbers, for: work).require()
  }

  /// What so many vectors take.
  static func need<Element: Scalar>(
    _ network: Network<Element>, vectors: Int, beside numbers: Int = 0, for work: String
  ) -> MemoryNeed {
    let (definition, count) = (network.definition, network.layout.count)
    var need = MemoryNeed(
      "a network of \(definition.sizeInWords) has \(count) parameters, and \(work)",
      vectors, MemoryLayout<Element>.stride, count)
    need.add(MemoryLayout<Element>.stride, numbers)
    return need
  }
}

extension MemoryNeed {
  /// Makes sure that it can be met.
  ///
  /// - Throws: ``TrainingError`` with the sentence where it cannot.
  func require(under limits: MachineLimits = .current, sharedBy share: Int = 1) throws(TrainingError) {
    if let shortage = shortage(under: limits, sharedBy: share) { throw TrainingError(.usage, shortage) }
  }
}
