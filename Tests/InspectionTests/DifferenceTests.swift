import DurableFiles
import Foundation
import HDF5
import Inspection
import TestSupport
import Testing

@Suite("What differs between two files")
struct DifferenceTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func difference(
    ignoringBookkeeping: Bool = false, _ first: (Group) throws -> Void, _ second: (Group) throws -> Void
  ) throws -> FileDifference {
    try File.replacing(scratch.file("a.h5")) { try first(try $0.root) }
    try File.replacing(scratch.file("b.h5")) { try second(try $0.root) }
    return try FileDifference(
      AdmittedFile(scratch.file("a.h5")), AdmittedFile(scratch.file("b.h5")), ignoringBookkeeping: ignoringBookkeeping)
  }

  private func single<T: Element>(_ first: [T], _ second: [T], shape: [Int]? = nil) throws -> ArrayDifference? {
    let difference = try difference {
      try $0.createDataset(named: "x", values: first, shape: shape)
    } _: {
      try $0.createDataset(named: "x", values: second, shape: shape)
    }
    #expect(difference.isEmpty == difference.arrays.isEmpty)
    #expect(difference.identical == (difference.isEmpty ? 2 : 1))
    return difference.arrays.first
  }

  @Test("The same content stored in another way is the same")
  func storage() throws {
    let values = (0..<1000).map { Double($0) }
    let difference = try difference { root in
      try root.createDataset(named: "g/x", values: values, shape: [100, 10])
      try root.createDataset(named: "t", strings: ["a", "b"])
      try root.attributes.set("a", to: Double.nan)
    } _: { root in
      try root.createDataset(named: "g/x", values: values, shape: [100, 10], options: .compressed)
      try root.createDataset(named: "t", strings: ["a", "b"])
      try root.attributes.set("a", to: Double.nan)
    }
    #expect(difference.isEmpty && difference.identical == 4 && difference.uncompared.isEmpty)
  }

  @Test("Elements: how many differ, by how much and where")
  func elements() throws {
    let difference = try #require(
      try single([1, 2, 3, 4, 5, 6] as [Double], [1, 2.5, 3, 4, 8, 6], shape: [2, 3]))
    #expect(difference.count == 6 && difference.differing == 2)
    #expect(difference.largest == 3 && difference.place == [1, 1])
    #expect(difference.first == 5 && difference.second == 8)
    #expect(difference.largestRelative == 3.0 / 8)
    #expect(difference.norm == (0.25 + 9).squareRoot())
  }

  @Test("Arrays of more than one part are compared to the end", arguments: [0, 262_143, 262_144, 599_999])
  func long(_ place: Int) throws {
    let values = (0..<600_000).map { Float($0) }
    var changed = values
    changed[place] += 1
    let difference = try #require(try single(values, changed, shape: [300_000, 2]))
    #expect(difference.differing == 1 && difference.place == [place / 2, place % 2])
    #expect(try single(values, values, shape: [300_000, 2]) == nil)
  }

  @Test("Elements differ if their bits do")
  func bits() throws {
    #expect(try single([0.0, .nan, .infinity], [0.0, .nan, .infinity]) == nil)
    let zero = try #require(try single([1.0, 0.0], [1.0, -0.0]))
    #expect(zero.differing == 1 && zero.largest == 0 && zero.place == [1])
    let nan = try #require(try single([1.0, 5, 2], [1.0, 6, .nan]))
    #expect(nan.differing == 2 && nan.largest == .infinity && nan.place == [2])
    // 2⁵³ + 1 has no place in a Double.
    let whole = try #require(try single([9_007_199_254_740_993, 4] as [Int64], [9_007_199_254_740_992, 4]))
    #expect(whole.differing == 1 && whole.place == [0])
    #expect(try single([UInt64.max], [UInt64.max - 1])?.differing == 1)
    #expect(try single([Int64.min, -1], [Int64.min, -1]) == nil)
  }

  @Test("Entries of one file alone, and those of another kind, shape or type")
  func entries() throws {
    let difference = try difference { root in
      try root.createDataset(named: "only/first", values: [1.0])
      try root.createDataset(named: "shape", values: [1.0, 2])
      try root.createDataset(named: "type", values: [1.0])
      try root.createDataset(named: "kind", values: [1.0])
    } _: { root in
      try root.createDataset(named: "second", values: [1.0])
      try root.createDataset(named: "shape", values: [1.0, 2, 3])
      try root.createDataset(named: "type", values: [1.0] as [Float])
      try root.createGroup(named: "kind")
    }
    let words = difference.entries.map { "\($0.path): \($0.first ?? "-"), \($0.second ?? "-")" }
    #expect(
      words == [
        "/only: group, -", "/only/first: 1 float64, -", "/second: -, 1 float64", "/kind: 1 float64, group",
        "/shape: 2 float64, 3 float64", "/type: 1 float64, 1 float32",
      ])
    #expect(difference.arrays.isEmpty && !difference.isEmpty && difference.identical == 1)
  }

  @Test("Attributes: old value and new value")
  func attributes() throws {
    let difference = try difference { root in
      try root.attributes.set("lambda", to: 0.5)
      try root.attributes.set("gone", to: "x")
      try root.attributes.set("same", to: 1)
      try root.attributes.set("zero", to: 0.0)
    } _: { root in
      try root.attributes.set("lambda", to: 0.25)
      try root.attributes.set("new", to: [1, 2])
      try root.attributes.set("same", to: 1)
      try root.attributes.set("zero", to: -0.0)
    }
    #expect(difference.attributes.map(\.name) == ["gone", "lambda", "new", "zero"])
    #expect(difference.attributes[1].first == .numbers([0.5]) && difference.attributes[1].second == .numbers([0.25]))
    #expect(difference.attributes[0].second == nil && difference.attributes[2].first == nil)
    #expect(!difference.isBookkeepingAlone)
  }

  @Test("Lines of a configuration that differ")
  func lines() throws {
    let difference = try difference { root in
      try root.createDataset(named: "configuration", string: "seed: 1\nhidden: 20\nthreads: 1\n")
    } _: { root in
      try root.createDataset(named: "configuration", string: "hidden: 30\nseed: 1\nmu: 0\nthreads: 1\n")
    }
    let lines = try #require(difference.texts.first).lines
    #expect(lines.map(\.name) == ["hidden", "mu"])
    #expect(lines[0].first == "20" && lines[0].second == "30" && lines[1].first == nil && lines[1].second == "0")
  }

  private func run(_ root: Group, seconds: Double, threads: Int, loss: Double = 0.5) throws {
    try root.attributes.set("created", to: "at \(seconds)")
    try root.createDataset(named: "history/seconds", values: [seconds])
    try root.createDataset(named: "history/loss", values: [loss])
    try root.createDataset(
      named: "experiment/configuration", string: "seed: 1\nthreads: \(threads)\nrun-folder: r\(threads)\n")
    try root.group("experiment").attributes.set("command_line", to: "recur --threads \(threads)")
  }

  @Test("Bookkeeping tells runs apart until it is left out; what was computed is never left out")
  func bookkeeping() throws {
    let plain = try difference {
      try run($0, seconds: 1, threads: 1)
    } _: {
      try run($0, seconds: 2, threads: 2)
    }
    #expect(!plain.isEmpty && plain.isBookkeepingAlone && plain.ignored == 0)
    let ignoring = try difference(ignoringBookkeeping: true) {
      try run($0, seconds: 1, threads: 1)
    } _: {
      try run($0, seconds: 2, threads: 2)
    }
    #expect(ignoring.isEmpty && ignoring.ignored == 4)
    let other = try difference(ignoringBookkeeping: true) {
      try run($0, seconds: 1, threads: 1)
    } _: {
      try run($0, seconds: 2, threads: 2, loss: 0.5.nextUp)
    }
    #expect(other.arrays.map(\.path) == ["/history/loss"] && other.texts.isEmpty && other.attributes.isEmpty)
  }
}
