/// Turns bytes that come block by block into Unicode scalars, and notices at once where they are not UTF-8.
///
/// A sequence may begin in one block and end in the next. Overlong forms, surrogates and numbers above 10FFFF are refused,
/// as RFC 3629 (2003) asks for.
struct UTF8Decoder {
  /// The scalar so far, of a sequence that has begun.
  private var scalar: UInt32 = 0
  /// The bytes that a sequence still lacks.
  private var missing = 0
  /// What the next byte of a sequence may be.
  private var allowed: ClosedRange<UInt8> = 0x80...0xBF
  /// The bytes of the sequence so far.
  private var begun = 0

  /// The bytes at the end that are the beginning of a sequence.
  var pendingCount: Int { missing > 0 ? begun : 0 }

  /// Decodes a block and appends the scalars.
  ///
  /// - Returns: nothing, or where a sequence begins that is not UTF-8: an index of the block, negative where it began in an
  ///   earlier one.
  mutating func decode(_ bytes: ArraySlice<UInt8>, into codes: inout [UInt32]) -> Int? {
    var index = bytes.startIndex
    let end = bytes.endIndex
    while index < end {
      let byte = bytes[index]
      if missing == 0 {
        if byte < 0x80 {
          codes.append(UInt32(byte))
        } else if !begin(byte) {
          return index - bytes.startIndex
        }
      } else {
        guard allowed.contains(byte) else { return index - bytes.startIndex - begun }
        scalar = scalar << 6 | UInt32(byte & 0x3F)
        allowed = 0x80...0xBF
        missing -= 1
        begun += 1
        if missing == 0 { codes.append(scalar) }
      }
      index += 1
    }
    return nil
  }

  private mutating func begin(_ byte: UInt8) -> Bool {
    allowed = 0x80...0xBF
    begun = 1
    switch byte {
    case 0xC2...0xDF: (scalar, missing) = (UInt32(byte & 0x1F), 1)
    case 0xE0...0xEF:
      (scalar, missing) = (UInt32(byte & 0x0F), 2)
      if byte == 0xE0 { allowed = 0xA0...0xBF }
      if byte == 0xED { allowed = 0x80...0x9F }
    case 0xF0...0xF4:
      (scalar, missing) = (UInt32(byte & 0x07), 3)
      if byte == 0xF0 { allowed = 0x90...0xBF }
      if byte == 0xF4 { allowed = 0x80...0x8F }
    default: return false
    }
    return true
  }
}
