internal import Foundation
public import LinearAlgebra
internal import RecurrentNetworks

/// How much of the loss at the last step reaches the states before it: the picture of vanishing and exploding gradients
/// (Bengio, Simard & Frasconi 1994; Pascanu, Mikolov & Bengio 2013, section 2).
///
/// A sequence ends at its last scored step T. The norm is that of dℓ_T/ds_t, s being the states of all layers (h, and c
/// where there is one), over the lag T − t from 0 to T, where s_0 is the initial state.
public struct GradientFlow: Sendable {
  /// The norms at lag 0, 1, 2, ..., over the sequences that are long enough.
  public let norms: [Quantiles]
  /// The lag at which the median has fallen to 1 % of that at lag 0; nil where it never does, or
  /// where there is no gradient at all.
  public let memoryHorizon: Int?
  /// The singular values of ds_T/ds_t, descending, for some lags: their geometric mean over some sequences.
  public let singularValues: [(lag: Int, values: [Double])]
  /// What the cells activate: the layer, the function, the units and the share of saturated steps of each.
  public let saturation: [Saturation]
  /// The number of sequences whose norms were taken, and of those whose Jacobians were.
  public let sequences: Int
  public let jacobians: Int

  /// The share of steps at which the derivative of an activation is below a tenth of its largest value.
  public struct Saturation: Sendable, Encodable {
    /// Which of the recurrent layers.
    public let layer: Int
    /// The activation function.
    public let activation: String
    /// The place among what the cell activates.
    public let part: Int
    /// What is activated: the units, or one of the cell's gates.
    public let name: String
    /// Over all units.
    public let share: Double
    /// By unit.
    public let units: [Double]
  }

  /// Follows the gradient back through time.
  ///
  /// - Parameters:
  ///   - subject: the network and the sequences.
  ///   - wanted: the number of sequences whose Jacobians are formed: those of the data that come first.
  ///   - goesOn: is told the parts done and all of them; false ends the work with what is there.
  /// - Throws: `LinearAlgebraError` where the Jacobians are not finite.
  public init<Element: Scalar>(
    _ subject: InspectionSubject<Element>, jacobians wanted: Int = 3,
    goesOn: (_ done: Int, _ of: Int) -> Bool = { _, _ in true }
  ) throws {
    let chunks = subject.batch.chunks
    var byLag: [[Double]] = []
    var counts: [StateTrajectory<Element>.Saturation] = []
    var means: [Int: [Double]] = [:]
    var (followed, formed) = (0, 0)
    let chosen = Set(chunks.flatMap(\.sequences).sorted().prefix(wanted))
    let parts = chunks.count + chosen.count
    for index in chunks.indices {
      let trajectory = subject.trajectory(of: index)
      Self.add(Self.norms(trajectory), to: &byLag)
      Self.add(trajectory.saturation(), to: &counts)
      followed += chunks[index].sequences.count
      var isWanted = goesOn(index + 1 + formed, parts)
      for (position, number) in chunks[index].sequences.enumerated() where chosen.contains(number) && isWanted {
        try Self.add(Self.singularValues(trajectory, position), to: &means)
        formed += 1
        isWanted = goesOn(index + 1 + formed, parts)
      }
      if !isWanted { break }
    }
    norms = byLag.map { Quantiles($0) }
    let first = norms.first?.median ?? 0
    memoryHorizon = first > 0 ? norms.firstIndex { $0.median <= 0.01 * first } : nil
    singularValues = means.sorted { $0.key < $1.key }.map { lag, sums in
      (lag, sums.dropFirst().map { exp($0 / sums[0]) })
    }
    saturation = Self.saturation(counts)
    sequences = followed
    jacobians = formed
  }

  private static func add(_ norms: [[Double]], to all: inout [[Double]]) {
    for (lag, values) in norms.enumerated() {
      if lag == all.count { all.append(values) } else { all[lag] += values }
    }
  }

  /// ‖dℓ_T/ds_t‖ by lag.
  private static func norms<Element: Scalar>(_ trajectory: StateTrajectory<Element>) -> [[Double]] {
    let lengths = trajectory.chunk.sequences.indices.map { trajectory.length(of: $0) }
    var squares = lengths.map { [Double](repeating: 0, count: $0 + 1) }
    trajectory.backward { time, _, s̄ in
      for position in 0..<s̄.rows { squares[position][lengths[position] - time] += s̄.dotOfRow(position, s̄) }
    }
    var byLag = [[Double]](repeating: [], count: (lengths.max() ?? -1) + 1)
    for sequence in squares {
      for (lag, square) in sequence.enumerated() { byLag[lag].append(square.squareRoot()) }
    }
    return byLag
  }
}
