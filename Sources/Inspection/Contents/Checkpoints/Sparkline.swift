internal import Foundation

/// A row of numbers as one line of blocks, ▁ for the least and █ for the greatest.
public enum Sparkline {
  private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// Draws numbers in at most `width` blocks, each the mean of the numbers that fall into it.
  ///
  /// Where all are positive and span more than a factor of 30 the heights are those of the logarithms. Numbers that are
  /// not finite leave a gap where a block has no others.
  public static func line(_ values: [Double], width: Int = 60) -> String {
    precondition(width > 0, "a sparkline has at least one block")
    let means = binned(values, width: width)
    let finite = means.filter(\.isFinite)
    guard let least = finite.min(), let greatest = finite.max() else {
      return String(repeating: " ", count: means.count)
    }
    let isLogarithmic = least > 0 && greatest > 30 * least
    func height(_ value: Double) -> Double { isLogarithmic ? log(value) : value }
    let (low, high) = (height(least), height(greatest))
    return String(
      means.map { value in
        guard value.isFinite else { return " " }
        guard high > low else { return blocks[0] }
        // Halves, since the difference of two finite numbers may not be one.
        let share = (height(value) / 2 - low / 2) / (high / 2 - low / 2)
        return blocks[min(blocks.count - 1, max(0, Int(share * Double(blocks.count))))]
      })
  }

  private static func binned(_ values: [Double], width: Int) -> [Double] {
    guard values.count > width else { return values }
    return (0..<width).map { bin in
      let part = values[bin * values.count / width..<(bin + 1) * values.count / width].filter(\.isFinite)
      guard !part.isEmpty else { return .nan }
      return part.reduce(0) { $0 + $1 / Double(part.count) }
    }
  }
}
