public import LinearAlgebra
internal import RecurrentNetworks

/// The states that a run carries from windows of a text to those that follow them, as numbers of their own.
public struct CarriedStates<Element: Scalar>: Sendable, Equatable {
  /// The number of windows side by side.
  public let sequences: Int
  /// For each layer the states of one sequence after the other.
  public let layers: [Vector<Element>]

  /// States from their numbers.
  ///
  /// - Parameters:
  ///   - sequences: how many there are, at least one.
  ///   - layers: for each layer as many states as sequences, all of one width.
  public init(sequences: Int, layers: [Vector<Element>]) {
    precondition(
      sequences > 0 && layers.allSatisfy { $0.count.isMultiple(of: sequences) },
      "each of \(sequences, "sequence") has a state of every layer")
    (self.sequences, self.layers) = (sequences, layers)
  }

  /// A copy of states; nil where they have overflowed, since nothing can go on from there.
  init?(_ states: SequenceStates<Element>) {
    let layers = states.layers.map { Vector($0.elements) }
    guard states.count > 0, layers.allSatisfy(\.isFinite) else { return nil }
    self.init(sequences: states.count, layers: layers)
  }

  /// The states of some of the sequences, in that order.
  func states(of chosen: [Int]) -> SequenceStates<Element> {
    SequenceStates(
      layers: layers.map { layer in
        let width = layer.count / sequences
        let rows = Matrix<Element>(rows: chosen.count, columns: width)
        for (row, sequence) in chosen.enumerated() { rows.rows(row..<row + 1).copy(layer, from: sequence * width) }
        return rows
      })
  }
}
