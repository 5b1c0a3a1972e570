import DurableFiles
import Foundation
import HDF5
import TestSupport
import Testing

@Suite("Folders that are held open")
struct FolderTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: scratch.file(name))[.posixPermissions] as? Int
  }

  @Test("a link in the folder is read through, replaced and removed, and never written through")
  func links() throws {
    try scratch.write("precious", to: "victim")
    let inner = scratch.file("inner")
    try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: false)
    let manager = FileManager.default
    for name in ["a", "b", "c", "d"] {
      try manager.createSymbolicLink(atPath: "\(inner)/\(name)", withDestinationPath: "../victim")
    }
    let folder = try Folder(inner)
    #expect(folder.entry("a") == .link)
    #expect(try folder.read("a", atMost: 100) == Array("precious".utf8))
    #expect(throws: HDF5Error.self) { try folder.append(Array("x".utf8), to: "a") }
    try FileTarget("a", in: folder).write(Array("new".utf8))
    try File.replacing(FileTarget("b", in: folder)) { try $0.root.createDataset(named: "x", values: [1]) }
    try folder.keep("a", as: "c")
    try folder.remove("d")
    #expect(folder.entry("a") == .file && folder.entry("b") == .file && folder.entry("c") == .file)
    #expect(folder.entry("d") == nil)
    #expect(try scratch.text("victim") == "precious")
    #expect(try folder.read("c", atMost: 100) == Array("new".utf8))
    try folder.append(Array("er".utf8), to: "a")
    #expect(try folder.read("a", atMost: 100) == Array("newer".utf8))
  }

  @Test("what is done in a folder is done in it, wherever its name leads meanwhile")
  func moved() throws {
    let folder = try Folder.making(scratch.file("x/y"))
    #expect(folder.isInPlace)
    try FileManager.default.moveItem(atPath: scratch.file("x/y"), toPath: scratch.file("z"))
    #expect(!folder.isInPlace)
    try FileManager.default.createSymbolicLink(atPath: scratch.file("x/y"), withDestinationPath: scratch.path)
    try FileTarget("a", in: folder).write([1])
    #expect(scratch.exists("z/a") && !scratch.exists("a"))
    #expect(folder.names == ["a"])
    let parent = try Folder(scratch.file("x"))
    let error = try #require(throws: HDF5Error.self) { _ = try Folder("y", in: parent) }
    #expect(error.reason == "it is a symbolic link")
  }

  @Test("a folder is not removed as a file, a pipe is not waited for, and no file is read as more than it is")
  func kinds() throws {
    let folder = try Folder(scratch.path)
    #expect(try folder.makeFolder("f"))
    #expect(try !folder.makeFolder("f"))
    #expect(throws: HDF5Error.self) { try folder.remove("f") }
    #expect(mkfifo(scratch.file("p"), 0o600) == 0)
    let error = try #require(throws: HDF5Error.self) { _ = try folder.read("p", atMost: 100) }
    #expect(error.reason == "it is not a regular file")
    #expect(throws: HDF5Error.self) { try folder.append([1], to: "p") }
    #expect(try folder.read("none", atMost: 100) == nil)
    try scratch.write("four", to: "n")
    #expect(try folder.read("n", atMost: 4) == Array("four".utf8))
    let long = try #require(throws: HDF5Error.self) { _ = try folder.read("n", atMost: 3) }
    #expect(long.reason == "it has 4 bytes, more than 3")
    #expect(Set(folder.names) == ["f", "n", "p"])
  }

  @Test(
    "a file that has come to be meanwhile is left alone where it may not be replaced",
    arguments: [FileBuffering.memory, .disk])
  func meanwhile(buffering: FileBuffering) throws {
    let path = scratch.file()
    let error = try #require(throws: HDF5Error.self) {
      try File.replacing(path, mayReplace: false, growing: buffering) { outer in
        try outer.root.createDataset(named: "a", values: [1])
        try File.replacing(path, mayReplace: false, growing: buffering) {
          try $0.root.createDataset(named: "a", values: [2])
        }
      }
    }
    #expect(error.reason == "File exists")
    #expect(try File.open(path).root.dataset("a").read(as: Int.self) == [2])
    #expect(scratch.content == ["scratch.h5"])
    #expect(throws: HDF5Error.self) { try FileTarget(path, mayReplace: false).write([1]) }
    // A link is something too, even one that leads nowhere.
    try FileManager.default.createSymbolicLink(atPath: scratch.file("link"), withDestinationPath: "nowhere")
    #expect(throws: HDF5Error.self) { try FileTarget(scratch.file("link"), mayReplace: false).write([1]) }
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.file("link")) == "nowhere")
  }

  @Test(
    "a file on its way has the rights of the one that it replaces from the beginning", arguments: [0o600, 0o640, 0o444])
  func rights(mode: Int) throws {
    let path = scratch.file()
    try File.replacing(path) { _ in }
    chmod(path, mode_t(mode))
    try File.replacing(path, growing: .disk) { file in
      try file.root.createDataset(named: "a", values: [1])
      let partial = try #require(scratch.content.first { $0.hasSuffix(".partial") })
      #expect(try self.mode(partial) == mode | 0o600)
    }
    #expect(try self.mode("scratch.h5") == mode)
    let folder = try Folder(scratch.path)
    try FileTarget("scratch.h5", in: folder).write([1])
    #expect(try self.mode("scratch.h5") == mode)
  }

  @Test("a name that no file can have is refused with a sentence", arguments: ["", ".", "..", "/", "x/", "x/.."])
  func noNames(name: String) throws {
    #expect(throws: HDF5Error.self) { try FileTarget(name.hasPrefix("/") ? name : scratch.file(name)).write([1]) }
    #expect(throws: HDF5Error.self) { try File.replacing(name) { _ in } }
    #expect(scratch.content.isEmpty)
  }
}
