internal import CKernels

/// A matrix of bits, each row in words of its own: 32 times smaller than one of single-precision numbers.
public struct BitMatrix: Sendable, Equatable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The words of a row.
  let stride: Int
  /// The rows one after the other, the lowest bit of a word first. Bits beyond the columns are 0.
  private(set) var words: [UInt32]

  /// A matrix of zeros.
  public init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative extent")
    (self.rows, self.columns) = (rows, columns)
    stride = (columns + 31) / 32
    words = [UInt32](repeating: 0, count: rows * stride)
  }

  /// Bit (i, j).
  public subscript(i: Int, j: Int) -> Bool {
    precondition(i >= 0 && i < rows && j >= 0 && j < columns, "bit (\(i), \(j)) of a \(rows)×\(columns) matrix")
    return words[i * stride + j / 32] >> UInt32(j % 32) & 1 == 1
  }

  /// Sets each bit of a row with a probability of 0 to 1, independently, from one random word for each column:
  ///
  ///     bit j ← word j < probability · 2³², rounded
  ///
  /// so that 1 sets every bit and 0 none.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - probability: that of a bit.
  ///   - generator: stands before a whole block, and behind those that a row takes afterwards: columns / 4, rounded up.
  public mutating func fillRow(_ row: Int, probability: Double, using generator: inout Philox) {
    precondition(row >= 0 && row < rows, "row \(row) of a matrix with \(rows)")
    precondition(probability >= 0 && probability <= 1, "a probability lies between 0 and 1, got \(probability)")
    precondition(generator.unreadWords == 0, "bits are made of whole blocks")
    let (stride, columns) = (stride, columns)
    let blocks = UInt64((columns + 3) / 4)
    defer {
      generator = Philox(seed: generator.seed, stream: generator.stream, position: generator.position &+ blocks)
    }
    let bound = UInt64((probability * 0x1p32).rounded())
    words.withUnsafeMutableBufferPointer { words in
      guard let start = words.baseAddress.map({ $0 + row * stride }) else { return }
      guard bound > 0 else { return start.update(repeating: 0, count: stride) }
      ck_random_bits(
        generator.seed, generator.stream, generator.position, columns, UInt32(truncatingIfNeeded: bound - 1), start)
    }
  }
}

extension Matrix {
  /// Each element ← α × that of `x` where its bit is set, 0 elsewhere, whatever `x` is there. `x` may be this matrix.
  ///
  /// - Parameters:
  ///   - x: a matrix of the same shape.
  ///   - bits: as many columns. Row i has row `first` + i · `step` of them.
  ///   - first: the row of the first row's bits.
  ///   - step: the rows from one row's bits to the next's.
  ///   - α: the factor.
  public func copy(_ x: Matrix, where bits: BitMatrix, from first: Int, step: Int = 1, scale α: Double) {
    requireEqualShape(x)
    precondition(
      columns == bits.columns && first >= 0 && step >= 0 && (rows == 0 || first + (rows - 1) * step < bits.rows),
      "\(rows) rows from \(first) by \(step) of \(bits.rows)×\(bits.columns) bits for \(columns) columns")
    select(x, bits, from: first, step: step, at: nil, α)
  }

  /// The same where row i has row `indices[start + i]` of the bits, which the caller has validated.
  public func copy(_ x: Matrix, where bits: BitMatrix, at indices: [Int32], from start: Int, scale α: Double) {
    requireEqualShape(x)
    precondition(
      columns == bits.columns && start >= 0 && start + rows <= indices.count,
      "\(rows) rows from index \(start) of \(indices.count) of \(bits.rows)×\(bits.columns) bits for \(columns) columns"
    )
    indices.withUnsafeBufferPointer { indices in
      guard let index = indices.baseAddress else { return }
      select(x, bits, from: 0, step: 1, at: index + start, α)
    }
  }

  private func select(
    _ x: Matrix, _ bits: BitMatrix, from first: Int, step: Int, at index: UnsafePointer<Int32>?, _ α: Double
  ) {
    bits.words.withUnsafeBufferPointer { words in
      guard rows > 0, let word = words.baseAddress else { return }
      Element.kernelSelect(
        rows, columns, Element(α), x.base, x.stride, word + first * bits.stride, step * bits.stride, index, base, stride
      )
    }
  }
}
