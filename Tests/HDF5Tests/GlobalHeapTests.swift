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

  private func fault(_ bytes: [UInt8], in scratch: Scratch) throws -> String? {
    try GlobalHeaps.fault(in: OpenedFile(scratch.write(bytes, to: "changed.h5")))
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
