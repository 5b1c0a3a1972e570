import SequenceData
import Testing

/// The windows of positions and lengths: every place in them occurs, and no place outside.
@Suite("Windows")
struct WindowTests {
  static let sequences = 4000

  @Test(
    "Lengths take every value from T to 1.1 T and no other",
    arguments: TaskForm.named("addition", "multiplication", "xor"),
    [10, 11, 19, 20, 39, 100])
  func lengths(_ form: TaskForm, nominal: Int) {
    let set = form.task.makeSequences(0..<Self.sequences, seed: 1, split: .train, length: nominal)
    let seen = Set((0..<set.count).map { set.length(of: $0) })
    #expect(seen == Set((nominal...2 * nominal).filter { 10 * $0 <= 11 * nominal }))
  }

  @Test(
    "The first marker stands anywhere in the first tenth, the second anywhere up to the half",
    arguments: TaskForm.named("addition", "multiplication", "xor"), [10, 11, 19, 20, 39])
  func earlyMarkers(_ form: TaskForm, nominal: Int) {
    let set = form.task.makeSequences(0..<Self.sequences, seed: 2, split: .validation, length: nominal)
    var first: [Int: Set<Int>] = [:]
    var second: [Int: Set<Int>] = [:]
    for sequence in PlainSequence.all(of: set) {
      first[sequence.length, default: []].insert(sequence.markedSteps[0])
      second[sequence.length, default: []].insert(sequence.markedSteps[1])
    }
    for length in first.keys {
      #expect(first[length] == Set((1...length).filter { 10 * $0 <= length }))
      #expect(second[length] == Set((1...length).filter { 10 * $0 > length && 2 * $0 <= length }))
    }
  }

  @Test("The markers of adding-fixed stand anywhere in their half", arguments: [2, 3, 4, 5, 20, 51])
  func halves(nominal: Int) {
    let set = AddingFixedTask().makeSequences(0..<Self.sequences, seed: 3, split: .train, length: nominal)
    let marks = PlainSequence.all(of: set).map(\.markedSteps)
    #expect(Set(marks.map { $0[0] }) == Set((1...nominal).filter { 2 * $0 <= nominal }))
    #expect(Set(marks.map { $0[1] }) == Set((1...nominal).filter { 2 * $0 > nominal }))
  }

  @Test(
    "Special symbols stand anywhere in their windows", arguments: TaskForm.named("temporal-order", "temporal-order-3"),
    [10, 11, 15, 19, 20, 33, 100])
  func specialSymbols(_ form: TaskForm, nominal: Int) {
    let set = form.task.makeSequences(0..<Self.sequences, seed: 4, split: .test, length: nominal)
    let windows = form.task.name == "temporal-order" ? [(1, 2), (5, 6)] : [(1, 2), (3, 4), (6, 7)]
    let positions = PlainSequence.all(of: set).map { sequence in
      (1...nominal).filter { sequence.symbols[$0 - 1] < 2 }
    }
    for (k, (after, through)) in windows.enumerated() {
      let window = (1...nominal).filter { 10 * $0 > after * nominal && 10 * $0 <= through * nominal }
      #expect(!window.isEmpty)
      #expect(Set(positions.map { $0[k] }) == Set(window))
    }
  }

  @Test("Positions are equally likely, and so are values, symbols and classes")
  func fairness() {
    let markers = PlainSequence.all(of: sequences(AdditionTask(), length: 100)).filter { $0.length == 100 }
    expectEquallyLikely(counts(markers.map { $0.markedSteps[0] }))
    expectEquallyLikely(counts(markers.map { $0.markedSteps[1] }))
    let bits = PlainSequence.all(of: sequences(XorTask(), length: 10))
    expectEquallyLikely(counts(bits.map { Int($0.inputs[4][0]) }))
    expectEquallyLikely(counts(bits.map { Int($0.targets[$0.length - 1]) }))
    expectEquallyLikely(counts(bits.map(\.length)))
    let ordered = PlainSequence.all(of: sequences(TemporalOrder3Task(), length: 20))
    expectEquallyLikely(counts(ordered.map { Int($0.targets[19]) }))
    expectEquallyLikely(counts(ordered.map { $0.symbols[0] }))
    let permuted = PlainSequence.all(of: sequences(RandomPermutationTask(), length: 5))
    expectEquallyLikely(counts(permuted.map { $0.symbols[0] }))
    expectEquallyLikely(counts(permuted.map { $0.symbols[4] }))
    for task in [Memorization20Task(), CopyTask()] as [any SequenceTask] {
      let recalled = PlainSequence.all(of: sequences(task, length: 1))
      expectEquallyLikely(counts(recalled.map { $0.symbols[0] }))
      expectEquallyLikely(counts(recalled.map { $0.symbols[9] }))
    }
  }

  private func sequences(_ task: any SequenceTask, length: Int) -> SequenceSet {
    task.makeSequences(0..<Self.sequences, seed: 5, split: .train, length: length)
  }

  private func counts(_ values: [Int]) -> [Int] {
    Array(Dictionary(grouping: values) { $0 }.mapValues(\.count).values)
  }

  /// Chi-square of k equally likely cells: mean k − 1, variance about 2 (k − 1); six standard deviations are allowed.
  private func expectEquallyLikely(_ counts: [Int], sourceLocation: SourceLocation = #_sourceLocation) {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    let statistic = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    let freedom = Double(counts.count - 1)
    #expect(
      freedom > 0 && statistic <= freedom + 6 * (2 * freedom).squareRoot(),
      "chi-square \(statistic) of \(freedom) degrees", sourceLocation: sourceLocation)
  }
}
