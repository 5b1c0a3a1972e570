public import LinearAlgebra
public import RecurrentNetworks

extension Network {
  /// The parameters at which training starts, with N(0, 0.1²) in place of what starts at zero: biases and initial states.
  ///
  /// At zero a derivative may be right by accident, and a unit may sit exactly on a kink of its activation.
  public func parametersInGeneralPosition(_ options: InitializerOptions, seed: UInt64) throws -> Vector<Element> {
    var parameters = try initialParameters(options, seed: seed)
    // A stream that no initializer uses.
    var generator = Philox(seed: seed, stream: .max)
    for block in layout.blocks where block.kind != .weight {
      for i in block.range where parameters[i] == 0 { parameters[i] = Element(0.1 * generator.normal()) }
    }
    return parameters
  }
}
