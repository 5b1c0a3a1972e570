import DurableFiles
import Foundation
import HDF5
import TestSupport
import Testing

@Suite("Nothing stays open")
struct LeakTests {
  @Test("objects are closed with the last value that refers to them, after errors too")
  func objects() throws {
    let scratch = try Scratch()
    let file = try File.create(scratch.file())
    #expect(try file.openObjectCount == 1)
    for round in 0..<10 {
      let group = try file.root.createGroup(named: "g\(round)")
      let dataset = try group.createDataset(named: "d", values: [1, 2, 3], options: .growing)
      let scale = try group.createDataset(named: "s", values: [1, 2, 3])
      try scale.makeScale(named: "s")
      try dataset.attachScale(scale, toAxis: 0)
      try dataset.append([4])
      try dataset.attributes.set("a", to: ["x", "y"])
      _ = try dataset.attributes["a"].readStrings()
      _ = try group.members
      _ = try dataset.storage
      #expect(throws: HDF5Error.self) { try group.dataset("none") }
      #expect(throws: HDF5Error.self) { try group.createGroup(named: "d") }
      #expect(throws: HDF5Error.self) { try group.createDataset(named: "d", values: [1]) }
      #expect(throws: HDF5Error.self) { try dataset.read(as: Int.self, start: [9], count: [9]) }
      #expect(throws: HDF5Error.self) { try dataset.attributes["a"].read(as: Int.self) }
      #expect(throws: HDF5Error.self) { try dataset.attributes["b"] }
      #expect(throws: HDF5Error.self) { try dataset.attributes.set("c", to: "\0") }
      #expect(throws: HDF5Error.self) { try dataset.readStrings() }
      #expect(try file.openObjectCount == 4)
    }
    #expect(try file.openObjectCount == 1)
    let copy = file
    try copy.close()
    #expect(throws: HDF5Error.self) { try file.openObjectCount }
  }

  @Test("a file let go of without closing it is whole and free")
  func release() throws {
    let scratch = try Scratch()
    do {
      let root = try File.create(scratch.file()).root
      try root.createDataset(named: "a", values: [1])
    }
    let file = try File.open(scratch.file(), for: .updating)
    #expect(try file.root.dataset("a").read(as: Int.self) == [1])
  }

  @Test(
    "No descriptor of a file outlives it", .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd")),
    arguments: [FileBuffering.memory, .disk])
  func descriptors(buffering: FileBuffering) throws {
    let scratch = try Scratch()
    let path = scratch.file()
    func open() -> [String] {
      let folder = "/proc/self/fd"
      return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
        .filter { $0.hasPrefix(scratch.path) }
    }
    try File.replacing(path, growing: buffering) { file in
      try file.root.createDataset(named: "a", values: [1, 2, 3])
    }
    #expect(open() == [])
    do {
      let dataset = try File.open(path).root.dataset("a")
      #expect(!open().isEmpty)
      #expect(try dataset.read(as: Int.self) == [1, 2, 3])
    }
    #expect(open() == [])
  }
}
