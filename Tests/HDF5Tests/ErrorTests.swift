import DurableFiles
import Foundation
import HDF5
import TestSupport
import Testing

@Suite("Errors")
struct ErrorTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("an error carries the operation, the file, the object and the library's stack")
  func content() throws {
    let path = scratch.file()
    let train = try File.create(path).root.createGroup(named: "train")
    let error = try #require(throws: HDF5Error.self) { try train.dataset("inputs") }
    #expect(error.operation == "open the dataset")
    #expect(error.file == path)
    #expect(error.object == "/train/inputs")
    #expect(error.stack.first?.hasPrefix("H5Dopen2: ") == true)
    #expect(error.stack.count > 1)
    #expect(error.description == "\(path): cannot open the dataset /train/inputs: \(error.reason)")
    #expect(error.reason == "object 'inputs' doesn't exist")
  }

  @Test("a file that cannot be opened is refused with one sentence")
  func files() throws {
    let path = scratch.file("text.h5")
    try Data("no HDF5 at all, but long enough to hold a signature".utf8).write(to: URL(fileURLWithPath: path))
    expectSentence("cannot open the file: file signature not found") { try File.open(path) }
    expectSentence("cannot open the file: No such file or directory") { try File.open(scratch.file("missing.h5")) }
    expectSentence("cannot open the file: it is not a regular file") { try File.open(scratch.path) }
    try Data().write(to: URL(fileURLWithPath: path))
    expectSentence("cannot open the file") { try File.open(path) }
  }

  @Test("a file that exists is created anew only when truncating it is asked for")
  func creation() throws {
    try File.create(scratch.file()).close()
    expectSentence("cannot create the file: File exists") { try File.create(scratch.file()) }
    try File.create(scratch.file(), .truncating).close()
    expectSentence("cannot create the file: No such file or directory") {
      try File.create(scratch.file("no folder/a.h5"))
    }
  }

  @Test("a truncated file is refused at every length")
  func truncation() throws {
    let path = scratch.file()
    let file = try File.create(path)
    try file.root.createDataset(named: "a/b", values: (0..<500).map { Double($0) }, options: .compressed)
    try file.close()
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    for percent in 0..<100 {
      try whole.prefix(whole.count * percent / 100).write(to: URL(fileURLWithPath: path))
      expectSentence("cannot open the file: ") { try File.open(path) }
    }
  }

  @Test("a damaged chunk with a checksum is not read")
  func checksum() throws {
    let path = scratch.file()
    let values = (0..<1000).map { Int32($0) }
    let file = try File.create(path)
    try file.root.createDataset(named: "a", values: values, options: DatasetOptions(isChecksummed: true))
    try file.close()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let pattern = values[500..<504].withUnsafeBytes { Data($0) }
    let position = try #require(bytes.range(of: pattern)).lowerBound
    bytes[position] ^= 1
    try bytes.write(to: URL(fileURLWithPath: path))
    let error = try #require(throws: HDF5Error.self) { try File.open(path).root.dataset("a").read(as: Int32.self) }
    #expect(error.reason.contains("checksum") || error.stack.contains { $0.contains("fletcher32") }, "\(error)")
  }

  @Test("a file open for reading is not written, a closed one not used")
  func access() throws {
    let path = scratch.file()
    let file = try File.create(path)
    let dataset = try file.root.createDataset(named: "a", values: [1])
    try file.close()
    #expect(throws: HDF5Error.self) { try dataset.read(as: Int.self) }
    #expect(throws: HDF5Error.self) { try file.root }
    #expect(throws: HDF5Error.self) { try file.close() }
    let reader = try File.open(path)
    #expect(throws: HDF5Error.self) { try reader.root.createGroup(named: "g") }
    #expect(throws: HDF5Error.self) { try reader.root.dataset("a").write([2]) }
    #expect(try reader.root.dataset("a").read(as: Int.self) == [1])
  }

  @Test("an array that no memory could hold is refused before it is allocated")
  func absurdSize() throws {
    let root = try File.create(scratch.file()).root
    for shape in [[1 << 60], [1 << 40, 1 << 40], [.max, .max]] {
      let options = DatasetOptions(chunk: shape.map { _ in 8 })
      let dataset = try? root.createDataset(named: "\(shape)", of: Double.self, shape: shape, options: options)
      guard let dataset else { continue }
      expectSentence("may be had here") { _ = try dataset.read(as: Double.self) }
    }
  }

  func expectSentence(
    _ part: String, _ body: () throws -> some Any, location: SourceLocation = #_sourceLocation
  ) {
    do {
      _ = try body()
      Issue.record("no error, where \"\(part)\" was expected", sourceLocation: location)
    } catch {
      let sentence = "\(error)"
      #expect(error is HDF5Error, sourceLocation: location)
      #expect(sentence.contains(part), sourceLocation: location)
      #expect(!sentence.contains("\n"), sourceLocation: location)
      #expect(sentence.contains(scratch.path), sourceLocation: location)
    }
  }
}
