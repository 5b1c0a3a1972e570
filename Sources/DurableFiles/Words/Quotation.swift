extension StringProtocol {
  /// This text on one line, for a place that anyone may have filled: what a terminal would obey, what reorders the text
  /// around it and what cannot be seen is spelled out, `\n` or `\u{1B}`.
  ///
  ///     "a\u{1B}[2Jb\n".escaped == #"a\u{1B}[2Jb\n"#
  ///
  /// Which characters those are is said by ``ForeignText``.
  public var escaped: String {
    var line = ""
    for scalar in unicodeScalars { line += scalar.escaped }
    return line
  }

  /// The beginning of this text as it stands in a sentence: ``escaped``, and cut with `…` behind 60 characters.
  ///
  /// Characters are Unicode scalars here: a letter may carry a million accents.
  public var excerpt: String {
    let kept = unicodeScalars.prefix(Quotation.length)
    let rest = unicodeScalars[kept.endIndex...]
    return kept.reduce(into: "") { $0 += $1.escaped } + (rest.isEmpty ? "" : "…")
  }

  /// The ``excerpt`` between quotation marks.
  public var quoted: String { "\"\(excerpt)\"" }

  /// A sentence in which a name or a value may be of any length: ``escaped``, and cut in its middle where it is longer than
  /// any that this program writes.
  public var sentence: String {
    let (head, tail) = Quotation.sentence
    guard unicodeScalars.dropFirst(head + tail).first != nil else { return escaped }
    return unicodeScalars.prefix(head).reduce(into: "") { $0 += $1.escaped } + " … "
      + unicodeScalars.suffix(tail).reduce(into: "") { $0 += $1.escaped }
  }
}

/// How much of a foreign text is repeated.
private enum Quotation {
  static let length = 60
  static let sentence = (head: 1000, tail: 500)
}

extension Unicode.Scalar {
  /// This character, or the name under which it can be seen.
  fileprivate var escaped: String {
    ForeignText.isHidden(self) ? ForeignText.spelling(self) : String(self)
  }
}
