import Foundation
import LinearAlgebra
import SequenceData
import Testing
import Training

@Suite("Sampling of symbols")
struct SymbolSamplerTests {
  static let probabilities = [0.02, 0.3, 0.08, 0.25, 0.01, 0.2, 0.1, 0.04]
  static let distribution = SymbolDistribution(logits: probabilities.map { log($0) + 3 })

  private static func vocabulary(_ count: Int = 8, unknown: Int? = nil) throws -> Vocabulary {
    try Vocabulary(symbols: "abcdefghij".prefix(count).map(String.init), unit: .character, unknown: unknown)
  }

  private static func draw(
    _ count: Int, unknown: Int? = nil, _ change: (inout SamplingOptions) -> Void
  ) throws -> [Int32] {
    var options = SamplingOptions()
    change(&options)
    var sampler = try SymbolSampler(options, for: vocabulary(unknown: unknown))
    return (0..<count).map { _ in sampler.next(distribution) }
  }

  /// χ² of what was drawn against the shares that are expected; what has none must not have been drawn.
  private static func chiSquare(_ symbols: [Int32], _ expected: [Double]) -> (statistic: Double, degrees: Int) {
    let total = expected.reduce(0, +)
    var counts = [Double](repeating: 0, count: expected.count)
    for symbol in symbols { counts[Int(symbol)] += 1 }
    var statistic = 0.0
    for (count, share) in zip(counts, expected) {
      let wanted = share / total * Double(symbols.count)
      if share == 0 { #expect(count == 0) } else { statistic += (count - wanted) * (count - wanted) / wanted }
    }
    return (statistic, expected.count { $0 > 0 } - 1)
  }

  /// The share of χ² beyond which one in about 10⁵ correct samplers lies (Wilson & Hilferty 1931).
  private static func limit(_ degrees: Int) -> Double {
    let d = Double(degrees)
    return d * pow(1 - 2 / (9 * d) + 4.26 * (2 / (9 * d)).squareRoot(), 3)
  }

  struct Choice: Sendable, CustomTestStringConvertible {
    var temperature = 1.0
    var top: Int?
    var unknown: Int?
    var testDescription: String { "T = \(temperature), top \(top ?? 0), unknown \(unknown ?? -1)" }

    /// p^(1/T) of those that may be drawn, by plain computation.
    var expected: [Double] {
      let candidates = probabilities.indices.filter { $0 != unknown }.sorted { probabilities[$0] > probabilities[$1] }
      let kept = Set(candidates.prefix(top ?? .max))
      return probabilities.indices.map { kept.contains($0) ? pow(probabilities[$0], 1 / temperature) : 0 }
    }
  }

  static let choices = [
    Choice(), Choice(temperature: 0.5), Choice(temperature: 3), Choice(temperature: 100), Choice(top: 3),
    Choice(temperature: 0.7, top: 5), Choice(top: 1), Choice(top: 1000), Choice(unknown: 1),
    Choice(temperature: 2, top: 2, unknown: 1), Choice(top: 7, unknown: 0),
  ]

  @Test("Symbols come as often as their probabilities say", arguments: choices, [UInt64(1), 2, 99])
  func shares(choice: Choice, seed: UInt64) throws {
    let drawn = try Self.draw(20_000, unknown: choice.unknown) {
      $0.temperature = choice.temperature
      $0.topCount = choice.top
      $0.seed = seed
    }
    let (statistic, degrees) = Self.chiSquare(drawn, choice.expected)
    guard degrees > 0 else {
      // One symbol is left, and nothing else may come.
      #expect(choice.top == 1 && Set(drawn) == [1])
      return
    }
    #expect(statistic < Self.limit(degrees), "χ² = \(statistic) of \(degrees) degrees")
    // A sampler that ignored the choice would be found out.
    if choice.temperature != 1 {
      let ignoring = Choice(top: choice.top, unknown: choice.unknown)
      #expect(Self.chiSquare(drawn, ignoring.expected).statistic > Self.limit(degrees))
    }
  }

  @Test("Each symbol is the first up to which the probabilities add up to more than one uniform number")
  func definition() throws {
    var generator = Philox(seed: 42, stream: 0x7361_6D70_6C65)
    let expected = (0..<1000).map { _ -> Int32 in
      let u = generator.uniformDouble()
      var sum = 0.0
      return Int32(
        Self.probabilities.firstIndex {
          sum += $0; return sum > u
        } ?? 7)
    }
    #expect(try Self.draw(1000) { $0.seed = 42 } == expected)
    // A choice of all is no choice.
    #expect(try Self.draw(1000) { ($0.seed, $0.topCount) = (42, 8) } == expected)
  }

  @Test("The same seed draws the same symbols, another one others")
  func seeds() throws {
    let first = try Self.draw(100) { $0.seed = 7 }
    #expect(try Self.draw(100) { $0.seed = 7 } == first)
    #expect(try Self.draw(100) { $0.seed = 8 } != first)
  }

  @Test("The likeliest symbol is taken where nothing is to be drawn, and at temperatures without measure")
  func likeliest() throws {
    #expect(try Self.draw(50) { $0.takesLikeliest = true } == Array(repeating: 1, count: 50))
    #expect(try Self.draw(50, unknown: 1) { $0.takesLikeliest = true } == Array(repeating: 3, count: 50))
    for temperature in [1e-3, 1e-300, .leastNonzeroMagnitude] {
      #expect(try Self.draw(50) { $0.temperature = temperature } == Array(repeating: 1, count: 50))
    }
    let hot = try Self.draw(20_000) { $0.temperature = .greatestFiniteMagnitude }
    #expect(Self.chiSquare(hot, Array(repeating: 1, count: 8)).statistic < Self.limit(7))
  }

  @Test("The unknown symbol is drawn only where that is allowed")
  func unknown() throws {
    let allowed = try Self.draw(20_000, unknown: 3) { $0.allowsUnknown = true }
    #expect(Self.chiSquare(allowed, Self.probabilities).statistic < Self.limit(7))
    #expect(try !Self.draw(20_000, unknown: 3) { $0.seed = 4 }.contains(3))
  }

  @Test("Choices that make no sense", arguments: [0, -1, .nan, .infinity] as [Double])
  func nonsense(temperature: Double) throws {
    let error = Small.error { _ = try Self.draw(1) { $0.temperature = temperature } }
    #expect(error?.kind == .usage && error?.description.contains("temperature") == true)
    #expect(Small.error { _ = try Self.draw(1) { $0.topCount = temperature == -1 ? -1 : 0 } }?.kind == .usage)
  }

  @Test("A vocabulary of nothing but the unknown symbol has nothing to write")
  func nothing() throws {
    let vocabulary = try Self.vocabulary(1, unknown: 0)
    #expect(Small.error { _ = try SymbolSampler(SamplingOptions(), for: vocabulary) }?.kind == .data)
    var options = SamplingOptions()
    options.allowsUnknown = true
    var sampler = try SymbolSampler(options, for: vocabulary)
    #expect(sampler.next(SymbolDistribution(count: 1)) == 0)
    options.takesLikeliest = true
    sampler = try SymbolSampler(options, for: Self.vocabulary(1))
    #expect(sampler.next(SymbolDistribution(count: 1)) == 0)
  }
}
