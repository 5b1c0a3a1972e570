import DurableFiles
import Foundation
import HDF5
import TestSupport
import Testing

@Suite("Checksums")
struct ChecksumTests {
  let scratch: Scratch
  let path: String
  let whole: [UInt8]

  init() throws {
    scratch = try Scratch()
    path = scratch.file()
    try File.replacing(path, checksummed: true) { file in
      try file.root.createDataset(named: "a/b", values: (0..<500).map { Double($0) }, options: .compressed)
      try file.root.attributes.set("format", to: "test")
    }
    whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
  }

  func store(_ bytes: some Sequence<UInt8>) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  @Test("the digest of a file is the one that sha256sum prints", arguments: [0, 1, 63, 1 << 20, (5 << 20) + 3])
  func digest(size: Int) throws {
    try store((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 40_503 >> 7) })
    let sum = try Command("sha256sum", path, of: URL(fileURLWithPath: "/usr/bin/env"))
    let digest = try File.digest(of: path)
    #expect(digest.count == 64)
    #expect(sum.output == "\(digest)  \(path)\n")
  }

  @Test("what has no digest and no checksum is refused with one sentence")
  func refusals() throws {
    let missing = scratch.file("missing.h5")
    let first = #expect(throws: HDF5Error.self) { try File.digest(of: missing) }
    #expect(first?.description == "\(missing): cannot read the file: No such file or directory")
    let second = #expect(throws: HDF5Error.self) { try File.checksum(of: scratch.path) }
    #expect(second?.description == "\(scratch.path): cannot read the file: it is not a regular file")
    let pipe = scratch.file("pipe")
    mkfifo(pipe, 0o600)
    let third = #expect(throws: HDF5Error.self) { try File.digest(of: pipe) }
    #expect(third?.reason == "it is not a regular file")
  }

  @Test(
    "a file with a checksum is intact and opens, grown in memory and on the disk",
    arguments: [FileBuffering.memory, .disk])
  func intact(buffering: FileBuffering) throws {
    for _ in 0..<2 {
      try File.replacing(path, growing: buffering, checksummed: true) {
        try $0.root.createDataset(named: "a", values: [1, 2, 3])
      }
      #expect(try File.checksum(of: path) == .intact)
      #expect(try File.open(path).root.dataset("a").read(as: Int.self) == [1, 2, 3])
      #expect(scratch.content == ["scratch.h5"])
    }
    try File.replacing(path, growing: buffering) { try $0.root.createDataset(named: "a", values: [1, 2, 3]) }
    #expect(try File.checksum(of: path) == .absent)
  }

  @Test("every flipped bit breaks the checksum, in the file and in the checksum itself")
  func everyBit() throws {
    // All bits of the trailer, and of every byte of the file one.
    let end = whole.count - 64
    let flips = (0..<end).map { ($0, $0 % 8) } + (end..<whole.count).flatMap { byte in (0..<8).map { (byte, $0) } }
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    for (byte, bit) in flips {
      try file.seek(toOffset: UInt64(byte))
      try file.write(contentsOf: [whole[byte] ^ 1 << bit])
      try #require(try File.checksum(of: path) == .broken, "bit \(bit) of byte \(byte)")
      try file.seek(toOffset: UInt64(byte))
      try file.write(contentsOf: [whole[byte]])
    }
    #expect(try File.checksum(of: path) == .intact)
  }

  @Test("bytes added behind, or lost before, the checksum are noticed")
  func length() throws {
    for count in [1, 64, 2000] {
      try store(whole + [UInt8](repeating: 0, count: count))
      #expect(try File.checksum(of: path) == .broken)
    }
    try store(whole.dropFirst(8))
    #expect(try File.checksum(of: path) == .broken)
    try store(whole.dropFirst(whole.count - 64))
    #expect(try File.checksum(of: path) == .broken)
    try store([])
    #expect(try File.checksum(of: path) == .absent)
  }

  @Test("a file cut short has lost its checksum, and is refused by libhdf5 where data is missing")
  func truncation() throws {
    let end = whole.count - 64
    for length in (0..<100).map({ whole.count * $0 / 100 }).filter({ $0 < end }) + [end - 1] {
      try store(whole.prefix(length))
      #expect(try File.checksum(of: path) == .absent, "\(length)")
      #expect(throws: HDF5Error.self, "\(length)") { try File.open(path) }
    }
    // All data is there; what is left of the checksum is noticed as soon as its mark is whole.
    for length in end..<whole.count {
      try store(whole.prefix(length))
      #expect(try File.checksum(of: path) == (length < end + 8 ? .absent : .broken), "\(length)")
      #expect(try File.open(path).root.dataset("a/b").read(as: Double.self).last == 499)
    }
  }

  @Test("a change in place takes the checksum away, and one that is interrupted breaks it")
  func changeInPlace() throws {
    let file = try File.open(path, for: .updating)
    try file.root.attributes.set("format", to: "west")
    try file.flush()
    #expect(try File.checksum(of: path) != .intact)
    try file.close()
    #expect(try File.checksum(of: path) == .absent)
    #expect(try File.open(path).root.attributes["format"].readString() == "west")
  }

  @Test(
    "h5py reads a file with a checksum, and takes the checksum away by writing",
    .enabled(if: Python.hasH5py, Python.missing))
  func h5py() throws {
    let script = """
      import h5py, sys
      with h5py.File(sys.argv[1]) as file:
          assert file["a/b"][499] == 499 and file.attrs["format"] == "test"
      """
    let (status, output) = try Python.run(script, path)
    #expect(status == 0, "\(output)")
    #expect(try File.checksum(of: path) == .intact)
    for change in ["file.attrs['format'] = 'west'", "file['a/b'][0] = 7", "file['c'] = [1, 2]", "pass"] {
      try store(whole)
      let (status, output) = try Python.run(
        "import h5py, sys\nwith h5py.File(sys.argv[1], 'r+') as file: \(change)", path)
      #expect(status == 0, "\(output)")
      #expect(try File.checksum(of: path) == .absent, "\(change)")
      #expect(try File.open(path).root.dataset("a/b").read(as: Double.self).last == 499)
    }
  }
}
