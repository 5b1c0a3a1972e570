/// Unpacks data in the Deflate format (RFC 1951, 1996), as it lies in zip archives.
///
/// Nothing is trusted: a code that stands for nothing, a distance that reaches before the beginning, and data that end early
/// or go beyond the size that was announced all make it fail.
struct Inflation {
  private let input: ArraySlice<UInt8>
  private var position: Int
  private var bits: UInt32 = 0
  private var bitCount = 0
  private var output: [UInt8] = []
  private let limit: Int

  private static let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ]
  private static let lengthExtras = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193, 12289, 16385, 24577,
  ]
  private static let distanceExtras = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
  ]
  /// The order in which the lengths of the codes for code lengths come.
  private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  private init(_ input: ArraySlice<UInt8>, limit: Int) {
    self.input = input
    self.limit = limit
    position = input.startIndex
  }

  /// The unpacked bytes; nothing where the input is damaged, or they are not as many as announced.
  static func unpack(_ input: ArraySlice<UInt8>, size: Int) -> [UInt8]? {
    var inflation = Inflation(input, limit: size)
    guard inflation.run(), inflation.output.count == size else { return nil }
    return inflation.output
  }

  private mutating func run() -> Bool {
    while true {
      guard let isLast = take(1), let kind = take(2) else { return false }
      switch kind {
      case 0: guard copyStored() else { return false }
      case 1: guard copy(Self.fixed.literals, Self.fixed.distances) else { return false }
      case 2:
        guard let codes = readCodes(), copy(codes.literals, codes.distances) else { return false }
      default: return false
      }
      if isLast == 1 { return true }
    }
  }

  /// The next bits, the first of them the lowest.
  private mutating func take(_ count: Int) -> Int? {
    while bitCount < count {
      guard position < input.endIndex else { return nil }
      bits |= UInt32(input[position]) << UInt32(bitCount)
      position += 1
      bitCount += 8
    }
    let value = bits & (1 << UInt32(count) - 1)
    bits >>= UInt32(count)
    bitCount -= count
    return Int(value)
  }

  private mutating func copyStored() -> Bool {
    (bits, bitCount) = (0, 0)
    guard let count = take(16), let inverse = take(16), count == ~inverse & 0xFFFF, count <= input.endIndex - position,
      count <= limit - output.count
    else { return false }
    output += input[position..<position + count]
    position += count
    return true
  }

  private mutating func copy(_ literals: PrefixCode, _ distances: PrefixCode) -> Bool {
    while true {
      guard let symbol = next(literals) else { return false }
      if symbol == 256 { return true }
      if symbol < 256 {
        guard output.count < limit else { return false }
        output.append(UInt8(symbol))
        continue
      }
      guard symbol - 257 < Self.lengthBases.count, let more = take(Self.lengthExtras[symbol - 257]),
        let code = next(distances), code < Self.distanceBases.count, let further = take(Self.distanceExtras[code])
      else { return false }
      let length = Self.lengthBases[symbol - 257] + more
      let distance = Self.distanceBases[code] + further
      guard distance <= output.count, length <= limit - output.count else { return false }
      // A copy may reach into itself.
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }

  private mutating func next(_ code: PrefixCode) -> Int? {
    var walk = PrefixCode.Walk()
    while true {
      guard let bit = take(1) else { return nil }
      switch code.step(&walk, bit) {
      case .symbol(let symbol): return symbol
      case .more: continue
      case .none: return nil
      }
    }
  }

  private mutating func readCodes() -> (literals: PrefixCode, distances: PrefixCode)? {
    guard let literalCount = take(5), let distanceCount = take(5), let lengthCount = take(4),
      literalCount <= 29, distanceCount <= 29
    else { return nil }
    var lengths = [Int](repeating: 0, count: 19)
    for index in 0..<lengthCount + 4 {
      guard let length = take(3) else { return nil }
      lengths[Self.lengthOrder[index]] = length
    }
    guard let code = PrefixCode(lengths) else { return nil }
    let total = literalCount + 257 + distanceCount + 1
    var all: [Int] = []
    while all.count < total {
      guard let symbol = next(code) else { return nil }
      switch symbol {
      case 16:
        guard let last = all.last, let more = take(2) else { return nil }
        all += [Int](repeating: last, count: 3 + more)
      case 17, 18:
        guard let more = take(symbol == 17 ? 3 : 7) else { return nil }
        all += [Int](repeating: 0, count: (symbol == 17 ? 3 : 11) + more)
      default: all.append(symbol)
      }
    }
    guard all.count == total, let literals = PrefixCode(Array(all[..<(literalCount + 257)])),
      let distances = PrefixCode(Array(all[(literalCount + 257)...]))
    else { return nil }
    return (literals, distances)
  }

  private static let fixed: (literals: PrefixCode, distances: PrefixCode) = {
    let lengths = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
    guard let literals = PrefixCode(lengths), let distances = PrefixCode([Int](repeating: 5, count: 30)) else {
      preconditionFailure("The fixed codes of Deflate are codes.")
    }
    return (literals, distances)
  }()
}
