internal import Machine
internal import Synchronization

/// What the system has refused to a running program, as a sentence.
///
/// Work goes on with fewer threads, and cannot without memory: then the program ends. A program that wants to say so in its own
/// way sets ``onRefusal(_:)``.
public enum Refusal: Sendable, Equatable, CustomStringConvertible {
  /// Only so many threads of those that were asked for, for the reason given.
  case threads(asked: Int, granted: Int, reason: String)
  /// No memory of so many bytes for a purpose.
  case memory(bytes: Int, purpose: String)

  private static let handler = Mutex<(@Sendable (Refusal) -> Void)?>(nil)

  /// Has a closure told of every refusal, on the thread that it happens to.
  public static func onRefusal(_ tell: @escaping @Sendable (Refusal) -> Void) {
    handler.withLock { $0 = tell }
  }

  /// Tells whoever wants to know.
  func tell() {
    let handler = Self.handler.withLock { $0 }
    handler?(self)
  }

  /// Tells whoever wants to know, and ends the program if that has not.
  static func end(bytes: Int, purpose: String) -> Never {
    let refusal = Refusal.memory(bytes: bytes, purpose: purpose)
    refusal.tell()
    fatalError(refusal.description)
  }

  public var description: String {
    switch self {
    case .threads(let asked, let granted, let reason):
      return
        "of \(asked) threads \(granted == 1 ? "one" : "\(granted)") can be had (\(reason)): the results are the same, later"
    case .memory(let bytes, let purpose):
      let free = MachineLimits.current.free
      return
        "\(purpose) takes \(ByteWords.describe(bytes)) of memory, which the system refuses; about \(ByteWords.describe(free.bytes)) may be had here, bounded by \(free.source.rawValue)"
    }
  }
}
