import DurableFiles
import Foundation
import HDF5
import TestSupport
import Testing

@Suite("Collections of texts")
struct GlobalHeapTests {
  private static func file(in scratch: Scratch) throws -> [UInt8] {
    let path = scratch.file("texts.h5")
    try File.replacing(path) { file in
      try file.root.createDataset(named: "words", strings: (0..<900).map { "word number \($0)" })
      try file.root.attributes.set("title", to: "nine hundred words")
    }
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// What is found in the pass that digests the file.
  private func fault(_ bytes: [UInt8], in scratch: Scratch) throws -> String? {
    let file = try OpenedFile(scratch.write(bytes, to: "changed.h5"))
    var heaps = try GlobalHeaps(of: file)
    try file.readThrough { (piece, position) throws(FileError) in try heaps.look(at: piece, position) }
    return heaps.fault
  }

  @Test("as libhdf5 writes them are without a fault")
  func whole() throws {
    let scratch = try Scratch()
    let bytes = try Self.file(in: scratch)
    #expect(try fault(bytes, in: scratch) == nil)
    #expect(bytes.indices.dropLast(4).contains { bytes[$0...].starts(with: Array("GCOL".utf8)) })
  }

  @Test(
    "whose sizes cannot be are found, wherever they lie",
    arguments: [(8, 0xFF), (9, 0x7F), (15, 1), (24, 7), (30, 0x7F)])
  func sizes(offset: Int, value: Int) throws {
    let scratch = try Scratch()
    let bytes = try Self.file(in: scratch)
    let heaps = bytes.indices.dropLast(4).filter { bytes[$0...].starts(with: Array("GCOL".utf8)) }
    for heap in [heaps[0], heaps[heaps.count - 1]] {
      var damaged = bytes
      damaged[heap + offset] = UInt8(value)
      let words = try #require(try fault(damaged, in: scratch))
      #expect(words.hasPrefix("the collection of texts at byte \(heap) h"))
    }
  }

  @Test("are found in pieces of any length", arguments: [1, 2, 3, 7, 8, 9, 100, 4096])
  func pieces(length: Int) throws {
    let scratch = try Scratch()
    var bytes = try Self.file(in: scratch)
    let heap = try #require(bytes.indices.dropLast(4).last { bytes[$0...].starts(with: Array("GCOL".utf8)) })
    for isDamaged in [false, true] {
      if isDamaged { bytes[heap + 15] = 1 }
      let file = try OpenedFile(scratch.write(bytes, to: "pieces-\(isDamaged).h5"))
      var heaps = try GlobalHeaps(of: file)
      for start in stride(from: 0, to: bytes.count, by: length) {
        try heaps.look(at: Array(bytes[start..<min(start + length, bytes.count)]), start)
      }
      let expected = isDamaged ? "the collection of texts at byte \(heap) has an impossible size" : nil
      #expect(try heaps.fault == expected && fault(bytes, in: scratch) == expected)
    }
  }

  /// What looks like heads of collections, each of one object that leads to a long row of empty ones which all of them share.
  @Test("that lie in each other are given up, and not read again and again")
  func overlap() throws {
    let scratch = try Scratch()
    var bytes = try Self.file(in: scratch)
    func number(_ value: Int) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    let (heads, row) = (100, 1 << 16)
    let middle = bytes.count + 32 * heads
    for _ in 0..<heads {
      let place = bytes.count
      bytes += Array("GCOL".utf8) + [1, 0, 0, 0] + number(middle + row - place)
      bytes += [1, 0, 0, 0, 0, 0, 0, 0] + number(middle - place - 32)
    }
    for _ in 0..<row / 16 { bytes += [1, 0, 0, 0, 0, 0, 0, 0] + number(0) }
    let words = try #require(try fault(bytes, in: scratch))
    #expect(words.hasSuffix("is one of too many that overlap"))
    // A few are read.
    let few = Array(bytes.dropFirst(bytes.count - row - 32 * 3))
    #expect(try fault(Self.file(in: scratch) + few, in: scratch) == nil)
  }

  @Test("are looked for in HDF5 files alone, across the pieces in which a file is read")
  func place() throws {
    let scratch = try Scratch()
    let head = Array("GCOL".utf8) + [1, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 8)
    #expect(try fault([UInt8](repeating: 0, count: 64) + head, in: scratch) == nil)
    let bytes = try Self.file(in: scratch)
    for gap in [(1 << 20) - 4, (1 << 20) + 1] where gap > bytes.count {
      let padded = bytes + [UInt8](repeating: 0, count: gap - bytes.count) + head
      #expect(try fault(padded, in: scratch) == "the collection of texts at byte \(gap) has an impossible size")
    }
  }
}
