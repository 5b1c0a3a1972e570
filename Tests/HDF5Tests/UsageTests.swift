import Foundation
import HDF5
import TestSupport
import Testing

@Suite("The documentation")
struct UsageTests {
  @Test("the four steps in the documentation of File compile, run, and are the ones below")
  func fourSteps() throws {
    let scratch = try Scratch()
    let path = scratch.file()
    // begin
    // 1. Write a file. It appears under its name only when it is whole.
    try File.replacing(path) { file in
      // 2. Put arrays into groups.
      let train = try file.root.createGroup(named: "train")
      let values: [Float] = [1, 2, 3, 4, 5, 6]
      let inputs = try train.createDataset(named: "inputs", values: values, shape: [3, 2], options: .compressed)
      // 3. Say what they are.
      try inputs.attributes.set("unit", to: "volt")
    }
    // 4. Read all of an array, or a part.
    let file = try File.open(path)
    let lastRows = try file.root.dataset("train/inputs").read(as: Float.self, start: [1, 0], count: [2, 2])
    // end
    #expect(lastRows == [3, 4, 5, 6])

    let here = URL(fileURLWithPath: #filePath)
    let source = here.deletingLastPathComponent().appendingPathComponent("../../Sources/HDF5/Files/File.swift")
    let documented = try String(contentsOf: source, encoding: .utf8)
      .split(separator: "\n").filter { $0.hasPrefix("/// ") }.map { $0.dropFirst(4) }
    let example = documented.drop { $0 != "```swift" }.dropFirst().prefix { $0 != "```" }.map(String.init)
    let own = try String(contentsOf: here, encoding: .utf8).split(separator: "\n")
      .drop { $0 != "    // begin" }.dropFirst().prefix { $0 != "    // end" }.map { String($0.dropFirst(4)) }
    #expect(!own.isEmpty)
    #expect(example == own)
  }
}
