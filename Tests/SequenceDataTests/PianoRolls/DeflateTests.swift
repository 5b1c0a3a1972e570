import SequenceData
import Testing

@Suite("Deflate")
struct DeflateTests {
  /// 300 times "a" and "b" at the end, packed by Python's zlib without a header.
  private static let packed: [UInt8] = [0x4B, 0x4C, 0x1C, 0x05, 0xC4, 0x82, 0x24, 0x00]

  @Test("What another program has packed is unpacked, if its size is as announced")
  func unpacks() {
    let expected = [UInt8](repeating: 0x61, count: 300) + [0x62]
    #expect(Deflate.unpack(Self.packed[...], size: 301) == expected)
    #expect(Deflate.unpack(([9, 9] + Self.packed)[2...], size: 301) == expected)
    for size in [0, 1, 300, 302, 1 << 20] { #expect(Deflate.unpack(Self.packed[...], size: size) == nil, "\(size)") }
    #expect(Deflate.unpack(Self.packed.dropLast(), size: 301) == nil)
    #expect(Deflate.unpack([], size: 0) == nil)
    #expect(Deflate.unpack([3, 0], size: 0) == [])
    #expect(Deflate.unpack([0xFF, 0xFF], size: 3) == nil)
  }

  @Test("The checksum of the nine digits is the published one, that of nothing is 0")
  func checksum() {
    #expect(Deflate.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(Deflate.checksum([]) == 0)
  }
}
