/// The name that somebody may have meant.
public enum NearestName {
  /// The name among `names` that the fewest changes lead to, if they leave more than half of it as it was typed: a letter more,
  /// less or other, or two in turn.
  public static func of(_ name: String, among names: [String]) -> String? {
    let typed = Array(name.lowercased().replacing("_", with: "-").unicodeScalars.prefix(64))
    let candidates = names.map { (name: $0, changes: changes(from: typed, to: Array($0.unicodeScalars))) }
    guard let best = candidates.min(by: { $0.changes < $1.changes }), best.changes * 2 < best.name.count else {
      return nil
    }
    return best.name
  }

  /// The distance of Damerau (1964) and Levenshtein (1966), where no part of a text is changed twice.
  private static func changes(from source: [Unicode.Scalar], to target: [Unicode.Scalar]) -> Int {
    var before: [Int] = []
    var last = Array(0...target.count)
    for i in source.indices {
      var row = [i + 1]
      for j in target.indices {
        var least = min(row[j], last[j + 1]) + 1
        least = min(least, last[j] + (source[i] == target[j] ? 0 : 1))
        if i > 0, j > 0, source[i] == target[j - 1], source[i - 1] == target[j] {
          least = min(least, before[j - 1] + 1)
        }
        row.append(least)
      }
      (before, last) = (last, row)
    }
    return last[target.count]
  }
}
