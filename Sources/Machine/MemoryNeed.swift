/// What a piece of work takes of memory, found before any of it is allocated: an allocation that fails ends the program.
///
/// The one place where needs are added up, compared with what may be had, and put into a sentence.
public struct MemoryNeed: Sendable, Equatable {
  /// What is needed, as the subject of the sentence, with the option that decides it: "--gradient-batch 100 of 50 steps".
  public let subject: String
  /// The bytes, without bound where they are beyond counting.
  public private(set) var bytes: Int

  /// A need of nothing yet.
  public init(_ subject: String) { (self.subject, bytes) = (subject, 0) }

  /// A need of so many bytes.
  public init(_ subject: String, bytes: Int) { (self.subject, self.bytes) = (subject, bytes) }

  /// A need of a product of numbers.
  public init(_ subject: String, _ factors: Int...) {
    self.subject = subject
    bytes = Self.product(factors)
  }

  /// Needs a product of numbers more; what is beyond counting stays so.
  public mutating func add(_ factors: Int...) {
    let (sum, overflow) = bytes.addingReportingOverflow(Self.product(factors))
    bytes = overflow ? .max : sum
  }

  /// A product of numbers of at least 0, or the largest number.
  private static func product(_ factors: [Int]) -> Int {
    factors.contains(0)
      ? 0
      : factors.reduce(1) { product, factor in
        let (next, overflow) = product.multipliedReportingOverflow(by: factor)
        return overflow ? .max : next
      }
  }

  /// Why it cannot be met, in a sentence; nil where it can.
  ///
  /// - Parameters:
  ///   - limits: What may be had.
  ///   - share: How many such pieces of work go on at a time.
  public func shortage(under limits: MachineLimits = .current, sharedBy share: Int = 1) -> String? {
    let free = limits.free.bytes / max(1, share)
    guard bytes > free else { return nil }
    let amount = bytes == .max ? "more than any memory" : "at least \(ByteWords.describe(bytes))"
    let each = share > 1 ? " for each of \(share) runs at a time" : ""
    return
      "\(subject) takes \(amount) of memory; \(ByteWords.describe(free)) may be had here\(each), bounded by \(limits.free.source.rawValue)"
  }

  /// The same where little is asked for, of which one need not ask the system.
  public func shortageIfLarge() -> String? { bytes < 32 << 20 ? nil : shortage() }
}
