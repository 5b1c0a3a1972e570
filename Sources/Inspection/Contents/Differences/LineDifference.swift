/// A line of the form `name: value` that differs between two texts.
public struct LineDifference: Sendable, Equatable, Encodable {
  /// The name before the colon; the whole line where there is none.
  public let name: String
  /// The value in the first text; nothing where it has no such line.
  public let first: String?
  /// The value in the second text.
  public let second: String?
  /// Whether it says no more than when, where or how long: see ``Bookkeeping``.
  public let isBookkeeping: Bool

  private enum CodingKeys: String, CodingKey {
    case name, first, second
    case isBookkeeping = "bookkeeping"
  }

  /// Compares two texts line by line; the order of lines does not count.
  static func between(_ first: String, _ second: String) -> [LineDifference] {
    let old = lines(first)
    let new = lines(second)
    return Set(old.keys).union(new.keys).sorted().compactMap { name in
      guard old[name] != new[name] else { return nil }
      return LineDifference(
        name: name, first: old[name]?.joined(separator: " | "), second: new[name]?.joined(separator: " | "),
        isBookkeeping: Bookkeeping.contains(name))
    }
  }

  private static func lines(_ text: String) -> [String: [String]] {
    var values: [String: [String]] = [:]
    for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
      let parts = line.split(separator: ":", maxSplits: 1)
      let value = parts.count > 1 ? parts[1].drop { $0 == " " } : ""
      values[String(parts.first ?? line), default: []].append(String(value))
    }
    return values
  }
}
