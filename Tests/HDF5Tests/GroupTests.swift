import DurableFiles
import HDF5
import TestSupport
import Testing

@Suite("Groups")
struct GroupTests {
  let scratch: Scratch
  let file: File

  init() throws {
    scratch = try Scratch()
    file = try File.create(scratch.file())
  }

  @Test("members are listed by name, with their kind")
  func members() throws {
    let root = try file.root
    #expect(try root.members == [])
    try root.createGroup(named: "model/parameters")
    try root.createDataset(named: "Größe", values: [1])
    #expect(try root.members.map(\.name) == ["Größe", "model"])
    #expect(try root.members.map(\.kind) == [.dataset, .group])
    #expect(try root.members.map(\.link) == [.hard, .hard])
    #expect(try root.group("model").members.map(\.name) == ["parameters"])
    #expect(try root.group("model").group("parameters").path == "/model/parameters")
    #expect(try root.group("model").group("/model").path == "/model")
  }

  @Test("a thousand members")
  func many() throws {
    let root = try file.root
    for index in 0..<1000 { try root.createGroup(named: "\(index)") }
    #expect(try root.members.map(\.name) == (0..<1000).map { "\($0)" }.sorted())
  }

  @Test("whether a path is there can be asked, whatever is missing on the way")
  func contains() throws {
    let root = try file.root
    try root.createDataset(named: "a/b/c", values: [1])
    for path in ["a", "a/b", "a/b/c", "/a/b", "/"] { #expect(try root.contains(path)) }
    for path in ["b", "a/c", "x/y/z", "/b"] { #expect(try !root.contains(path)) }
    #expect(try root.linkKind(of: "a/b/c") == .hard)
    #expect(throws: HDF5Error.self) { try root.linkKind(of: "a/x") }
    try root.remove("a/b")
    #expect(try !root.contains("a/b/c"))
  }

  @Test("a group is no dataset, and a dataset no group")
  func kinds() throws {
    let root = try file.root
    try root.createDataset(named: "d", values: [1])
    try root.createGroup(named: "g")
    #expect(throws: HDF5Error.self) { try root.group("d") }
    #expect(throws: HDF5Error.self) { try root.dataset("g") }
    #expect(throws: HDF5Error.self) { try root.dataset("d/e") }
  }

  @Test("scales and labels are attached to axes")
  func scales() throws {
    let root = try file.root
    let matrix = try root.createDataset(named: "m", values: [1, 2, 3, 4, 5, 6], shape: [2, 3])
    let time = try root.createDataset(named: "time", values: [0.0, 0.1])
    #expect(try !time.isScale)
    try time.makeScale(named: "seconds")
    #expect(try time.isScale)
    try matrix.attachScale(time, toAxis: 0)
    try matrix.setLabel("time", ofAxis: 0)
    #expect(try matrix.scaleCount(ofAxis: 0) == 1)
    #expect(try matrix.scaleCount(ofAxis: 1) == 0)
    #expect(try matrix.hasScale(time, onAxis: 0))
    #expect(try !matrix.hasScale(time, onAxis: 1))
    #expect(try matrix.label(ofAxis: 0) == "time")
    #expect(try matrix.label(ofAxis: 1) == "")
    #expect(throws: HDF5Error.self) { try matrix.attachScale(time, toAxis: 2) }
  }

  @Test("the library says its version")
  func version() {
    let parts = HDF5Library.version.split(separator: ".").compactMap { Int($0) }
    #expect(parts.count == 3)
    #expect(parts.first == 1)
    #expect(HDF5Library.openObjectCount > 0)
  }
}
