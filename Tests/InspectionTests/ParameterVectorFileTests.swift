import DurableFiles
import Losses
import Foundation
import HDF5
import Inspection
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing
import Training

@Suite("Files of vectors")
struct ParameterVectorFileTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private static let definition = NetworkDefinition(
    input: .features(2), hidden: 3, layers: 2, outputs: 1, loss: .logistic, learnsInitialState: true)

  private static var layout: ParameterLayout {
    get throws { try Network<Double>(definition).layout }
  }

  /// Writes the numbers 0, 1, 2, ... in the order of the layout, and lets `change` at the file.
  private func file(_ change: (Group) throws -> Void = { _ in }) throws -> String {
    let path = scratch.file("v.h5")
    try File.replacing(path) { file in
      for block in try Self.layout.blocks {
        try file.root.createDataset(named: block.name, values: block.range.map { Double($0) }, shape: block.shape)
      }
      try change(file.root)
    }
    return path
  }

  private func error(_ path: String, float: Bool = false) -> TrainingError? {
    do {
      if float {
        _ = try ParameterVectorFile.read(AdmittedFile(path), layout: Self.layout, as: Float.self)
      } else {
        _ = try ParameterVectorFile.read(AdmittedFile(path), layout: Self.layout, as: Double.self)
      }
    } catch let error as TrainingError {
      return error
    } catch {
      Issue.record("\(error) is no TrainingError")
    }
    return nil
  }

  @Test("Blocks come in the order of the network, whatever numbers they are stored as")
  func read() throws {
    let layout = try Self.layout
    let file = try file { root in
      for (name, values) in [("W_ho", [Int16](30...32)), ("1.b_h", [Int16](1...3))] {
        try root.remove(name)
        try root.createDataset(named: name, values: values, shape: layout[name]!.shape, options: .compressed)
      }
      try root.attributes.set("made_by", to: "a test")
    }
    var expected = Vector((0..<layout.count).map(Double.init))
    expected[layout["W_ho"]!.range] = [30, 31, 32]
    expected[layout["1.b_h"]!.range] = [1, 2, 3]
    #expect(try ParameterVectorFile.read(AdmittedFile(file), layout: layout) == expected)
    #expect(
      try ParameterVectorFile.read(AdmittedFile(file), layout: layout, as: Float.self) == expected.converted())
  }

  @Test("Dimension scales beside the blocks are no blocks")
  func scales() throws {
    let file = try file { root in
      let unit = try root.createDataset(named: "unit", values: [Int32](0..<3))
      try unit.makeScale(named: "unit")
      try root.dataset("0.b_h").attachScale(unit, toAxis: 0)
    }
    #expect(error(file) == nil)
  }

  private static let damages: [(String, String, @Sendable (Group) throws -> Void)] = [
    ("a missing block", "the block /1.h_0 of shape [3] is missing", { try $0.remove("1.h_0") }),
    ("a further dataset", "there is also /W_xx", { try $0.createDataset(named: "W_xx", values: [1.0]) }),
    ("a further group", "there is also /product", { try $0.createGroup(named: "product") }),
    (
      "a group for a block", "/W_ho should be a dataset of shape [1, 3], it is none",
      {
        try $0.remove("W_ho")
        try $0.createGroup(named: "W_ho")
      }
    ),
    (
      "a transposed block", "/0.W_xh should have the shape [3, 2], it has [2, 3]",
      {
        try $0.remove("0.W_xh")
        try $0.createDataset(named: "0.W_xh", values: [Double](repeating: 0, count: 6), shape: [2, 3])
      }
    ),
    (
      "a column for a vector", "/b_o should have the shape [1], it has [1, 1]",
      {
        try $0.remove("b_o")
        try $0.createDataset(named: "b_o", values: [1.0], shape: [1, 1])
      }
    ),
    (
      "an absurd size", "/b_o should have the shape [1], it has [1000000000000]",
      {
        try $0.remove("b_o")
        try $0.createDataset(named: "b_o", of: Double.self, shape: [1_000_000_000_000], options: .compressed)
      }
    ),
    (
      "texts", "/b_o should hold numbers, its type is string",
      {
        try $0.remove("b_o")
        try $0.createDataset(named: "b_o", strings: ["1"])
      }
    ),
    ("NaN", "/0.b_h should hold finite numbers", { try $0.dataset("0.b_h").write([0, Double.nan, 0]) }),
    ("infinity", "/0.b_h should hold finite numbers", { try $0.dataset("0.b_h").write([0, -Double.infinity, 0]) }),
    (
      "a block that was never written", "/0.b_h should hold 3 numbers, only 0 bytes are stored",
      {
        try $0.remove("0.b_h")
        try $0.createDataset(named: "0.b_h", of: Double.self, shape: [3], options: .compressed)
      }
    ),
  ]

  @Test("What is not a vector of the network is refused with one sentence", arguments: damages.indices)
  func damaged(index: Int) throws {
    let (name, words, damage) = Self.damages[index]
    let file = try file(damage)
    let error = error(file)
    #expect(error?.kind == .data, "\(name)")
    #expect(error?.description.contains(words) == true, "\(name): \(error?.description ?? "read")")
    #expect(error?.description.hasPrefix(file) == true && error?.description.contains("\n") == false)
  }

  @Test("A number that is finite in double only is refused in float")
  func beyondFloat() throws {
    let file = try file { try $0.dataset("0.b_h").write([0, 1e300, 0]) }
    #expect(error(file) == nil)
    #expect(error(file, float: true)?.description.contains("finite numbers of type float") == true)
  }

  @Test("Something else than an HDF5 file, or an empty one, is said to be that")
  func noFile() throws {
    let file = try file()
    try Data("W_hh 1 2 3".utf8).write(to: URL(fileURLWithPath: file))
    #expect(error(file)?.kind == .data)
    try Data().write(to: URL(fileURLWithPath: file))
    #expect(error(file)?.kind == .data)
  }

  @Test("A truncated file is refused with one sentence, wherever it ends")
  func truncated() throws {
    let file = try file()
    let whole = try Data(contentsOf: URL(fileURLWithPath: file))
    for percent in 0..<100 {
      try whole.prefix(whole.count * percent / 100).write(to: URL(fileURLWithPath: file))
      let error = error(file)
      #expect(error?.kind == .data && error?.description.contains("\n") == false, "\(percent) %")
    }
  }

  @Test("A file of ours that was damaged is noticed by its checksum")
  func checksummed() throws {
    let file = scratch.file("v.h5")
    try File.replacing(file, checksummed: true) { file in
      for block in try Self.layout.blocks {
        try file.root.createDataset(named: block.name, values: block.range.map { Double($0) }, shape: block.shape)
      }
    }
    #expect(error(file) == nil)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    bytes[bytes.count / 2] ^= 4
    try bytes.write(to: URL(fileURLWithPath: file))
    #expect(error(file)?.description.contains("checksum does not match") == true)
  }
}
