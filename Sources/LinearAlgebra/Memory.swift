/// A fixed block of numbers, aligned to a cache line, never moved and never reallocated.
///
/// It is the storage behind every ``Matrix`` and has reference semantics: all windows on one block see the same
/// numbers. Two threads may use one block at the same time as long as neither writes where the other reads or writes;
/// the passes over a batch guarantee it by giving each worker memory of its own.
public final class Memory<Element: Scalar>: @unchecked Sendable {
  /// The number of elements.
  public let count: Int
  let base: UnsafeMutablePointer<Element>

  /// Allocates `count` zeros.
  public init(count: Int) {
    precondition(count >= 0, "memory needs a count of at least 0, got \(count)")
    self.count = count
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Element>.stride, alignment: 64)
    base = bytes.bindMemory(to: Element.self, capacity: max(count, 1))
    Element.kernelFill(max(count, 1), 0, base)
  }

  deinit {
    UnsafeMutableRawPointer(base).deallocate()
  }

  /// Overwrites the whole block with the elements of `vector`, which has as many.
  public func copy(_ vector: Vector<Element>) {
    precondition(vector.count == count, "memory of \(count) numbers cannot take a vector of \(vector.count)")
    vector.elements.withUnsafeBufferPointer { base.update(from: $0.baseAddress!, count: count) }
  }

  /// Sets every element to zero.
  public func clear() {
    Element.kernelFill(count, 0, base)
  }
}
