internal import DurableFiles

/// The nominal lengths through which a run grows.
public enum LengthSchedule {
  /// The largest nominal length: beyond it no machine holds the states of a batch.
  public static let longest = 1_000_000

  /// The word for one length.
  static let none = "none"

  /// Reads a schedule: `none`, a list of rising lengths (`20,50,100`), or a start and a factor (`10:1.3`) that lead to `length`.
  ///
  /// The result ends with `length`; with `none` and without a schedule it is that alone.
  public static func parse(_ text: String?, length: Int, smallest: Int) throws(TrainingError) -> [Int] {
    guard length <= longest else {
      throw TrainingError(.usage, "--length should be at most \(longest), got \(length)")
    }
    guard let text, !text.isEmpty, text != none else { return [length] }
    let lengths: [Int]
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 2, let start = Int(parts[0]), let factor = Double(parts[1]), factor > 1, factor.isFinite {
      guard start >= smallest, start <= length else { throw notRising(text, smallest, length) }
      lengths = growing(from: start, by: factor, to: length)
    } else {
      let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
      guard numbers.allSatisfy({ $0 != nil }) else {
        throw TrainingError(
          .usage,
          "--length-schedule should be none, lengths such as 20,50,100 or a start and a factor such as 10:1.3, got '\(text.excerpt)'"
        )
      }
      lengths = numbers.compactMap { $0 } + (numbers.last! == length ? [] : [length])
    }
    guard lengths[0] >= smallest, zip(lengths, lengths.dropFirst()).allSatisfy(<) else {
      throw notRising(text, smallest, length)
    }
    return lengths
  }

  private static func notRising(_ text: String, _ smallest: Int, _ length: Int) -> TrainingError {
    TrainingError(
      .usage, "--length-schedule should rise from at least \(smallest) to the length \(length), got '\(text.excerpt)'")
  }

  private static func growing(from start: Int, by factor: Double, to length: Int) -> [Int] {
    var lengths: [Int] = []
    var next = start
    while next < length {
      lengths.append(next)
      next = max(next + 1, Int(min(Double(next) * factor, Double(length)).rounded()))
    }
    return lengths + [length]
  }
}
