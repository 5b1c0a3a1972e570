internal import HDF5

extension YAMLScanner {
  /// Reads a text in quotes, folded where it goes over several lines: one end of a line is a blank, more of them are one
  /// fewer.
  mutating func quoted() throws(TrainingError) -> String {
    let begin = lineNumber
    let mark = text[position]
    var result: [Unicode.Scalar] = []
    var kept = 0  // what an escape has put there is not trimmed
    position += 1
    while let scalar = next {
      if scalar == mark {
        position += 1
        guard mark == "'", next == "'" else { return String(String.UnicodeScalarView(result)) }
        result.append("'")
        position += 1
      } else if scalar == "\\", mark == "\"" {
        position += 1
        if next == "\n" {
          result += Array(repeating: "\n", count: try fold() - 1)
        } else {
          result.append(try escape())
        }
        kept = result.count
      } else if scalar == "\n" {
        while result.count > kept, result.last == " " || result.last == "\t" { result.removeLast() }
        let lines = try fold()
        result += lines == 1 ? [" "] : Array(repeating: "\n", count: lines - 1)
        kept = result.count
      } else {
        result.append(scalar)
        position += 1
      }
    }
    throw refusal("a text in quotes begins that does not end", line: begin)
  }

  /// Skips ends of lines and the blanks around them inside a text in quotes; returns how many ends there were.
  private mutating func fold() throws(TrainingError) -> Int {
    var lines = 0
    while next == "\n" {
      advance()
      lines += 1
      while next == " " || next == "\t" { position += 1 }
    }
    guard isAtEnd || !isAtMargin else {
      throw refusal("a text in quotes that goes on is indented, found \(line.quoted)")
    }
    return lines
  }

  /// Reads what stands behind a backslash.
  private mutating func escape() throws(TrainingError) -> Unicode.Scalar {
    let singles: [Unicode.Scalar: Unicode.Scalar] = [
      "a": "\u{7}", "b": "\u{8}", "t": "\t", "n": "\n", "v": "\u{B}", "f": "\u{C}", "r": "\r", "e": "\u{1B}", " ": " ",
      "\"": "\"", "/": "/", "\\": "\\", "N": "\u{85}", "_": "\u{A0}", "L": "\u{2028}", "P": "\u{2029}",
    ]
    let expected = "a backslash should begin an escape, found \("\\\(line)".quoted)"
    guard let letter = next else { throw refusal(expected) }
    position += 1
    if let single = singles[letter] { return single }
    let widths: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]
    guard let width = widths[letter], position + width <= text.count,
      text[position..<position + width].allSatisfy(\.properties.isASCIIHexDigit),
      let value = UInt32(String(String.UnicodeScalarView(text[position..<position + width])), radix: 16), value != 0,
      let scalar = Unicode.Scalar(value)
    else { throw refusal(expected) }
    position += width
    return scalar
  }
}
