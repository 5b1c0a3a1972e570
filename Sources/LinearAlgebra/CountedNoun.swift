extension DefaultStringInterpolation {
  /// A number of things in words: `"\(1, "thread")"` is "1 thread", `"\(2, "thread")"` is "2 threads".
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - noun: what one of them is called; adjectives may stand before it.
  ///   - plural: what several are called, where that is not the noun with an s.
  package mutating func appendInterpolation(_ count: Int, _ noun: String, _ plural: String? = nil) {
    appendLiteral("\(count) \(count == 1 ? noun : plural ?? noun + "s")")
  }
}
