/// The header of a NumPy array: a Python dictionary of its type, its order and its shape.
struct NumPyHeader {
  /// The type of the elements, such as `<f4`; all of the words where it is a structure.
  let type: String
  /// Whether the first axis changes fastest.
  let isColumnMajor: Bool
  /// The extents.
  let shape: [Int]

  /// Nothing where it is no header that NumPy writes.
  init?(_ text: String) {
    guard let type = Self.value(of: "descr", in: text), let order = Self.value(of: "fortran_order", in: text),
      let shape = Self.value(of: "shape", in: text), ["True", "False"].contains(order), shape.hasPrefix("("),
      shape.hasSuffix(")")
    else { return nil }
    self.type = type.first == "'" || type.first == "\"" ? String(type.dropFirst().dropLast()) : type
    isColumnMajor = order == "True"
    // Python 2 wrote large extents with an L.
    let words = shape.dropFirst().dropLast().split(separator: ",")
      .map { $0.filter { $0 != " " && $0 != "L" } }.filter { !$0.isEmpty }
    let extents = words.compactMap { Int($0) }
    guard extents.count == words.count, extents.allSatisfy({ $0 >= 0 }), extents.count <= 32 else { return nil }
    self.shape = extents
  }

  /// What stands behind a key, up to the comma that ends it.
  private static func value(of key: String, in text: String) -> String? {
    guard let start = text.firstRange(of: "'\(key)':")?.upperBound else { return nil }
    var depth = 0
    var value = ""
    for character in text[start...] {
      if "([{".contains(character) { depth += 1 }
      if ")]}".contains(character) {
        if depth == 0 { break }
        depth -= 1
      }
      if character == "," && depth == 0 { break }
      value.append(character)
    }
    let trimmed = value.drop { $0 == " " }
    guard let last = trimmed.lastIndex(where: { $0 != " " }) else { return nil }
    return String(trimmed[...last])
  }
}
