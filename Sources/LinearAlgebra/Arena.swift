/// Memory that is handed out piece by piece and taken back all at once, so that a pass over a batch allocates nothing
/// once it has run the first time.
///
/// A request beyond the capacity gets memory of its own, and the next ``reset()`` makes room for it.
public final class Arena<Element: Scalar> {
  private var memory: Memory<Element>
  private var used = 0

  /// An arena that holds `capacity` numbers from the start.
  public init(capacity: Int = 0) {
    memory = Memory(count: capacity)
  }

  /// Takes everything back. Matrices handed out before must not be used any more.
  public func reset() {
    if used > memory.count {
      // The old memory goes first: the two need not be there together.
      memory = Memory(count: 0)
      memory = Memory(count: used)
    }
    used = 0
  }

  /// A matrix of unspecified contents, aligned to a cache line.
  public func matrix(rows: Int, columns: Int) -> Matrix<Element> {
    let line = 64 / MemoryLayout<Element>.stride
    let offset = used
    used += (rows * columns + line - 1) / line * line
    guard used <= memory.count else { return Matrix(rows: rows, columns: columns) }
    return Matrix(memory, offset: offset, rows: rows, columns: columns)
  }
}
