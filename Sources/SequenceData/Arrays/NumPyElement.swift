/// The type of an element of a NumPy array.
struct NumPyElement: Sendable {
  /// The bytes of an element.
  let width: Int
  private let kind: Character
  private let isBigEndian: Bool

  /// A type by its name in NumPy, such as `<f4`; nothing where it is neither Boolean, nor integer, nor floating-point.
  init?(_ name: String) {
    let known = ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]
    guard name.count == 3, let order = name.first, "<>|=".contains(order), known.contains(String(name.dropFirst())),
      let width = name.last?.wholeNumberValue
    else { return nil }
    self.width = width
    kind = name.dropFirst().first ?? "b"
    isBigEndian = order == ">"
  }

  /// Whether it is a Boolean or an integer.
  var isInteger: Bool { kind != "f" }

  /// An element's value.
  func value(_ bytes: [UInt8], at start: Int) -> Double {
    var pattern: UInt64 = 0
    for index in 0..<width {
      pattern = pattern << 8 | UInt64(bytes[start + (isBigEndian ? index : width - 1 - index)])
    }
    switch (kind, width) {
    case ("f", 2): return Double(Float16(bitPattern: UInt16(pattern)))
    case ("f", 4): return Double(Float(bitPattern: UInt32(pattern)))
    case ("f", _): return Double(bitPattern: pattern)
    case ("i", _):
      let unused = UInt64(64 - 8 * width)
      return Double(Int64(bitPattern: pattern << unused) >> Int64(unused))
    default: return Double(pattern)
    }
  }
}
