internal import DurableFiles
internal import Machine

/// Numbers of bytes as people write them.
public enum ByteCount {
  /// Reads `500M`, `2G`, `64K` or a plain number of bytes; the units are powers of 1024.
  public static func parse(_ text: String) throws(TrainingError) -> Int {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    let unit = text.last.flatMap { units[Character($0.uppercased())] }
    let digits = unit == nil ? text[...] : text.dropLast()
    guard let number = Double(digits), number >= 0, number * Double(unit ?? 1) < 1e18 else {
      throw TrainingError(
        .usage, "--memory-limit should be a number of bytes such as 500M or 2G, got '\(text.excerpt)'")
    }
    return Int(number * Double(unit ?? 1))
  }

  /// A number of bytes for people to read.
  public static func describe(_ bytes: Int) -> String { ByteWords.describe(bytes) }
}
