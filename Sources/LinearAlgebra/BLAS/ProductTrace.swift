internal import Synchronization

/// A record of the matrix products that some work makes, so that the same products can be made bare and timed.
///
/// It notes the products of all threads: record one piece of work at a time, on one thread where their order matters.
public enum ProductTrace {
  private static let isRecording = Atomic<Bool>(false)
  private static let calls = Mutex<[ProductCall]>([])

  /// The products that `work` makes, in the order in which they are made.
  public static func record(_ work: () throws -> Void) rethrows -> [ProductCall] {
    isRecording.store(true, ordering: .sequentiallyConsistent)
    defer {
      isRecording.store(false, ordering: .sequentiallyConsistent)
      calls.withLock { $0 = [] }
    }
    try work()
    return calls.withLock { $0 }
  }

  @inline(__always)
  static func note(_ call: @autoclosure () -> ProductCall) {
    guard isRecording.load(ordering: .relaxed) else { return }
    let call = call()
    calls.withLock { $0.append(call) }
  }
}
