import Foundation
import Losses
import SequenceData
import TestSupport
import Testing

@Suite("Datasets of one's own tables")
struct TableTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func make(_ text: String, _ change: (inout ArrayChoices) -> Void = { _ in }) throws -> SequenceFile {
    try scratch.write(text, to: "table.csv")
    var choices = ArrayChoices()
    choices.shares = [1, 0, 0]
    change(&choices)
    let dataset = try ArrayDataset(contentsOf: [scratch.file("table.csv")], choices)
    try dataset.write(to: scratch.file("made.h5"), SequenceFileDescription(loss: .squaredError))
    #expect(try SequenceFileCheck(contentsOf: scratch.file("made.h5")).isValid)
    return try SequenceFile(contentsOf: scratch.file("made.h5"))
  }

  private func train(_ file: SequenceFile) throws -> SequenceSet {
    try file.split(.train).sequences(0..<file.split(.train).count)
  }

  @Test(
    "Commas, semicolons, tabs, quotes, line ends, a byte-order mark: the same table",
    arguments: [
      "id,a,b,label\nu,1,2,wet\nu,3,4,wet\nv,5,6,dry\n",
      "\u{FEFF}id;a;b;label\r\nu; 1;2 ;wet\r\n\r\nu;3;4;wet\r\nv;5;6;dry",
      "\"id\"\ta\tb\tlabel\nu\t1\t\"2\"\twet\nv\t5\t6\t\"dry\"\nu\t3\t4\twet\n",
    ])
  func forms(text: String) throws {
    let file = try make(text) { $0.sequence = "id" }
    #expect(file.description.loss == .softmax && file.encoding.outputNames == ["dry", "wet"])
    let set = try train(file)
    #expect(set.offsets == [0, 2, 3] && set.inputs == .real([1, 2, 3, 4, 5, 6], features: 2))
    // The label does not change within a sequence: it is asked for at the end.
    #expect(set.targets == .classes([0, 1, 0], cardinality: 2) && set.weights == [0, 1, 1])
  }

  @Test("Forecasts: a column some steps ahead, its own past among what is shown; or everything")
  func forecasts() throws {
    let text = "t,load\n" + (0..<30).map { "\($0),\($0 * $0)\n" }.joined()
    let one = try train(make(text) { ($0.targets, $0.horizon, $0.window) = (["load"], 2, 5) })
    #expect(one.count == 5 && one.inputs.shape == .real(features: 2))
    let later: [Double] = (2..<27).map { Double($0 * $0) }
    #expect(one.targets == .real(later, outputs: 1))
    let all = try train(make(text) { ($0.inputs, $0.window) = (["load"], 5) })
    let next: [Double] = (1...25).map { Double($0 * $0) }
    #expect(all.targets == .real(next, outputs: 1))
  }

  @Test(
    "A field within quotes may hold separators, quotes and ends of lines; a table without names has numbers for them")
  func fields() throws {
    let file = try make("a,label\n1,\"x, \"\"y\"\"\nz\"\n2,w\n") { _ in }
    #expect(file.encoding.outputNames == ["w", "x, \"y\"\nz"])
    let bare = try make("1,2\n3,4\n") { ($0.targets, $0.inputs) = (["column_2"], ["column_1"]) }
    #expect(try train(bare).targets == .real([2, 4], outputs: 1))
  }

  @Test("Nothing, NA, NaN, null and ? are missing")
  func missing() throws {
    let text = "a,y\n1,2\n,3\nNA,4\nnan,5\nnull,6\n?,7\n3,\n"
    #expect(throws: SequenceFileError.self) { try make(text) }
    let set = try train(make(text) { $0.masksMissing = true })
    #expect(set.inputs == .real([1, 2, 2, 2, 2, 2, 3], features: 1) && set.weights == [1, 1, 1, 1, 1, 1, 0])
  }

  static let hostile: [(text: String, options: @Sendable (inout ArrayChoices) -> Void, words: String)] = [
    ("", { _ in }, "table.csv is empty"),
    ("\n\n", { _ in }, "has no line with anything in it"),
    ("a,y\n", { _ in }, "has names of columns and no rows"),
    ("a,y\n1,2\n3\n", { _ in }, "line 3: 2 fields were expected, as in the first line, found 1"),
    ("a,a\n1,2\n", { _ in }, "has two columns named \"a\""),
    ("a,y\n1,\"2\n", { _ in }, "line 2: a quote is opened and not closed"),
    ("a,y\nx,2\n", { _ in }, "column \"a\", line 2: a number was expected, found \"x\"; --inputs names"),
    ("a,b\n1,2\n", { _ in }, "has nothing to ask for"),
    ("a,y\n1,2\n", { $0.targets = ["z"] }, "has no column \"z\", only \"a\", \"y\""),
    ("a,y\n1,2\n", { $0.sequence = "z" }, "has no column \"z\""),
    ("a,y\n1,inf\n", { _ in }, "a finite number was expected, found inf"),
    ("a,y\n1,2\n", { $0.loss = .logistic }, "a number of 0 to 1 was expected (logistic loss), found 2.0"),
    ("a,y\n1,2\n", { $0.loss = .softmax }, "has 1 class, 2 to 65536 make sense"),
    ("a,y\n1,2.5\n1,3\n", { $0.loss = .softmax }, "the number of a class was expected, found 2.5"),
    ("a,y\n1,2\n", { $0.shares = [0.8, 0.1, 0.1] }, "is one sequence of 1 step, which cannot be dealt out"),
    (
      "a,y\n1,2\n", { $0.window = 5 }, "nothing is left for /train: its sequences are too short for a window of 5 steps"
    ),
    (
      "i,a,y\nu,1,2\nv,1,2\n", { ($0.sequence, $0.shares) = ("i", [0.8, 0.1, 0.1]) },
      "sequences are 2, too few for the shares 0.8, 0.1, 0.1"
    ),
    ("a,y\n1,x\n1,y\n", { $0.loss = .squaredError }, "holds words, which are classes"),
    ("y\n1\n", { _ in }, "has no column to show"),
  ]

  @Test("What is no table of such columns is refused in one sentence", arguments: hostile.indices)
  func refused(index: Int) throws {
    let (text, options, words) = Self.hostile[index]
    let error = #expect(throws: SequenceFileError.self) { try make(text, options) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false && error?.kind == .data && !scratch.exists("made.h5"))
  }

  @Test("Tables that are damaged at random are refused in one line, or are still tables", arguments: 0..<4)
  func damaged(seed: Int) throws {
    let good = Array("id,a,b,label\nu,1,2,wet\nu,3.5,\"4\",wet\nv,5e3,-6,\"d,ry\"\n".utf8)
    var generator = TestGenerator(seed: UInt64(seed))
    func random(_ limit: Int) -> Int { generator.integer(0...limit - 1) }
    var choices = ArrayChoices()
    (choices.shares, choices.sequence) = ([1, 0, 0], "id")
    for _ in 0..<200 {
      var bytes = good
      for _ in 0...random(3) { bytes[random(bytes.count)] = UInt8(random(256)) }
      if random(4) == 0 { bytes = Array(bytes.prefix(random(bytes.count))) }
      let path = try scratch.write(bytes, to: "table.csv")
      do {
        _ = try ArrayDataset(contentsOf: [path], choices)
      } catch let error as SequenceFileError {
        #expect(error.description.contains("table.csv") && !error.description.contains("\n"), "\(error)")
      }
    }
  }
}
