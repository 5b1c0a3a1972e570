import DurableFiles
import HDF5
import TestSupport
import Testing

@Suite("Parts of arrays")
struct SlabTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("a slab holds what slicing the whole array gives", arguments: [DatasetOptions.plain, .compressed])
  func slabs(options: DatasetOptions) throws {
    let root = try File.create(scratch.file()).root
    let (rows, columns) = (13, 5)
    let values = (0..<rows * columns).map { Double($0) }
    let dataset = try root.createDataset(named: "a", values: values, shape: [rows, columns], options: options)
    for (start, count) in [
      ([0, 0], [13, 5]), ([3, 1], [4, 3]), ([12, 4], [1, 1]), ([5, 0], [0, 5]), ([13, 5], [0, 0]),
    ] {
      let expected = (0..<count[0]).flatMap { row in
        (0..<count[1]).map { values[(start[0] + row) * columns + start[1] + $0] }
      }
      #expect(try dataset.read(as: Double.self, start: start, count: count) == expected)
    }
  }

  @Test("a written slab changes its elements and no others")
  func writing() throws {
    let root = try File.create(scratch.file()).root
    let dataset = try root.createDataset(named: "a", of: Int16.self, shape: [4, 3], options: .compressed)
    try dataset.write([1, 2, 3, 4] as [Int16], start: [1, 1], count: [2, 2])
    #expect(try dataset.read(as: Int16.self) == [0, 0, 0, 0, 1, 2, 0, 3, 4, 0, 0, 0])
  }

  @Test("reading into an array overwrites it")
  func reuse() throws {
    let root = try File.create(scratch.file()).root
    let dataset = try root.createDataset(named: "a", values: [1, 2, 3, 4, 5] as [Float])
    var values: [Float] = [0, 0]
    try dataset.read(into: &values, start: [1], count: [2])
    #expect(values == [2, 3])
    try dataset.read(into: &values, start: [3], count: [2])
    #expect(values == [4, 5])
  }

  @Test("a slab outside the array is refused with both shapes")
  func outside() throws {
    let root = try File.create(scratch.file()).root
    let dataset = try root.createDataset(named: "a", values: [1, 2, 3, 4, 5] as [Float])
    for (start, count) in [([0], [6]), ([5], [1]), ([.max], [.max]), ([0, 0], [1, 1]), ([], [])] {
      let error = #expect(throws: HDF5Error.self) { try dataset.read(as: Float.self, start: start, count: count) }
      #expect(error?.object == "/a")
    }
    #expect(throws: HDF5Error.self) { try dataset.write([1, 2] as [Float], start: [4], count: [2]) }
    #expect(throws: HDF5Error.self) { try dataset.write([1, 2] as [Float]) }
  }

  @Test("an extendible array grows by rows, from nothing and after reopening", arguments: [[], [1], [3], [2, 2]])
  func growth(row: [Int]) throws {
    let width = row.reduce(1, *)
    let path = scratch.file()
    var file = try File.create(path)
    try file.root.createDataset(named: "history", of: Double.self, shape: [0] + row, options: .growing)
    var expected: [Double] = []
    for step in 0..<5 {
      let rows = (0..<step * width).map { Double($0 + 100 * step) }
      try file.root.dataset("history").append(rows)
      expected += rows
      try file.close()
      file = try File.open(path, for: .updating)
    }
    let history = try file.root.dataset("history")
    #expect(try history.shape == [10] + row)
    #expect(try history.read() == expected)
    try history.resize(rows: 3)
    #expect(try history.read() == Array(expected.prefix(3 * width)))
  }

  @Test("an array that is not extendible does not grow")
  func rigid() throws {
    let root = try File.create(scratch.file()).root
    let dataset = try root.createDataset(named: "a", values: [1, 2] as [Float], options: .compressed)
    #expect(throws: HDF5Error.self) { try dataset.append([3] as [Float]) }
    #expect(throws: HDF5Error.self) { try root.createDataset(named: "s", values: [1], shape: []).append([3]) }
    #expect(try dataset.read() == [1, 2] as [Float])
  }
}
