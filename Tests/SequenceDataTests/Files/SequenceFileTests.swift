import DurableFiles
import Losses
import Foundation
import HDF5
import SequenceData
import TestSupport
import Testing

@Suite("Dataset files of the tasks")
struct SequenceFileTests {
  @Test("A file holds exactly the sequences that the task makes, whole and range by range", arguments: TaskForm.all)
  func sameSequences(_ form: TaskForm) throws {
    let scratch = try Scratch()
    let path = scratch.file()
    let task = form.task
    let sizes = try SequenceFile.write(
      to: path, task, length: 21, sizes: [.train: 70, .validation: 30, .test: 45], seed: 9, creator: "test 1")
    let file = try SequenceFile(contentsOf: path)
    #expect(file.splits == [.train, .validation, .test])
    for split in Split.allCases {
      let part = try file.split(split)
      #expect(part.count == (task.fixedSize(length: 21) ?? sizes[split]))
      #expect(part.count == sizes[split])
      #expect(part.inputs == task.inputs && part.targets == task.outputs)
      #expect(part.isWeighted == !task.isScoredAtEveryStep)
      let made = task.makeSplit(split, size: part.count, seed: 9, length: 21)
      #expect(try part.sequences(0..<part.count) == made)
      #expect(part.offsets == made.offsets && part.longestLength == made.longestLength)
      for range in [0..<0, 0..<1, 3..<17, 16..<18, part.count - 1..<part.count] {
        #expect(try part.sequences(range) == made.selecting(range))
      }
    }
    #expect(try SequenceFileCheck(contentsOf: path).isValid)
  }

  @Test("A file says what it holds", arguments: TaskForm.all)
  func description(_ form: TaskForm) throws {
    let scratch = try Scratch()
    try SequenceFile.write(
      to: scratch.file(), form.task, length: 30, sizes: [.test: 4], seed: UInt64.max, creator: "recur 7")
    let file = try SequenceFile(contentsOf: scratch.file())
    var expected = SequenceFileDescription(form.task, seed: UInt64.max, length: 30)
    expected.creator = "recur 7"
    expected.created = file.description.created
    #expect(file.description == expected)
    #expect(file.description.successRule == form.task.successRule)
    #expect(file.description.task == form.task.name && file.description.variant == form.task.variant)
    let created = try #require(file.description.created)
    #expect(abs((try Date(created, strategy: .iso8601)).timeIntervalSinceNow) < 60)
    #expect(file.splits == [.test])
    #expect(try File.checksum(of: scratch.file()) == .intact)
  }

  @Test("Blocks of writing leave no trace: many rows are the same sequences")
  func blocks() throws {
    let scratch = try Scratch()
    let task = AddingFixedTask()
    var told: [Int] = []
    try SequenceFile.write(
      to: scratch.file(), task, length: 999, sizes: [.train: 200], seed: 2, creator: "test"
    ) { told.append($0) }
    #expect(told.count == 4 && told.last == 200)
    let part = try SequenceFile(contentsOf: scratch.file()).split(.train)
    #expect(try part.sequences(0..<200) == task.makeSplit(.train, size: 200, seed: 2, length: 999))
  }

  @Test("Numbers of float64 lose no digit; those of a task are stored as float32")
  func precision() throws {
    let scratch = try Scratch()
    let values = (0..<12).map { 1 / Double($0 + 3) }
    let set = SequenceSet(
      offsets: [0, 4, 6], inputs: .real(values, features: 2), targets: .real(Array(values.prefix(6)), outputs: 1))
    var content = SequenceFileContent(inputs: .real(features: 2), targets: .real(outputs: 1), isWeighted: false)
    try SequenceFile.write(to: scratch.file(), SequenceFileDescription(loss: .squaredError), content) {
      try $0.append(set.selecting([0]), to: .train)
      try $0.append(set.selecting([1]), to: .train)
    }
    let part = try SequenceFile(contentsOf: scratch.file()).split(.train)
    #expect(try part.sequences(0..<2) == set)
    content.precision = .single
    #expect(throws: SequenceFileError.self) {
      try SequenceFile.write(to: scratch.file("no.h5"), SequenceFileDescription(loss: .squaredError), content) {
        try $0.append(set, to: .train)
      }
    }
    #expect(scratch.content == ["scratch.h5"])
  }

  @Test("Writing that fails or is interrupted leaves the previous file, and nothing beside it")
  func interrupted() throws {
    struct Interruption: Error {}
    let scratch = try Scratch()
    try SequenceFile.write(
      to: scratch.file(), XorTask(), length: 10, sizes: [.train: 3], seed: 1, creator: "test")
    let before = try File.digest(of: scratch.file())
    #expect(throws: Interruption.self) {
      try SequenceFile.write(
        to: scratch.file(), XorTask(), length: 400, sizes: [.train: 3000], seed: 1, creator: "test"
      ) { written in if written > 500 { throw Interruption() } }
    }
    #expect(try File.digest(of: scratch.file()) == before)
    #expect(throws: Interruption.self) {
      try SequenceFile.write(
        to: scratch.file("other.h5"), XorTask(), length: 10, sizes: [.train: 3], seed: 1, creator: "test"
      ) { _ in throw Interruption() }
    }
    #expect(scratch.content == ["scratch.h5"])
  }

  @Test("A folder that is not there is a failure to write")
  func noFolder() throws {
    let scratch = try Scratch()
    let error = #expect(throws: SequenceFileError.self) {
      try SequenceFile.write(
        to: scratch.path + "/none/data.h5", XorTask(), length: 10, sizes: [.train: 3], seed: 1, creator: "test")
    }
    #expect(error?.kind == .writing)
  }

  @Test("A single flipped bit anywhere is noticed before libhdf5 sees the file")
  func damage() throws {
    let scratch = try Scratch()
    try SequenceFile.write(
      to: scratch.file(), CopyTask(), length: 10, sizes: [.train: 30], seed: 1, creator: "test")
    let whole = try Data(contentsOf: URL(fileURLWithPath: scratch.file()))
    for place in stride(from: 0, to: whole.count - 64, by: whole.count / 40) {
      var damaged = whole
      damaged[place] ^= 4
      try damaged.write(to: URL(fileURLWithPath: scratch.file("damaged.h5")))
      #expect(throws: SequenceFileError.self) { try SequenceFile(contentsOf: scratch.file("damaged.h5")) }
    }
  }

  @Test("Every axis has a scale with a label, and the scales have the values of what they name")
  func scales() throws {
    let scratch = try Scratch()
    try SequenceFile.write(
      to: scratch.file(), AdditionTask(variant: "sum"), length: 10, sizes: [.train: 3], seed: 1, creator: "test")
    let group = try File.open(scratch.file()).root.group("train")
    for (name, axes) in [
      ("inputs", ["row", "feature"]), ("targets", ["row", "output"]), ("weights", ["row"]), ("step", ["row"]),
      ("offsets", ["boundary"]),
    ] {
      let dataset = try group.dataset(name)
      for (axis, label) in axes.enumerated() {
        #expect(try dataset.scaleCount(ofAxis: axis) == 1)
        #expect(try dataset.hasScale(group.dataset(label), onAxis: axis))
        #expect(try dataset.label(ofAxis: axis) == label)
        #expect(try group.dataset(label).shape == [dataset.shape[axis]])
      }
    }
    let offsets = try group.dataset("offsets").read(as: Int.self)
    #expect(
      try group.dataset("step").read(as: Int.self)
        == (0..<3).flatMap { Array(0..<offsets[$0 + 1] - offsets[$0]) })
    #expect(try group.dataset("row").read(as: Int.self) == Array(0..<offsets[3]))
    #expect(try group.dataset("feature").readStrings() == ["value", "marker"])
    #expect(try group.dataset("output").readStrings() == ["sum"])
    #expect(try group.dataset("boundary").read(as: Int.self) == [0, 1, 2, 3])
    for name in ["inputs", "targets", "weights"] {
      let dataset = try group.dataset(name)
      #expect(try dataset.storage.filters == ["shuffle", "deflate", "fletcher32"])
      #expect(try dataset.elementType == .float(bytes: 4))
    }
    #expect(try group.dataset("offsets").elementType == .integer(bytes: 8, isSigned: true))
  }

  @Test("Ranges are read right whatever the chunks", arguments: [1, 7, 1000, 70_000, 100_000])
  func chunks(chunk: Int) throws {
    let scratch = try Scratch()
    let rows = 100_000
    let values = (0..<rows * 2).map { Double($0 % 997) }
    try File.replacing(scratch.file()) { file in
      let root = try file.root
      try SampleFile.attributes(root, loss: "softmax")
      let group = try root.createGroup(named: "train")
      try group.createDataset(named: "offsets", values: (0...100).map { $0 * 1000 })
      try group.createDataset(
        named: "inputs", values: values, shape: [rows, 2],
        options: DatasetOptions(chunk: [max(chunk, 10), 1], deflateLevel: 1))
      let classes = (0..<rows).map { Int32($0 % 11) }
      try group.createDataset(
        named: "targets", values: classes, options: DatasetOptions(chunk: [max(chunk, 10)], deflateLevel: 1)
      ).attributes.set("cardinality", to: 11)
    }
    let part = try SequenceFile(contentsOf: scratch.file()).split(.train)
    for range in [0..<1, 1..<2, 2..<3, 2..<69, 69..<71, 70..<100, 99..<100, 0..<100, 35..<36] {
      let first = range.lowerBound * 1000
      let set = try part.sequences(range)
      guard case .real(let read, _) = set.inputs, case .classes(let classes, _) = set.targets else {
        Issue.record("\(range) was read as something else than numbers and classes")
        return
      }
      #expect(read == Array(values[first * 2..<range.upperBound * 2000]))
      #expect(classes == (first..<range.upperBound * 1000).map { Int32($0 % 11) })
    }
  }
}
