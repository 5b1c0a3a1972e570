import DurableFiles
import Foundation
import Losses
import SequenceData
import TestSupport
import Testing

@Suite("Datasets of one's own arrays")
struct ArrayDatasetTests {
  private let scratch: Scratch
  private let lengths = [3, 1, 4, 2, 5, 2]

  init() throws { scratch = try Scratch() }

  /// Two features of a step of a sequence.
  private func features(_ n: Int, _ t: Int) -> [Double] { [Double(10 * n + t), Double(t) / 8 - Double(n)] }

  private func sequence(_ n: Int) -> [Double] { (0..<lengths[n]).flatMap { features(n, $0) } }

  /// A target of each step of all sequences.
  private var targets: [Double] {
    var targets: [Double] = []
    for n in lengths.indices { targets += (0..<lengths[n]).map { Double(100 * n + $0) } }
    return targets
  }

  /// The inputs of all steps.
  private var inputs: [Double] {
    var inputs: [Double] = []
    for n in lengths.indices { inputs += sequence(n) }
    return inputs
  }

  private func make(_ files: [String], _ choices: ArrayChoices) throws -> SequenceFile {
    let dataset = try ArrayDataset(contentsOf: files.map { scratch.file($0) }, choices)
    try dataset.write(to: scratch.file("made.h5"), SequenceFileDescription(loss: .squaredError))
    #expect(try SequenceFileCheck(contentsOf: scratch.file("made.h5")).isValid)
    return try SequenceFile(contentsOf: scratch.file("made.h5"))
  }

  private func sequences(_ file: SequenceFile, _ split: Split = .train) throws -> SequenceSet {
    let part = try file.split(split)
    return try part.sequences(0..<part.count)
  }

  private func allForTraining() -> ArrayChoices {
    var choices = ArrayChoices()
    choices.shares = [1, 0, 0]
    return choices
  }

  @Test(
    "Padded, joined with lengths, and a list of arrays are the same sequences", arguments: ["padded", "joined", "list"])
  func forms(form: String) throws {
    let steps = lengths.max() ?? 0
    switch form {
    case "padded":
      var values: [Double] = []
      for n in lengths.indices { values += sequence(n) + [Double](repeating: 99, count: 2 * (steps - lengths[n])) }
      try NumPyFile.write(values, shape: [lengths.count, steps, 2], to: "x.npy", in: scratch)
      let targets = numbers(lengths.indices.map { 100 * $0 }, 0..<steps)
      try NumPyFile.write(targets, shape: [lengths.count, steps], to: "y.npy", in: scratch)
    case "joined":
      try NumPyFile.write(
        inputs, shape: [lengths.reduce(0, +), 2], to: "x.npy", in: scratch)
      let targets = self.targets
      try NumPyFile.write(targets, shape: [targets.count, 1], to: "y.npy", in: scratch)
    default:
      for n in lengths.indices {
        try NumPyFile.write(sequence(n), shape: [lengths[n], 2], to: "x_\(n).npy", in: scratch)
        try NumPyFile.write(
          (0..<lengths[n]).map { Double(100 * n + $0) }, shape: [lengths[n]], to: "y_\(n).npy", in: scratch)
      }
    }
    var files = form == "list" ? lengths.indices.flatMap { ["x_\($0).npy", "y_\($0).npy"] } : ["x.npy", "y.npy"]
    if form != "list" {
      try NumPyFile.write(lengths, shape: [lengths.count], to: "lengths.npy", in: scratch)
      files.append("lengths.npy")
    }
    let set = try sequences(make(files.reversed(), allForTraining()))
    #expect(set.offsets == [0, 3, 4, 8, 10, 15, 17] && set.weights == nil)
    #expect(set.inputs == .real(inputs, features: 2))
    #expect(set.targets == .real(targets, outputs: 1))
  }

  @Test("A class for each sequence, by name or by number, is asked for at the last step, or at every one")
  func classes() throws {
    try NumPyFile.write([Double](repeating: 0.5, count: 24), shape: [4, 3, 2], to: "x.npy", in: scratch)
    try NumPyFile.write(["wet", "dry", "ünter", "dry"], to: "y.npy", in: scratch)
    let named = try make(["x.npy", "y.npy"], allForTraining())
    #expect(named.description.loss == .softmax && named.encoding.outputNames == ["dry", "wet", "ünter"])
    let set = try sequences(named)
    #expect(set.targets == .classes([0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0], cardinality: 3))
    #expect(set.weights == [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1])
    try NumPyFile.write([7, -1, 7, 9], shape: [4], to: "y.npy", in: scratch)
    var choices = allForTraining()
    choices.scoresEveryStep = true
    let numbered = try make(["x.npy", "y.npy"], choices)
    #expect(numbered.encoding.outputNames == ["-1", "7", "9"])
    #expect(try sequences(numbered).targets == .classes([1, 1, 1, 0, 0, 0, 1, 1, 1, 2, 2, 2], cardinality: 3))
    #expect(try sequences(numbered).weights == nil)
    // Whole numbers may be values, if that is said.
    choices.loss = .squaredError
    #expect(try make(["x.npy", "y.npy"], choices).split(.train).targets == .real(outputs: 1))
    // What a model knows decides, whatever is in the new file.
    try NumPyFile.write([9, 9, -1, 9], shape: [4], to: "y.npy", in: scratch)
    choices = allForTraining()
    choices.given = numbered.encoding
    #expect(try sequences(make(["x.npy", "y.npy"], choices)).targets.shape == .classes(cardinality: 3))
    try NumPyFile.write([9, 8, -1, 9], shape: [4], to: "y.npy", in: scratch)
    #expect(throws: SequenceFileError.self) { try make(["x.npy", "y.npy"], choices) }
  }

  @Test("Windows of one series: where they begin, what lies ahead, no window across a border of splits")
  func windows() throws {
    let series = (0..<100).map { Double($0) }
    try NumPyFile.write(series, shape: [100], to: "x.npy", in: scratch)
    var choices = ArrayChoices()
    (choices.window, choices.stride, choices.horizon, choices.shares) = (8, 5, 3, [0.6, 0.2, 0.2])
    let file = try make(["x.npy"], choices)
    for (split, range) in [(Split.train, 0..<60), (.validation, 60..<80), (.test, 80..<100)] {
      let starts = Array(stride(from: range.lowerBound, through: range.upperBound - 8 - 3, by: 5))
      let set = try sequences(file, split)
      let offsets: [Int] = (0...starts.count).map { 8 * $0 }
      let (shown, asked) = (numbers(starts, 0..<8), numbers(starts, 3..<11))
      #expect(set.offsets == offsets && set.inputs == .real(shown, features: 1))
      #expect(set.targets == .real(asked, outputs: 1))
    }
    // Targets of their own, at the same step where no horizon is asked for.
    try NumPyFile.write(series.map { -$0 }, shape: [100, 1], to: "y.npy", in: scratch)
    (choices.stride, choices.horizon) = (nil, nil)
    let own = try sequences(make(["x.npy", "y.npy"], choices))
    let negative: [Double] = (0..<56).map { -Double($0) }
    #expect(own.count == 7 && own.targets == .real(negative, outputs: 1))
  }

  @Test("Too many windows of a split are refused before memory is taken; a larger stride takes fewer")
  func mostWindows() throws {
    let most = 1 << 24
    try NumPyFile.write(zeros: most + 2, to: "x.npy", in: scratch)
    var choices = allForTraining()
    (choices.window, choices.stride, choices.horizon) = (1, 1, 1)
    let error = #expect(throws: SequenceFileError.self) {
      try ArrayDataset(contentsOf: [scratch.file("x.npy")], choices)
    }
    #expect(error?.description.contains("/train would have more than 16777216 sequences: --stride takes fewer") == true)
    (choices.window, choices.stride) = (8, 1 << 20)
    let file = try make(["x.npy"], choices)
    #expect(try file.split(.train).count == 16)
  }

  /// The numbers of some steps behind each start.
  private func numbers(_ starts: [Int], _ steps: Range<Int>) -> [Double] {
    var numbers: [Double] = []
    for start in starts { numbers += steps.map { Double(start + $0) } }
    return numbers
  }

  @Test("Sequences are dealt out by shares, each once, in the same way for the same seed")
  func division() throws {
    let count = 50
    try NumPyFile.write((0..<2 * count).map { Double($0 / 2) }, shape: [count, 2, 1], to: "x.npy", in: scratch)
    try NumPyFile.write((0..<count).map { Double($0) }, shape: [count], to: "y.npy", in: scratch)
    func numbers(_ seed: UInt64) throws -> [[Double]] {
      var choices = ArrayChoices()
      choices.seed = seed
      let file = try make(["x.npy", "y.npy"], choices)
      return try Split.allCases.map { split in
        let set = try sequences(file, split)
        guard case .real(let values, _) = set.targets else { return [] }
        return (0..<set.count).map { values[2 * $0 + 1] }
      }
    }
    let one = try numbers(1)
    #expect(one.map(\.count) == [40, 5, 5] && Set(one.flatMap { $0 }).count == count)
    #expect(try numbers(1) == one && numbers(2) != one)
  }

  @Test("Splits that names of arrays tell are kept")
  func namedSplits() throws {
    for (name, count) in [("train", 3), ("val", 2), ("test", 1)] {
      try NumPyFile.write(
        [Double](repeating: 1, count: 2 * count), shape: [count, 2, 1], to: "x_\(name).npy", in: scratch)
      try NumPyFile.write((0..<count).map { Double($0) }, shape: [count], to: "y_\(name).npy", in: scratch)
    }
    let file = try make(["train", "val", "test"].flatMap { ["x_\($0).npy", "y_\($0).npy"] }, ArrayChoices())
    #expect(try Split.allCases.map { try file.split($0).count } == [3, 2, 1])
  }

  @Test("Constants come from the training split alone, are stored, and undo what they did; a constant column stays")
  func standardization() throws {
    let count = 40
    var inputs: [Double] = []
    for row in 0..<count * 2 { inputs += [Double((row * 37) % 101) * 1000 + 5e5, 3] }
    let targets: [Double] = (0..<count).map { Double(($0 * 13) % 17) / 100 }
    try NumPyFile.write(inputs, shape: [count, 2, 2], to: "x.npy", in: scratch)
    try NumPyFile.write(targets, shape: [count, 1], to: "y.npy", in: scratch)
    let raw = try make(["x.npy", "y.npy"], ArrayChoices())
    var choices = ArrayChoices()
    choices.standardizes = true
    let file = try make(["x.npy", "y.npy"], choices)
    let (rawSet, set) = (try sequences(raw), try sequences(file))
    guard case .real(let before, _) = rawSet.inputs, case .real(let after, _) = set.inputs,
      case .real(let asked, _) = rawSet.targets, case .real(let stored, _) = set.targets,
      let constants = file.encoding.inputs, let ofTargets = file.encoding.targets
    else { return #expect(Bool(false), "real inputs and targets with constants") }
    let column: [Double] = stride(from: 0, to: before.count, by: 2).map { before[$0] }
    let mean = column.reduce(0, +) / Double(column.count)
    var squares = 0.0
    for value in column { squares += (value - mean) * (value - mean) }
    let deviation = (squares / Double(column.count)).squareRoot()
    expectClose(constants.mean, [mean, 3], tolerance: 1e-6)
    expectClose(constants.scale, [deviation, 1], tolerance: 1e-6)
    var expected: [Double] = []
    for (index, value) in before.enumerated() {
      expected.append(index.isMultiple(of: 2) ? (value - mean) / deviation : value - 3)
    }
    expectClose(after, expected, tolerance: 1e-9)
    // Of targets, over the steps at which they are asked for.
    let scored: [Double] = stride(from: 1, to: asked.count, by: 2).map { asked[$0] }
    expectClose(ofTargets.mean, [scored.reduce(0, +) / Double(scored.count)], tolerance: 1e-12)
    #expect(stride(from: 0, to: stored.count, by: 2).allSatisfy { stored[$0] == 0 })
    var restored = after
    constants.restore(&restored)
    expectClose(restored, before, tolerance: 1e-9)
    // The file of another split is brought to the same numbers.
    choices = allForTraining()
    choices.given = file.encoding
    #expect(try make(["x.npy", "y.npy"], choices).encoding == file.encoding)
    // Raw inputs and standardized ones are the same to whoever reads them for a model.
    let paths = try [("raw.h5", ArrayChoices()), ("made.h5", choices)].map { name, choices in
      let dataset = try ArrayDataset(contentsOf: ["x.npy", "y.npy"].map { scratch.file($0) }, choices)
      try dataset.write(to: scratch.file(name), SequenceFileDescription(loss: .squaredError))
      return scratch.file(name)
    }
    let inputsOfRaw = try SequenceInputs(AdmittedFile(dataset: paths[0]), split: .train)
    guard case .real(let found, _) = try inputsOfRaw.inputs(0..<6, standardizedBy: constants) else { return }
    expectClose(found, Array(after[..<12]), tolerance: 1e-12)
  }

  @Test("What is missing is refused; masked, it is the mean in inputs, and takes the loss from steps without a target")
  func missing() throws {
    try NumPyFile.write([1, .nan, 5, 3, .nan, 3] as [Double], shape: [3, 2, 1], to: "x.npy", in: scratch)
    try NumPyFile.write([1, 2, .nan, 4, 5, 6] as [Double], shape: [3, 2, 1], to: "y.npy", in: scratch)
    let error = #expect(throws: SequenceFileError.self) { try make(["x.npy", "y.npy"], allForTraining()) }
    #expect(error?.description.contains("sequence 0 from step 0, step 1, input 0: the value is missing") == true)
    var choices = allForTraining()
    choices.masksMissing = true
    let set = try sequences(make(["x.npy", "y.npy"], choices))
    #expect(set.inputs == .real([1, 3, 5, 3, 3, 3], features: 1))
    #expect(set.targets == .real([1, 2, 0, 4, 5, 6], outputs: 1) && set.weights == [1, 1, 0, 1, 1, 1])
  }
}
