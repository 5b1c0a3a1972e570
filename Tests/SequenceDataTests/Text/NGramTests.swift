import Foundation
import SequenceData
import TestSupport
import Testing

@Suite("n-gram models")
struct NGramTests {
  /// Witten and Bell's definition, counted anew for each symbol.
  private func bits(_ train: [Int32], _ test: [Int32], order: Int, cardinality: Int) -> Double {
    var sum = 0.0
    for position in 1..<test.count {
      var p = 1 / Double(cardinality)
      for length in 0..<order where length <= position {
        let history = Array(test[position - length..<position])
        var followers: [Int32: Int] = [:]
        for end in stride(from: length, to: train.count, by: 1) where Array(train[end - length..<end]) == history {
          followers[train[end], default: 0] += 1
        }
        let (n, t) = (Double(followers.values.reduce(0, +)), Double(followers.count))
        if n > 0 { p = (Double(followers[test[position]] ?? 0) + t * p) / (n + t) }
      }
      sum -= log2(p)
    }
    return sum
  }

  private func text(_ count: Int, cardinality: Int, seed: Int) -> [Int32] {
    // A few words over and over, so that long histories return.
    var (generator, symbols) = (TestGenerator(seed: UInt64(seed)), [Int32]())
    while symbols.count < count {
      let word = generator.integer(0...31)
      symbols += (0...word % 5).map { Int32((word * 31 + $0 * 7) % cardinality) }
    }
    return Array(symbols.prefix(count))
  }

  @Test("All orders agree with the definition", arguments: [(1, 1), (2, 2), (5, 3), (70_000, 4), (27, 5)])
  func definition(cardinality: Int, seed: Int) throws {
    let train = text(400, cardinality: cardinality, seed: seed)
    let test = text(90, cardinality: cardinality, seed: seed + 10) + [Int32(cardinality - 1), 0]
    var model = NGramModel(order: 6, cardinality: cardinality)
    // In pieces, as from a file.
    for start in stride(from: 0, to: train.count, by: 37) {
      try model.train(on: Array(train[start..<min(start + 37, train.count)]))
    }
    var scorer = NGramScorer(model)
    for start in stride(from: 0, to: test.count, by: 11) {
      scorer.add(Array(test[start..<min(start + 11, test.count)]))
    }
    #expect(scorer.predictedCount == test.count - 1)
    for order in 1...6 {
      let expected = bits(train, test, order: order, cardinality: cardinality)
      #expect(abs(scorer.bits[order - 1] - expected) <= 1e-10 * max(1, expected), "order \(order)")
    }
  }

  @Test("The predictions after any history add up to 1")
  func distribution() throws {
    let (cardinality, train) = (6, text(300, cardinality: 6, seed: 3))
    var model = NGramModel(order: 4, cardinality: cardinality)
    try model.train(on: train)
    for history in [[0, 1, 2], [5, 5, 5], Array(train[100..<103])] as [[Int32]] {
      var sums = [Double](repeating: 0, count: 4)
      for symbol in 0..<Int32(cardinality) {
        var before = NGramScorer(model)
        before.add(history)
        var after = before
        after.add([symbol])
        for order in 0..<4 { sums[order] += exp2(before.bits[order] - after.bits[order]) }
      }
      for sum in sums { #expect(abs(sum - 1) < 1e-12, "\(sums)") }
    }
  }

  @Test("n-grams that take too much memory are given up with a sentence")
  func memory() {
    var model = NGramModel(order: 8, cardinality: 1000, memoryLimit: 1 << 20)
    let error = #expect(throws: SequenceDataError.self) {
      try model.train(on: text(200_000, cardinality: 1000, seed: 1).enumerated().map { ($1 + Int32($0 % 997)) % 1000 })
    }
    #expect(error?.description.contains("order 1 to 8 of this text take more than 1 MiB") == true)
    #expect(model.count < 60_000)
  }

  @Test("Of a file: trained on /train, and bytes counted as UTF-8 has them")
  func file() throws {
    let scratch = try Scratch()
    try scratch.write(String(repeating: "aé€ ", count: 60), to: "a.txt")
    try TextMaking(.shares([0.8, 0.2], files: [scratch.file("a.txt")])).write(to: scratch.file())
    let file = try TextFile(contentsOf: scratch.file())
    let baselines = try NGramBaselines(file, order: 3, split: .validation)
    #expect(baselines.predictedCount == 47 && baselines.predictedBytes == 48 / 4 * 7 - 1)
    let train = try file.symbols(of: .train, 0..<192)
    let test = try file.symbols(of: .validation, 0..<48)
    for score in baselines.scores {
      let expected = bits(train, test, order: score.order, cardinality: 4)
      #expect(abs(score.bitsPerCharacter - expected / 47) < 1e-12)
      #expect(abs((score.bitsPerByte ?? 0) - expected / 83) < 1e-12)
    }
    #expect(throws: SequenceFileError.self) { try NGramBaselines(file, order: 3, split: .test) }
    let summary = try TextSplitSummary(.train, of: file)
    #expect(summary.counts == [48, 48, 48, 48] && abs(summary.entropy - 2) < 1e-12 && summary.bytes == 48 * 7)
  }
}
