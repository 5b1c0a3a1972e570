/// A prefix code as Deflate has them (RFC 1951, section 3.2.2): given by the lengths of the codes, of which those of equal
/// length are consecutive numbers.
struct PrefixCode {
  /// How many codes there are of each length.
  private var counts = [Int](repeating: 0, count: 16)
  /// The symbols in the order of their codes.
  private var symbols: [Int] = []

  /// Where the reading of a code has come to.
  struct Walk {
    fileprivate var code = 0
    fileprivate var first = 0
    fileprivate var index = 0
    fileprivate var length = 0
  }

  /// What a bit leads to.
  enum Step {
    case symbol(Int)
    case more
    case none
  }

  /// A code from the length of each symbol's, 0 for symbols without; nothing where there are more codes than fit.
  init?(_ lengths: [Int]) {
    for length in lengths where length > 0 { counts[length] += 1 }
    var room = 1
    for count in counts.dropFirst() {
      room = 2 * room - count
      if room < 0 { return nil }
    }
    for length in 1..<counts.count {
      symbols += lengths.indices.filter { lengths[$0] == length }
    }
  }

  /// Goes on by a bit of a code, whose first bit is the highest.
  func step(_ walk: inout Walk, _ bit: Int) -> Step {
    walk.length += 1
    guard walk.length < counts.count else { return .none }
    walk.code |= bit
    let count = counts[walk.length]
    if walk.code - walk.first < count { return .symbol(symbols[walk.index + walk.code - walk.first]) }
    walk.index += count
    walk.first = (walk.first + count) << 1
    walk.code <<= 1
    return .more
  }
}
