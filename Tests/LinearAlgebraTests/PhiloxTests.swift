import Foundation
import LinearAlgebra
import TestSupport
import Testing

/// The generator against the published answers, and its distributions against what they promise.
///
/// Every bound on a random quantity is a number of its own standard deviations. The seeds are fixed, so a test that
/// passes once passes always; the bounds say what a fault must exceed to be seen.
@Suite("Philox")
struct PhiloxTests {
  /// So many numbers are drawn where moments are looked at.
  private static let count = Quick.isOn ? 20_000 : 200_000

  struct KnownAnswer: Sendable {
    let counter: SIMD4<UInt32>
    let key: SIMD2<UInt32>
    let words: SIMD4<UInt32>
  }

  /// The lines `philox4x32 10` of the file `kat_vectors` of Random123, the authors' own library.
  static let knownAnswers = [
    KnownAnswer(
      counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0),
      words: SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    KnownAnswer(
      counter: SIMD4(repeating: 0xffff_ffff), key: SIMD2(repeating: 0xffff_ffff),
      words: SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    KnownAnswer(
      counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: SIMD2(0xa409_3822, 0x299f_31d0),
      words: SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
  ]

  @Test("A block is the authors' published answer", arguments: knownAnswers)
  func publishedAnswers(_ known: KnownAnswer) {
    #expect(Philox.block(counter: known.counter, key: known.key) == known.words)
  }

  @Test("Seed, stream and position take their places in key and counter, low word first")
  func placesInTheCounter() {
    var generator = Philox(
      seed: 0x299f_31d0_a409_3822, stream: 0x0370_7344_1319_8a2e, position: 0x85a3_08d3_243f_6a88)
    #expect(generator.nextWord() == 0xd16c_fe09)
    #expect(generator.nextWord() == 0x94fd_cceb)
    #expect(generator.next() == 0x2412_6ea1_5001_e420)
    #expect(generator.position == 0x85a3_08d3_243f_6a89)
    #expect(generator.unreadWords == 0)
  }

  @Test("Any block made alone is the block met on the way", arguments: [UInt64(0), 1, 73, .max])
  func anyBlockAlone(seed: UInt64) {
    var drawing = Philox(seed: seed, stream: 5)
    let met = (0..<400).map { _ in drawing.nextWord() }
    for position in (0..<100).reversed() {
      var alone = Philox(seed: seed, stream: 5, position: UInt64(position))
      for word in 0..<4 { #expect(alone.nextWord() == met[4 * position + word]) }
    }
  }

  @Test("A generator made of another one's four values continues as that one does", arguments: 0..<9)
  func resumes(wordsDrawn: Int) {
    var original = Philox(seed: 11, stream: 3)
    for _ in 0..<wordsDrawn { _ = original.nextWord() }
    var resumed = Philox(
      seed: original.seed, stream: original.stream, position: original.position, unreadWords: original.unreadWords)
    for _ in 0..<20 { #expect(resumed.nextWord() == original.nextWord()) }
  }

  @Test("A copy draws the same numbers and does not move the original")
  func copies() {
    var original = Philox(seed: 1, stream: 2)
    _ = original.nextWord()
    var copy = original
    let drawn = (0..<10).map { _ in copy.next() }
    #expect((0..<10).map { _ in original.next() } == drawn)
  }

  @Test("Neighboring seeds, streams and positions share no word")
  func neighborsDiffer() {
    var seen: Set<UInt32> = []
    for seed in UInt64(0)..<8 {
      for stream in UInt64(0)..<8 {
        for position in UInt64(0)..<8 {
          var generator = Philox(seed: seed, stream: stream << 32, position: position << 32)
          for _ in 0..<4 { seen.insert(generator.nextWord()) }
        }
      }
    }
    // 2048 words of 2³² meet with probability 2048² / 2³³ = 0.0005.
    #expect(seen.count == 2048)
  }

  @Test("The last block of a stream is followed by the first")
  func positionWraps() {
    var generator = Philox(seed: 9, stream: 9, position: .max)
    for _ in 0..<4 { _ = generator.nextWord() }
    var first = Philox(seed: 9, stream: 9)
    #expect(generator.nextWord() == first.nextWord())
  }

  @Test("Single uniforms are multiples of 2⁻²⁴ below 1 with the moments of the uniform", arguments: [UInt64(1), 2, 3])
  func uniformFloats(seed: UInt64) {
    var generator = Philox(seed: seed, stream: 0)
    let values = (0..<Self.count).map { _ in generator.uniform() }
    #expect(values.allSatisfy { 0 <= $0 && $0 < 1 })
    let multiples = values.map { $0 * 0x1p24 }
    #expect(multiples.allSatisfy { $0 == $0.rounded() })
    #expect(multiples.contains { Int($0) % 2 == 1 }, "The last of the 24 bits is never set.")
    expectUniformMoments(values.map(Double.init))
  }

  @Test("The largest and the smallest word give the ends of the interval")
  func uniformEnds() {
    #expect(Float(UInt32.max >> 8) * 0x1p-24 == 1 - 0x1p-24)
    var generator = Philox(seed: 0, stream: 0)
    #expect(generator.uniform() == Float(0x6627e8) * 0x1p-24)
    #expect(generator.uniformDouble() == Double((UInt64(0xbc57_ac4c) << 32 | 0xe169_c58d) >> 11) * 0x1p-53)
  }

  @Test("Double uniforms are multiples of 2⁻⁵³ below 1 with the moments of the uniform", arguments: [UInt64(1), 2, 3])
  func uniformDoubles(seed: UInt64) {
    var generator = Philox(seed: seed, stream: 0)
    let values = (0..<Self.count).map { _ in generator.uniformDouble() }
    #expect(values.allSatisfy { 0 <= $0 && $0 < 1 })
    let multiples = values.map { $0 * 0x1p53 }
    #expect(multiples.allSatisfy { $0 == $0.rounded() })
    #expect(multiples.contains { Int($0) % 2 == 1 }, "The last of the 53 bits is never set.")
    expectUniformMoments(values)
  }

  @Test(
    "Normal numbers have the moments and the tails of the normal distribution", arguments: [UInt64(1), 2, 3],
    [false, true])
  func normals(seed: UInt64, inPairs: Bool) {
    var generator = Philox(seed: seed, stream: 0)
    let count = Self.count
    let pairs = Matrix<Double>(rows: 1, columns: inPairs ? count : 0)
    if inPairs { pairs.fillRow(0, normalPairsOf: generator, scale: 1) }
    let values = inPairs ? pairs.elements : (0..<count).map { _ in generator.normal() }
    // The powers 1 to 4 have means 0, 1, 0, 3 and variances E z²ᵏ − (E zᵏ)² = 1, 2, 15, 96.
    for (power, (mean, variance)) in [(0.0, 1.0), (1.0, 2.0), (0.0, 15.0), (3.0, 96.0)].enumerated() {
      let observed = values.reduce(0) { sum, z in sum + (0...power).reduce(1.0) { product, _ in product * z } }
      expectClose(observed / Double(count), mean, tolerance: 5 * (variance / Double(count)).squareRoot())
    }
    // P(|z| > 1) = 0.317310507863, P(|z| > 3) = 0.002699796063 (tables of the error function).
    for (bound, share) in [(1.0, 0.317310507863), (3.0, 0.002699796063)] {
      let observed = Double(values.count { abs($0) > bound }) / Double(count)
      expectClose(observed, share, tolerance: 5 * (share * (1 - share) / Double(count)).squareRoot())
    }
    let products = zip(values, values.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    expectClose(products / Double(count - 1), 0, tolerance: 5 / Double(count - 1).squareRoot())
  }

  @Test(
    "Pairs of normal numbers are those of their words, in both precisions", arguments: [1, 2, 3, 4, 31, 32, 33, 100])
  func normalPairs(count: Int) {
    let (double, single) = (Matrix<Double>(rows: 2, columns: count), Matrix<Float>(rows: 2, columns: count))
    var generator = Philox(seed: 1 << 40 | 5, stream: 3 << 33 | 1, position: (1 << 32) - 2)
    double.fillRow(1, normalPairsOf: generator, scale: 0.5)
    single.fillRow(1, normalPairsOf: generator, scale: 0.5)
    for j in stride(from: 0, to: count, by: 2) {
      let u = (Double(generator.nextWord()) + 1) / 0x1p32
      let angle = 2 * Double.pi * Double(generator.nextWord()) / 0x1p32
      for (place, turn) in [cos(angle), sin(angle)].enumerated() where j + place < count {
        let z = 0.5 * (-2 * log(u)).squareRoot() * turn
        expectClose(double[1, j + place], z, tolerance: 4e-15)
        #expect(single[1, j + place] == Float(double[1, j + place]))
      }
    }
    #expect(double.rows(0..<1).elements.allSatisfy { $0 == 0 })
  }

  @Test("One normal number is one block, so number k can be made alone")
  func normalsAlone() {
    var drawing = Philox(seed: 4, stream: 8)
    let met = (0..<50).map { _ in drawing.normal() }
    for k in 0..<50 {
      var alone = Philox(seed: 4, stream: 8, position: UInt64(k))
      #expect(alone.normal() == met[k])
    }
  }

  @Test("Integers of a range are equally likely", arguments: [1, 2, 3, 5, 6, 7, 10, 97, 98, 128, 1000])
  func integersAreUnbiased(values: Int) {
    var generator = Philox(seed: 17, stream: UInt64(values))
    let draws = 200 * values + 10_000
    var counts = [Int](repeating: 0, count: values)
    for _ in 0..<draws { counts[generator.integer(in: -3...(values - 4)) + 3] += 1 }
    expectEquallyLikely(counts)
  }

  @Test("A range that does not divide 2³² has no bias that a plain multiplication would have")
  func integersRejectTheSurplus() {
    // Of 3·2³⁰ values a multiplication alone gives every third one twice as often: shares 1/2, 1/4, 1/4.
    var generator = Philox(seed: 23, stream: 0)
    var counts = [0, 0, 0]
    for _ in 0..<30_000 { counts[generator.integer(in: 0...(3 << 30 - 1)) % 3] += 1 }
    expectEquallyLikely(counts)
    // The same for the 64-bit path: 3·2⁶¹ values, which a multiplication alone serves 3, 3 and 2 times in 8.
    counts = [0, 0, 0]
    for _ in 0..<30_000 { counts[generator.integer(in: 0...(3 << 61 - 1)) % 3] += 1 }
    expectEquallyLikely(counts)
  }

  @Test("The widest ranges are served: one value, 2³² values, all of Int")
  func integersOfExtremeRanges() {
    var generator = Philox(seed: 0, stream: 0)
    #expect(generator.integer(in: Int.max...Int.max) == .max)
    #expect(generator.integer(in: Int.min...Int.min) == .min)
    var words = Philox(seed: 2, stream: 0)
    var integers = words
    for _ in 0..<100 { #expect(integers.integer(in: 0...0xffff_ffff) == Int(words.nextWord())) }
    for _ in 0..<100 {
      let expected = Int.min &+ Int(truncatingIfNeeded: words.next())
      #expect(integers.integer(in: .min ... .max) == expected)
    }
    let wide = (0..<1000).map { _ in integers.integer(in: -(1 << 40)...(1 << 40)) }
    #expect(wide.allSatisfy { abs($0) <= 1 << 40 })
    #expect(wide.contains { $0 > 1 << 39 } && wide.contains { $0 < -(1 << 39) })
  }

  @Test("Distinct integers are distinct and below the bound", arguments: [0, 1, 2, 31, 32, 33, 500], [0, 1, 32, 500])
  func distinctIntegers(bound: Int, count: Int) {
    guard count <= bound else { return }
    var generator = Philox(seed: 3, stream: UInt64(bound))
    let numbers = generator.distinct(count: count, below: bound)
    #expect(numbers.count == count)
    #expect(Set(numbers).count == count)
    #expect(numbers.allSatisfy { (0..<bound).contains($0) })
  }

  @Test("Every ordered choice of distinct integers is equally likely")
  func distinctChoicesAreUnbiased() {
    var generator = Philox(seed: 5, stream: 0)
    var counts = [Int](repeating: 0, count: 60)
    for _ in 0..<60_000 {
      let chosen = generator.distinct(count: 3, below: 5)
      // The rank of the ordered choice among the 5 · 4 · 3.
      let second = chosen[1] - (chosen[1] > chosen[0] ? 1 : 0)
      let third = (0..<5).filter { $0 != chosen[0] && $0 != chosen[1] }.firstIndex(of: chosen[2])!
      counts[(chosen[0] * 4 + second) * 3 + third] += 1
    }
    expectEquallyLikely(counts)
  }

  @Test("Few of very many distinct integers are drawn as a whole shuffle would", arguments: [UInt64(1), 2, 3])
  func fewOfMany(seed: UInt64) {
    // Below 17 · 40 the whole list is shuffled for 41 numbers and only touched places are kept for 40.
    let bound = 17 * 40
    var sparse = Philox(seed: seed, stream: 0)
    var dense = sparse
    let few = sparse.distinct(count: 40, below: bound)
    #expect(dense.distinct(count: 43, below: bound).prefix(40).elementsEqual(few))
    var huge = Philox(seed: seed, stream: 1)
    let numbers = huge.distinct(count: 1000, below: 1 << 50)
    #expect(Set(numbers).count == 1000)
    #expect(numbers.contains { $0 > 1 << 49 })
  }

  @Test("Asking for more distinct integers than there are stops the program")
  func tooManyDistinct() async {
    await #expect(processExitsWith: .failure) {
      var generator = Philox(seed: 0, stream: 0)
      _ = generator.distinct(count: 4, below: 3)
    }
  }

  // MARK: - Checks

  /// Mean 1/2, variance 1/12, and no correlation of neighbors, each within five standard deviations.
  private func expectUniformMoments(_ values: [Double]) {
    let count = Double(values.count)
    expectClose(values.reduce(0, +) / count, 0.5, tolerance: 5 / (12 * count).squareRoot())
    let squares = values.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) }
    // (u − ½)² has variance 1/80 − 1/144 = 1/180.
    expectClose(squares / count, 1.0 / 12, tolerance: 5 / (180 * count).squareRoot())
    let products = zip(values, values.dropFirst()).reduce(0) { $0 + ($1.0 - 0.5) * ($1.1 - 0.5) }
    expectClose(products / (count - 1), 0, tolerance: 5 / (144 * (count - 1)).squareRoot())
  }

  /// The chi-square statistic of k equally likely cells has mean k − 1 and variance about 2 (k − 1); its upper tail is
  /// heavier than the normal one's, so six standard deviations above the mean are allowed (beyond 1 in 10,000 for k ≥ 2).
  private func expectEquallyLikely(_ counts: [Int]) {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    let statistic = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    let freedom = Double(counts.count - 1)
    #expect(statistic <= freedom + 6 * (2 * freedom).squareRoot(), "chi-square \(statistic) of \(freedom) degrees")
  }
}
