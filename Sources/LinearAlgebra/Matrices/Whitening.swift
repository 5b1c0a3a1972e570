/// The coordinates in which a metric M = Qᵀ diag(d) Q is the identity, Q being a rotation of blocks or nothing.
///
///     of a step      x' = √d ⊙ Q x,  so that xᵀ M x = x'ᵀ x'
///     of a gradient  g' = Q g ⊘ √d,  so that gᵀ x = g'ᵀ x'
///
/// A row of a Jacobian is a gradient.
public struct Whitening<Element: Scalar>: Sendable {
  /// What has coordinates.
  public enum Kind: Sendable {
    /// A change of the parameters.
    case step
    /// A derivative by the parameters.
    case gradient
  }

  private let rotation: KroneckerRotation<Element>?
  /// √d, one row.
  private let roots: Matrix<Element>
  /// 1 / √d, one row.
  private let inverses: Matrix<Element>

  /// Coordinates from the diagonal of the metric.
  ///
  /// - Parameters:
  ///   - rotation: Q, whose matrices are orthogonal; `nil` for the identity.
  ///   - diagonal: d, in the coordinates of the rotation; above 0 in every place, as a programmer sees to.
  public init(_ rotation: KroneckerRotation<Element>?, diagonal: Vector<Element>) {
    self.rotation = rotation
    func row(_ exponent: Double) -> Matrix<Element> {
      var powers = diagonal
      powers.raise(adding: 0, to: exponent)
      let row = Matrix<Element>(rows: 1, columns: powers.count)
      row.copy(powers, from: 0)
      return row
    }
    (roots, inverses) = (row(0.5), row(-0.5))
  }

  /// The number of parameters.
  public var count: Int { roots.columns }
  /// How many numbers of scratch memory a change of coordinates needs.
  public var scratchCount: Int { rotation?.scratchCount ?? 0 }

  /// Puts its coordinates in the place of the one row of a matrix.
  public func apply(to row: Matrix<Element>, of kind: Kind, scratch: Memory<Element>) {
    rotation?.apply(to: row, scratch: scratch)
    row.copyHadamard(row, kind == .step ? roots : inverses)
  }

  /// Undoes ``apply(to:of:scratch:)``.
  public func undo(_ row: Matrix<Element>, of kind: Kind, scratch: Memory<Element>) {
    row.copyHadamard(row, kind == .step ? inverses : roots)
    rotation?.applyTransposed(to: row, scratch: scratch)
  }

  /// Puts its coordinates in the place of a vector.
  public func apply(to vector: inout Vector<Element>, of kind: Kind) {
    change(&vector) { apply(to: $0, of: kind, scratch: $1) }
  }

  /// Undoes ``apply(to:of:)``.
  public func undo(_ vector: inout Vector<Element>, of kind: Kind) {
    change(&vector) { undo($0, of: kind, scratch: $1) }
  }

  private func change(_ vector: inout Vector<Element>, _ body: (Matrix<Element>, Memory<Element>) -> Void) {
    precondition(vector.count == count, "coordinates of \(count) parameters are not those of \(vector.count)")
    let row = Matrix<Element>(rows: 1, columns: count)
    row.copy(vector, from: 0)
    body(row, Memory(count: scratchCount))
    vector.copy(row, to: 0)
  }
}
