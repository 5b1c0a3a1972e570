import DurableFiles
import Losses
import Benchmarking
import HDF5
import RecurrentNetworks
import TestSupport
import Testing
import Training

/// A problem file that is broken in one way.
struct BadProblem: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// What the sentence about it says.
  let words: [String]
  var loss = Loss.squaredError
  let spoil: @Sendable (Group) throws -> Void

  init(
    _ name: String, _ words: String..., loss: Loss = .squaredError, _ spoil: @escaping @Sendable (Group) throws -> Void
  ) {
    (testDescription, self.words, self.loss, self.spoil) = (name, words, loss, spoil)
  }

  /// A dataset in place of another.
  static func replacing<T: Element & Sendable>(
    _ name: String, _ how: String, _ words: String..., loss: Loss = .squaredError, with values: [T], shape: [Int]
  ) -> BadProblem {
    var bad = BadProblem("\(name) \(how)", loss: loss) { root in
      try root.remove(name)
      try root.createDataset(named: name, values: values, shape: shape)
    }
    bad = BadProblem(bad, words: ["/\(name) "] + words)
    return bad
  }

  private init(_ other: BadProblem, words: [String]) {
    (testDescription, self.words, loss, spoil) = (other.testDescription, words, other.loss, other.spoil)
  }
}

@Suite("Problem files that are none")
struct HostileProblemTests {
  static let names = ["W_hh", "W_xh", "b_h", "W_ho", "b_o"].flatMap { [$0, "v_\($0)"] } + ["x", "targets"]

  /// One sentence that names the file.
  private func expectRefused(_ bad: BadProblem) throws {
    let scratch = try Scratch()
    try SampleProblem(loss: bad.loss).write(to: scratch.file("P.h5"), bad.spoil)
    let error = #expect(throws: TrainingError.self) { try ProblemFile(AdmittedFile(scratch.file("P.h5"))) }
    let sentence = error?.description ?? ""
    #expect(error?.kind == .data, "\(sentence)")
    #expect(sentence.hasPrefix(scratch.file("P.h5") + ":") && !sentence.contains("\n"), "\(sentence)")
    for words in bad.words { #expect(sentence.contains(words), "\(sentence)") }
    #expect(sentence.count < 400, "\(sentence)")
  }

  @Test("A dataset that is missing is named", arguments: names)
  func missing(name: String) throws {
    try expectRefused(BadProblem("", "the dataset /\(name) is missing") { try $0.remove(name) })
    try expectRefused(
      BadProblem("", "the dataset /\(name) is missing") {
        try $0.remove(name)
        try $0.createGroup(named: name)
      })
  }

  @Test("A dataset of another shape is named", arguments: names)
  func shape(name: String) throws {
    for shape in [[], [0], [7], [2, 2], [1, 2, 2], [4, 5, 3, 1]] {
      try expectRefused(
        BadProblem("", "/") { root in
          try root.remove(name)
          let values = Array(repeating: Float(0.5), count: shape.reduce(1, *))
          try root.createDataset(named: name, values: values, shape: shape)
        })
    }
    try expectRefused(
      BadProblem("", "/\(name) ", "[4, 5, 3, 1]") { root in
        try root.remove(name)
        try root.createDataset(named: name, values: [Float](repeating: 0, count: 60), shape: [4, 5, 3, 1])
      })
  }

  @Test("Numbers that are not finite are refused, with the dataset's name", arguments: names)
  func notFinite(name: String) throws {
    for value in [Double.nan, .infinity, -.infinity] {
      try expectRefused(
        BadProblem("", "/\(name) ", "finite") { root in
          let dataset = try root.dataset(name)
          var values = try dataset.read(as: Double.self)
          values[values.count - 1] = value
          try dataset.write(values)
        })
    }
  }

  @Test("Texts in place of numbers are refused, with the dataset's name", arguments: names)
  func texts(name: String) throws {
    try expectRefused(
      BadProblem("", "/") { root in
        try root.remove(name)
        try root.createDataset(named: name, strings: ["a", "b", "c"])
      })
    // Of the right shape where texts can have it.
    guard name.hasSuffix("b_h") || name.hasSuffix("b_o") else { return }
    try expectRefused(
      BadProblem("", "/\(name)") { root in
        try root.remove(name)
        try root.createDataset(named: name, strings: Array(repeating: "1", count: name.hasSuffix("b_h") ? 6 : 2))
      })
  }

  static let otherCases: [BadProblem] = [
    BadProblem("no loss", "the attribute loss of the root is missing") { try $0.attributes.remove("loss") },
    BadProblem("no last", "the attribute last of the root is missing") { try $0.attributes.remove("last") },
    BadProblem("another loss", "should be squared, softmax or sigmoid, it is \"hinge\"") {
      try $0.attributes.set("loss", to: "hinge")
    },
    BadProblem("a long loss", "should be squared, softmax or sigmoid") {
      try $0.attributes.set("loss", to: String(repeating: "x\n", count: 10_000))
    },
    BadProblem("a loss that is a number", "loss") { try $0.attributes.set("loss", to: 3) },
    BadProblem("two losses", "loss") { try $0.attributes.set("loss", to: ["squared", "squared"]) },
    BadProblem("last in words", "last") { try $0.attributes.set("last", to: "yes") },
    BadProblem("last twice", "last") { try $0.attributes.set("last", to: [0, 1]) },
    BadProblem("a broken last", "last") { try $0.attributes.set("last", to: 0.5) },
    BadProblem("a last of 2", "last") { try $0.attributes.set("last", to: 2) },
    BadProblem("a name that is a number", "name") { try $0.attributes.set("name", to: 3) },
    .replacing("x", "of no steps", "should not be empty", with: [Float](), shape: [0, 5, 3]),
    .replacing("x", "of no sequences", "should not be empty", with: [Float](), shape: [4, 0, 3]),
    .replacing("x", "of no inputs", "should not be empty", with: [Float](), shape: [4, 5, 0]),
    .replacing("b_h", "of no units", with: [Float](), shape: [0]),
    .replacing("b_o", "of no outputs", with: [Float](), shape: [0]),
    BadProblem("x of another length than targets", "/targets should have the shape [2, 5, 2], it has [4, 5, 2]") {
      try $0.remove("x")
      try $0.createDataset(named: "x", values: [Float](repeating: 0.1, count: 30), shape: [2, 5, 3])
    },
    .replacing(
      "targets", "with an axis too many", loss: .softmax, with: [Int32](repeating: 0, count: 20), shape: [4, 5, 1]),
    .replacing(
      "targets", "below 0", "classes 0 ..< 2", loss: .softmax, with: [-1] + [Int32](repeating: 0, count: 19),
      shape: [4, 5]),
    .replacing(
      "targets", "too large", "classes 0 ..< 2", loss: .softmax, with: [Int32](repeating: 0, count: 19) + [2],
      shape: [4, 5]),
    .replacing(
      "targets", "huge", "classes 0 ..< 2", loss: .softmax, with: [Int64](repeating: 0, count: 19) + [.max],
      shape: [4, 5]),
    .replacing(
      "targets", "between classes", "classes 0 ..< 2", loss: .softmax, with: [Float](repeating: 0.5, count: 20),
      shape: [4, 5]),
    BadProblem("more steps than can be", "the sizes are 1099511627776, 1048576, 3, 6, 2") { root in
      try root.remove("x")
      try root.createDataset(
        named: "x", of: Float.self, shape: [1 << 40, 1 << 20, 3], options: DatasetOptions(chunk: [1, 8, 3]))
    },
    BadProblem("many steps of which none is stored", "/x") { root in
      try root.remove("x")
      try root.createDataset(
        named: "x", of: Float.self, shape: [1 << 20, 1 << 9, 3], options: DatasetOptions(chunk: [1, 8, 3]))
    },
    BadProblem("more units than can be", "/W_hh") { root in
      for name in ["b_h", "v_b_h"] {
        try root.remove(name)
        try root.createDataset(named: name, of: Float.self, shape: [1 << 40], options: DatasetOptions(chunk: [8]))
      }
    },
  ]

  @Test("Everything else that can be wrong is one sentence", arguments: otherCases)
  func others(bad: BadProblem) throws { try expectRefused(bad) }

  @Test("A file that is no HDF5 file")
  func noFile() throws {
    let scratch = try Scratch()
    let path = try scratch.write("this is a text", to: "text.h5")
    let error = #expect(throws: TrainingError.self) { try ProblemFile(AdmittedFile(path)) }
    #expect(error?.description.contains(path) == true)
  }

  @Test(
    "Data that lie in another file are refused, whatever points to them",
    .enabled(if: Python.hasH5py, Python.missing),
    arguments: [
      "f.create_dataset('x', shape, 'f8', external=[(path + '.raw', 0, 4096)])",
      """
      layout = h5py.VirtualLayout(shape, 'f8')
      layout[:] = h5py.VirtualSource(path + '.other', 'x', shape)
      f.create_virtual_dataset('x', layout)
      """,
    ])
  func elsewhere(lines: String) throws {
    let scratch = try Scratch()
    let path = scratch.file("P.h5")
    try SampleProblem().write(to: path) { _ in }
    let made = try Python.run(
      """
      import h5py, sys
      path = sys.argv[1]
      open(path + '.raw', 'wb').write(bytes(4096))
      with h5py.File(path, 'r+') as f:
        shape = f['x'].shape
        del f['x']
      """ + "\n  " + lines.replacing("\n", with: "\n  "), [path])
    #expect(made.status == 0, "\(made.output)")
    let error = #expect(throws: TrainingError.self) { try ProblemFile(AdmittedFile(path)) }
    #expect(error?.description == "\(path): /x should lie in the file itself, its data are elsewhere")
  }
}
