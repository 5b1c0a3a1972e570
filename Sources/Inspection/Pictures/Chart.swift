internal import DurableFiles

/// One pair of axes with something on them, to be drawn by gnuplot.
public protocol Chart: Sendable {
  /// What stands above it.
  var title: String { get }
  /// Whether there is anything to draw.
  var hasPoints: Bool { get }

  /// What gnuplot is told: data blocks named after `prefix`, settings, and the plot.
  func script(_ prefix: String) -> String
}

extension Chart {
  /// A text in double quotes, in which every ASCII character that is neither a letter nor a digit nor a space is given by its
  /// number: gnuplot finds no quote, no command, no macro and no end of a line in it.
  static func quoted(_ text: String) -> String {
    var isEscaped = false
    let characters = ForeignText.visible(text).unicodeScalars.map { scalar in
      let isDigit = scalar.properties.numericType != nil
      let isPlain = scalar == " " || !scalar.isASCII || scalar.properties.isAlphabetic || isDigit
      // gnuplot takes a digit behind an octal number for a part of it.
      isEscaped = !isPlain || (isDigit && scalar.isASCII && isEscaped)
      let octal = String(scalar.value, radix: 8)
      return isEscaped ? "\\" + String(repeating: "0", count: 3 - octal.count) + octal : String(scalar)
    }
    return "\"\(characters.joined())\""
  }
}
