/// Rows of words in columns that line up.
package struct TextTable {
  /// The words above the columns.
  package let header: [String]
  /// How many columns, from the left, are words; the others are numbers and end at the right.
  var wordColumns = 1
  /// The words of each row, in which hidden characters are spelled out.
  package private(set) var rows: [[String]] = []

  /// A table without rows.
  package init(_ header: [String], wordColumns: Int = 1) {
    self.header = header
    self.wordColumns = wordColumns
  }

  /// Adds a row, which has a word for every column.
  package mutating func add(_ row: [String]) {
    precondition(row.count == header.count, "a row has \(row.count) words for \(header.count) columns")
    rows.append(row.map(TextStyle.spelled))
  }

  /// The lines, the header dimmed.
  package func lines(indent: String = "  ") -> [String] {
    let widths = header.indices.map { column in
      ([header] + rows).map { TextStyle.width($0[column]) }.max() ?? 0
    }
    let texts = ([header] + rows).map { row in
      var line = row.indices.map { pad(row[$0], widths[$0], isWord: $0 < wordColumns) }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return indent + line
    }
    return [Console.dim(texts[0])] + texts.dropFirst()
  }

  private func pad(_ word: String, _ width: Int, isWord: Bool) -> String {
    let space = String(repeating: " ", count: max(0, width - TextStyle.width(word)))
    return isWord ? word + space : space + word
  }

  /// A word that ends at the right of a column of so many characters.
  static func pad(_ word: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - word.count)) + word
  }
}
