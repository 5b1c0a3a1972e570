/// Five colours for how surprised a model is.
enum SurpriseScale {
  /// The bits from which each colour but the first is used.
  static let limits = [1.0, 2, 4, 8]
  /// Backgrounds, so that spaces show, of the palette of 256 colours: from what was expected, which has none, to red.
  private static let backgrounds: [Int?] = [nil, 194, 229, 215, 203]

  /// The colour of a symbol, 0 to 4.
  static func level(_ bits: Double) -> Int { limits.firstIndex { bits < $0 } ?? limits.count }

  /// A text in the colour of a level, black on it: legible on bright terminals and dark ones.
  static func colour(_ text: String, level: Int) -> String {
    guard let background = backgrounds[level] else { return text }
    return "\u{1B}[30;48;5;\(background)m\(text)\u{1B}[0m"
  }

  /// What the colours stand for.
  static var legend: String {
    let words = ["below 1", "1 to 2", "2 to 4", "4 to 8", "8 and more"]
    return "bits: " + words.indices.map { colour(" \(words[$0]) ", level: $0) }.joined(separator: " ")
  }
}
