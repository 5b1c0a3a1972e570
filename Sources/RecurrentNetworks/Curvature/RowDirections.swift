internal import Foundation
internal import LinearAlgebra
internal import Losses

/// Few directions u in the space of the residual r̃ of each sequence, in the place of its unit vectors: rows uᵀ J̃ that stand for
/// all of its rows.
///
/// The first is r̃ / ‖r̃‖, so that the gradient J̃ᵀ r̃ is made of these rows, exactly. The others are orthonormal ones at right
/// angles to it, uniform among these, times √((K − 1) / (r − 1)) where r of them stand for K rows. So
///
///     E Σ u uᵀ = I,  E Σ J̃ᵀ u uᵀ J̃ = J̃ᵀ J̃
///
/// With r = K this is J̃ᵀ J̃ itself. Where r̃ is 0, the first is uniform too.
struct RowDirections<Element: Scalar>: Sendable {
  /// r, the directions of a sequence.
  let count: Int
  /// K, the numbers of a direction.
  private let rank: Int
  /// The directions of a sequence side by side, a row for each sequence of the batch.
  private let matrix: Matrix<Element>

  /// Room for the directions of so many sequences.
  init(_ count: Int, rank: Int, sequences: Int) {
    precondition(1 < count && count <= rank, "\(count) directions of \(rank) are not that of a residual and others")
    (self.count, self.rank) = (count, rank)
    matrix = Matrix(rows: sequences, columns: count * rank)
  }

  /// Direction k of a sequence: one row.
  subscript(sequence: Int, k: Int) -> Matrix<Element> {
    matrix.rows(sequence..<sequence + 1).columns(k * rank..<(k + 1) * rank)
  }

  /// Overwrites the directions of a sequence with those of its residual.
  ///
  /// - Parameters:
  ///   - sequence: its place in the batch.
  ///   - residual: r̃, one row.
  ///   - generator: where the others come from.
  /// - Returns: ‖r̃‖, what r̃ is along the first; it is nothing along the others. Not a number where r̃ is not finite.
  func fill(_ sequence: Int, residual: Matrix<Element>, using generator: inout Philox) -> Double {
    let residual = (0..<rank).map { Double(residual[0, $0]) }
    guard residual.allSatisfy(\.isFinite) else { return .nan }
    let norm = Self.norm(residual)
    let first = norm > 0 ? residual.map { $0 / norm } : Self.direction(orthogonalTo: [], count: rank, &generator)
    var basis = [first]
    while basis.count < count {
      basis.append(Self.direction(orthogonalTo: basis, count: rank, &generator))
    }
    let scale = (Double(rank - 1) / Double(count - 1)).squareRoot()
    for (k, direction) in basis.enumerated() {
      let row = self[sequence, k]
      for (j, number) in direction.enumerated() { row[0, j] = Element((k == 0 ? 1 : scale) * number) }
    }
    return norm
  }

  /// A uniform direction at right angles to some orthonormal ones: what these leave of a normal vector. Taken away twice
  /// (Giraud, Langou & Rozložník 2005), since little may be left.
  private static func direction(
    orthogonalTo basis: [[Double]], count: Int, _ generator: inout Philox
  ) -> [Double] {
    while true {
      var direction = (0..<count).map { _ in generator.normal() }
      let whole = norm(direction)
      for _ in 0..<2 {
        for other in basis {
          let part = zip(direction, other).reduce(0) { $0 + $1.0 * $1.1 }
          for j in direction.indices { direction[j] -= part * other[j] }
        }
      }
      let left = norm(direction)
      // So little that rounding is most of it comes about with a probability of 1e-6 at most.
      if left > 1e-6 * whole { return direction.map { $0 / left } }
    }
  }

  private static func norm(_ numbers: [Double]) -> Double {
    let largest = numbers.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return 0 }
    return largest * numbers.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
  }
}
