import DurableFiles
import Foundation
import HDF5
import TestSupport
import Testing

@Suite("Atomic replacement", .serialized)
struct ReplacingTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  struct Interruption: Error {}

  func value(at path: String) throws -> Int { try File.open(path).root.dataset("a").readScalar() }

  @Test("the new file takes the old one's place, and nothing else is left")
  func replacement() throws {
    let path = scratch.file()
    for round in 0..<3 {
      let result = try File.replacing(path) { file in
        #expect(file.path == path)
        try file.root.createDataset(named: "a", values: [round], shape: [])
        if round > 0 { #expect(try value(at: path) == round - 1) }
        return round
      }
      #expect(result == round)
      #expect(try value(at: path) == round)
      #expect(scratch.content == ["scratch.h5"])
    }
  }

  @Test("a failure on the way leaves the old file and nothing else")
  func failure() throws {
    let path = scratch.file()
    try File.replacing(path) { try $0.root.createDataset(named: "a", values: [7], shape: []) }
    #expect(throws: Interruption.self) {
      try File.replacing(path) { file in
        try file.root.createDataset(named: "a", values: [8], shape: [])
        throw Interruption()
      }
    }
    let error = #expect(throws: HDF5Error.self) {
      try File.replacing(path) {
        try $0.root.createDataset(named: "a", values: [8]).read(as: Int.self, start: [1], count: [1])
      }
    }
    #expect(error?.file == path)
    #expect(try value(at: path) == 7)
    #expect(scratch.content == ["scratch.h5"])
  }

  @Test("a folder that is missing, or vanishes meanwhile, is named")
  func vanishedFolder() throws {
    let missing = scratch.file("none/a.h5")
    let first = try #require(throws: HDF5Error.self) { try File.replacing(missing) { _ in } }
    #expect(first.description == "\(missing): cannot store the file: No such file or directory")

    let folder = scratch.file("folder")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    let second = try #require(throws: HDF5Error.self) {
      try File.replacing("\(folder)/a.h5") { file in
        try file.root.createDataset(named: "a", values: [1])
        try FileManager.default.removeItem(atPath: folder)
      }
    }
    #expect(second.description == "\(folder)/a.h5: cannot store the file: No such file or directory")
  }

  @Test("a read-only folder is named", .enabled(if: getuid() != 0, "permissions do not bind the superuser"))
  func readOnlyFolder() throws {
    chmod(scratch.path, 0o555)
    defer { chmod(scratch.path, 0o755) }
    let path = scratch.file()
    let error = try #require(throws: HDF5Error.self) { try File.replacing(path) { _ in } }
    #expect(error.description == "\(path): cannot store the file: Permission denied")
  }

  /// A folder on a file system of its own, of about a megabyte, such as a small `tmpfs`.
  static let smallFolder = ProcessInfo.processInfo.environment["HDF5_TESTS_SMALL_FOLDER"]

  @Test(
    "a full disk leaves the old file, and no open object",
    .enabled(if: smallFolder != nil, "HDF5_TESTS_SMALL_FOLDER names no folder on a small disk"),
    arguments: [DatasetOptions.plain, DatasetOptions(isChecksummed: true)], [1000, 130_000, 1_000_000])
  func fullDisk(options: DatasetOptions, size: Int) throws {
    let folder = try #require(Self.smallFolder) + "/\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/full.h5"
    try File.replacing(path) { try $0.root.createDataset(named: "a", values: [7], shape: []) }
    let error = try #require(throws: HDF5Error.self) {
      try File.replacing(path) { file in
        for index in 0..<(2_000_000 / size) {
          let values = (0..<size / 8).map { Double($0 + index) }
          try file.root.createDataset(named: "b\(index)", values: values, options: options)
        }
      }
    }
    #expect(error.reason == "No space left on device")
    #expect(error.file == path)
    #expect(try value(at: path) == 7)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["full.h5"])
  }

  @Test("a symbolic link goes on leading to the file, which keeps its permissions")
  func symbolicLink() throws {
    let (path, link) = (scratch.file(), scratch.file("link.h5"))
    try File.replacing(path) { try $0.root.createDataset(named: "a", values: [1], shape: []) }
    chmod(path, 0o640)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    try File.replacing(link) { try $0.root.createDataset(named: "a", values: [2], shape: []) }
    #expect(try value(at: path) == 2)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try FileManager.default.attributesOfItem(atPath: link)[.type] as? FileAttributeType == .typeSymbolicLink)
  }
}
