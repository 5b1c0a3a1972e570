/// What is asked of recurrent weights for the whole of a run.
public struct WeightConstraintOptions: Sendable, Equatable {
  /// The probability with which a recurrent weight is there.
  public var density = 1.0
  /// Whether a unit may feed itself: whether the diagonals of square recurrent matrices are there.
  public var selfConnections = true
  /// The share of the units of a layer that excite, the first ones, while the others inhibit (Dale's law); nil where weights may
  /// have any sign.
  public var excitatory: Double?

  /// Nothing.
  public init() {}

  /// Whether nothing is asked.
  public var isNone: Bool { density == 1 && selfConnections && excitatory == nil }

  /// How many of so many units excite; nil where weights may have any sign.
  public func excitatoryUnits(of units: Int) -> Int? { excitatory.map { Int(($0 * Double(units)).rounded()) } }
}

extension ParameterLayout {
  /// The matrices of a layer that carry its state, by the indices of their blocks.
  public func recurrentMatrices(ofLayer layer: Int) -> [Int] {
    groups[layer].filter { kind(ofBlock: $0) == .recurrent }
  }

  /// The recurrent matrix of a layer that has one and no more, a square one: of `tanh` and `rate`. Constraints on units are
  /// constraints on its columns.
  public func plainRecurrentMatrix(ofLayer layer: Int) -> Int? {
    let matrices = recurrentMatrices(ofLayer: layer)
    guard matrices.count == 1, blocks[matrices[0]].rows == blocks[matrices[0]].columns else { return nil }
    return matrices[0]
  }
}
