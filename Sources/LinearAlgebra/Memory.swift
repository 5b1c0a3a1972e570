internal import CKernels

/// A fixed block of numbers, aligned to a cache line, never moved and never reallocated.
///
/// It is the storage behind every ``Matrix`` and has reference semantics: all windows on one block see the same
/// numbers. Two threads may use one block at the same time as long as neither writes where the other reads or writes;
/// the passes over a batch guarantee it by giving each worker memory of its own.
public final class Memory<Element: Scalar>: @unchecked Sendable {
  /// The number of elements.
  public let count: Int
  @usableFromInline
  let base: UnsafeMutablePointer<Element>

  /// Allocates `count` zeros.
  public init(count: Int) {
    precondition(count >= 0, "memory needs a count of at least 0, got \(count)")
    self.count = count
    let bytes = Self.bytes(count)
    guard bytes >= Self.leastMappedBytes else {
      base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).bindMemory(
        to: Element.self, capacity: count)
      Element.kernelFill(max(count, 1), 0, base)
      return
    }
    guard let memory = ck_map_memory(bytes) else {
      Refusal.end(bytes: bytes, purpose: "a block of \(count) numbers")
    }
    base = memory.bindMemory(to: Element.self, capacity: count)
  }

  deinit {
    let bytes = Self.bytes(count)
    if bytes >= Self.leastMappedBytes {
      ck_unmap_memory(base, bytes)
    } else {
      UnsafeMutableRawPointer(base).deallocate()
    }
  }

  /// From here on memory comes from the system and goes back to it at once. The C library keeps freed blocks of up to 32
  /// MiB for later, and a pass that asked for other sizes before would hold up to twice the memory that it plans with.
  private static var leastMappedBytes: Int { 1 << 20 }

  private static func bytes(_ count: Int) -> Int { max(count, 1) * MemoryLayout<Element>.stride }

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
