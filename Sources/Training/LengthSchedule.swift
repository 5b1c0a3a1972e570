/// The nominal lengths through which a run grows.
public enum LengthSchedule {
  /// Reads a schedule: a list of rising lengths (`20,50,100`), or a start and a factor (`10:1.3`) that lead to `length`.
  ///
  /// The result ends with `length`; without a schedule it is that alone.
  public static func parse(_ text: String?, length: Int, smallest: Int) throws(TrainingError) -> [Int] {
    guard let text, !text.isEmpty else { return [length] }
    let lengths: [Int]
    let parts = text.split(separator: ":")
    if parts.count == 2, let start = Int(parts[0]), let factor = Double(parts[1]), factor > 1 {
      lengths = growing(from: start, by: factor, to: length)
    } else {
      let numbers = text.split(separator: ",").map { Int($0) }
      guard !numbers.isEmpty, numbers.allSatisfy({ $0 != nil }) else {
        throw TrainingError(
          .usage, "--length-schedule should be lengths such as 20,50,100 or a start and a factor such as 10:1.3, got '\(text)'")
      }
      lengths = numbers.compactMap { $0 } + (numbers.last! == length ? [] : [length])
    }
    guard lengths[0] >= smallest, zip(lengths, lengths.dropFirst()).allSatisfy(<) else {
      throw TrainingError(
        .usage,
        "--length-schedule should rise from at least \(smallest) to the length \(length), got \(lengths.map(String.init).joined(separator: ","))"
      )
    }
    return lengths
  }

  private static func growing(from start: Int, by factor: Double, to length: Int) -> [Int] {
    var lengths: [Int] = []
    var next = start
    while next < length {
      lengths.append(next)
      next = max(next + 1, Int((Double(next) * factor).rounded()))
    }
    return lengths + [length]
  }
}

