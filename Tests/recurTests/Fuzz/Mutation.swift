import TestSupport

/// A change of a file's bytes, such as disks, transfers and editors make.
enum Mutation: Sendable, CustomStringConvertible {
  /// Bits that are turned round, by their place in the file.
  case flipped([Int])
  /// Bytes that take the value 0 or 255.
  case set([Int], to: UInt8)
  case zeroed(Range<Int>)
  /// Two blocks of the same length that do not overlap, by where they begin.
  case swapped(Int, Int, count: Int)
  /// What is left of the beginning.
  case cut(to: Int)
  case appended([UInt8])

  /// A mutation of a file of `count` bytes; half of them flip a single bit.
  static func random(of count: Int, _ dice: inout TestGenerator) -> Mutation {
    let place = 0..<count
    switch Int.random(in: 0..<100, using: &dice) {
    case ..<50: return .flipped([Int.random(in: 0..<8 * count, using: &dice)])
    case ..<65:
      let bits = Int.random(in: 2...16, using: &dice)
      return .flipped((0..<bits).map { _ in Int.random(in: 0..<8 * count, using: &dice) })
    case ..<75:
      let bytes = Int.random(in: 1...8, using: &dice)
      return .set(
        (0..<bytes).map { _ in Int.random(in: place, using: &dice) }, to: Bool.random(using: &dice) ? 0xFF : 0)
    case ..<83:
      let first = Int.random(in: place, using: &dice)
      return .zeroed(first..<min(count, first + Int.random(in: 1...512, using: &dice)))
    case ..<90:
      let length = Int.random(in: 1...min(256, count / 2), using: &dice)
      let first = Int.random(in: 0...count - 2 * length, using: &dice)
      return .swapped(first, Int.random(in: first + length...count - length, using: &dice), count: length)
    case ..<95: return .cut(to: Int.random(in: place, using: &dice))
    default:
      let more = Int.random(in: 1...5000, using: &dice)
      return .appended((0..<more).map { _ in UInt8.random(in: 0...255, using: &dice) })
    }
  }

  func applied(to bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    switch self {
    case .flipped(let bits): for bit in bits { bytes[bit / 8] ^= 1 << UInt8(bit % 8) }
    case .set(let places, let value): for place in places { bytes[place] = value }
    case .zeroed(let range): for place in range { bytes[place] = 0 }
    case .swapped(let first, let second, let count): for k in 0..<count { bytes.swapAt(first + k, second + k) }
    case .cut(let count): bytes.removeLast(bytes.count - count)
    case .appended(let more): bytes += more
    }
    return bytes
  }

  /// The kinds, in the order of the table.
  static let kinds = [
    "one bit flipped", "2 to 16 bits flipped", "bytes set to 0 or 255", "a block zeroed", "blocks swapped", "cut short",
    "garbage appended",
  ]

  var kind: String {
    switch self {
    case .flipped(let bits): Self.kinds[bits.count == 1 ? 0 : 1]
    case .set: Self.kinds[2]
    case .zeroed: Self.kinds[3]
    case .swapped: Self.kinds[4]
    case .cut: Self.kinds[5]
    case .appended: Self.kinds[6]
    }
  }

  var description: String {
    switch self {
    case .flipped(let bits): "bits flipped: \(bits.map { "\($0 / 8).\($0 % 8)" }.joined(separator: " "))"
    case .set(let places, let value): "bytes \(places) set to \(value)"
    case .zeroed(let range): "bytes \(range) zeroed"
    case .swapped(let first, let second, let count): "\(count) bytes at \(first) and \(second) swapped"
    case .cut(let count): "cut to \(count) bytes"
    case .appended(let bytes): "\(bytes.count) bytes appended"
    }
  }
}
