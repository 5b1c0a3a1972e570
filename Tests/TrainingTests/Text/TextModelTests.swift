import Foundation
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

@Suite("Models of text")
struct TextModelTests {
  /// What a batch of the one sequence says of a text: Σ −log₂ p of all symbols but the first.
  private func bits<Element: Scalar>(_ trainer: Trainer<Element>, _ symbols: [Int32]) throws -> Double {
    let count = trainer.network.definition.outputs
    let view = SequenceView(
      offsets: [0, symbols.count - 1], inputs: .symbols(Array(symbols.dropLast()), cardinality: count),
      targets: .classes(Array(symbols.dropFirst()), cardinality: count), weights: nil)
    let evaluator = BatchEvaluator(trainer.network, pool: WorkerPool(threads: 1))
    return evaluator.loss(at: trainer.parameters, over: try Batch(view, for: trainer.network)) / M_LN2
  }

  private func scores<Element: Scalar>(_ run: TextRun, _: Element.Type, relative: Double) throws {
    let trainer: Trainer<Element> = try run.trainer()
    let model = try TextModel(trainer.checkpoint, name: "the run")
    let symbols = run.vocabulary.encode("the mat sat on a dog. the").symbols
    let expected = try bits(trainer, symbols)
    var seen: [SymbolSurprise] = []
    let score = try #require(try model.score(symbols, alternatives: 3) { seen.append($0) })
    #expect(abs(score.bits / expected - 1) < relative, "\(score.bits) instead of \(expected)")
    #expect(score.characters == symbols.count - 1 && seen.map(\.symbol) == symbols)
    #expect(seen[0].bits == nil && seen[0].alternatives.isEmpty)
    #expect(seen.dropFirst().reduce(0) { $0 + $1.bits! } == score.bits)
    #expect(seen.dropFirst().allSatisfy { $0.alternatives.count == 3 && $0.bits! > 0 })
    // The same again: a score begins at the beginning.
    #expect(try model.score(symbols) == score)
    #expect(try model.score(symbols, isInterrupted: { true }) == nil)
  }

  @Test("A text scores what a pass over it says, each symbol but the first once", arguments: CellRegistry.names)
  func score(cell: String) throws {
    let run = try TextRun(cell: cell)
    try scores(run, Float.self, relative: 1e-5)
    try scores(run, Double.self, relative: 1e-12)
  }

  @Test("Nothing is predicted of a single symbol, or of none")
  func short() throws {
    let model: TextModel<Float> = try TextRun().model()
    #expect(try model.score([3]) == TextScore() && model.score([]) == TextScore())
    #expect(TextScore().bitsPerCharacter == nil && TextScore().bitsPerByte == nil)
  }

  @Test("What is written follows from seed and prime alone; the scores are those of the text as a whole")
  func writing() throws {
    let run = try TextRun()
    let model: TextModel<Float> = try run.model()
    let prime = run.vocabulary.encode("the cat").symbols
    func write(_ prime: [Int32], seed: UInt64, length: Int = 60) throws -> (text: [Int32], bits: Double) {
      var options = SamplingOptions()
      options.seed = seed
      var sampler = try SymbolSampler(options, for: model.vocabulary)
      var written: [Int32] = []
      let scores = try model.write(length, after: prime, with: &sampler) { if $1 { written.append($0.symbol) } }
      #expect(scores.prime.characters == max(0, prime.count - 1) && scores.written.characters == length)
      return (written, scores.prime.bits + scores.written.bits)
    }
    let first = try write(prime, seed: 3)
    #expect(try write(prime, seed: 3) == first)
    #expect(try write(prime, seed: 4).text != first.text)
    #expect(try write(Array(prime.dropLast()), seed: 3).text != first.text)
    #expect(try write(prime, seed: 3, length: 20).text == Array(first.text.prefix(20)))
    let whole = try #require(try model.score(prime + first.text))
    #expect(abs(whole.bits - first.bits) < 1e-9 * whole.bits)
    // Without a prime it is the opening that is read, and every symbol of the text is predicted.
    let opened = try write([], seed: 3)
    let read = try #require(try model.score([model.opening] + opened.text))
    #expect(abs(read.bits - opened.bits) < 1e-9 * read.bits)
  }

  @Test("A model that is interrupted ends with what it has written")
  func interrupted() throws {
    let model: TextModel<Float> = try TextRun().model()
    var sampler = try SymbolSampler(SamplingOptions(), for: model.vocabulary)
    var count = 0
    let scores = try model.write(100, after: [0, 1], with: &sampler) { _, _ in
      count += 1
    } isInterrupted: {
      count == 12
    }
    #expect(count == 12 && scores.written.characters == 10)
  }

  @Test("A text begins after a newline, a space, or the first symbol that is known")
  func opening() throws {
    func opening(_ text: String, unknown: Bool = false) throws -> String {
      let run = try TextRun(String(repeating: text, count: 300), unknown: unknown)
      return try run.vocabulary.symbols[Int(run.model(Float.self).opening)]
    }
    #expect(try opening("ab \n") == "\n")
    #expect(try opening("b a") == " ")
    #expect(try opening("bab") == "a")
  }

  @Test("What is no model of text is refused by name")
  func other() throws {
    let trainer = try Trainer<Float>(Small.configuration("temporal-order") { $0.iterations = 0 })
    let error = Small.error { _ = try TextModel(trainer.checkpoint, name: "x.h5") }
    #expect(error?.kind == .data)
    #expect(error?.description.hasPrefix("x.h5 is no model of text: it was trained on temporal-order") == true)
  }

  @Test("Numbers that overflow are a sentence, not a text")
  func overflow() throws {
    let run = try TextRun()
    let trainer: Trainer<Float> = try run.trainer()
    var θ = trainer.parameters
    for i in trainer.network.layout["W_ho"]!.range { θ[i] = .infinity }
    let model = try TextModel(trainer.checkpoint, parameters: θ, name: "x.h5")
    let error = Small.error { _ = try model.score([0, 1, 2, 3]) }
    #expect(error?.kind == .data && error?.description.contains("overflow") == true)
  }

  @Test("Bits per character and per byte are over what was predicted; unknown characters have no bytes")
  func arithmetic() throws {
    let vocabulary = try Vocabulary(symbols: ["a", "é", "—", "?"], unit: .character, unknown: 3)
    var score = TextScore()
    score.add([0, 1], nats: 3 * M_LN2, in: vocabulary)
    score.add([2], nats: 9 * M_LN2, in: vocabulary)
    #expect(score.characters == 3 && score.bytes == 6 && score.unknown == 0)
    #expect(abs(score.bits - 12) < 1e-14)
    #expect(abs(score.bitsPerCharacter! - 4) < 1e-14 && abs(score.bitsPerByte! - 2) < 1e-14)
    score.add([3], nats: 0, in: vocabulary)
    #expect(score.characters == 4 && score.bytes == 6 && score.unknown == 1)
    #expect(abs(score.bitsPerCharacter! - 3) < 1e-14 && score.bitsPerByte == nil)
    var bytes = TextScore()
    bytes.add([0, 1], nats: M_LN2, in: try Vocabulary(symbols: ["a", "<FF>"], unit: .byte, unknown: nil))
    #expect(bytes.bytes == 2 && bytes.bitsPerByte == bytes.bitsPerCharacter)
  }

  @Test("Bits that overflowed are none", arguments: [Double.nan, .infinity])
  func overflowedBits(nats: Double) throws {
    var score = TextScore()
    score.add([0], nats: nats, in: try Vocabulary(symbols: ["a", "b"], unit: .character, unknown: nil))
    #expect(score.characters == 1 && score.bitsPerCharacter == nil && score.bitsPerByte == nil)
  }
}
