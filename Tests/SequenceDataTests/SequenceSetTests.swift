import SequenceData
import Testing

/// The set of sequences, apart from any task.
@Suite("Sequence sets")
struct SequenceSetTests {
  private let real = SequenceSet(
    offsets: [0, 2, 3], inputs: .real([1, 2, 3, 4, 5, 6], features: 2), targets: .real([0, 7, 8], outputs: 1),
    weights: [0, 1, 0.5])

  @Test("Rows, lengths and counts follow from the offsets")
  func rows() {
    #expect(real.count == 2)
    #expect(real.rowCount == 3)
    #expect(real.rows(of: 0) == 0..<2)
    #expect(real.rows(of: 1) == 2..<3)
    #expect(real.length(of: 0) == 2)
    #expect(real.longestLength == 2)
    #expect(real.weight(ofRow: 2) == 0.5)
  }

  @Test("An empty set has no sequences, no rows and one offset")
  func empty() {
    let set = SequenceSet(inputs: .symbols(cardinality: 3), targets: .classes(cardinality: 2))
    #expect(set.count == 0)
    #expect(set.rowCount == 0)
    #expect(set.offsets == [0])
    #expect(set.longestLength == 0)
    #expect(set.weights == nil)
    #expect(set.inputs.shape.width == 3)
    #expect(set.targets.shape.width == 2)
  }

  @Test("The mean input is that of each feature, or the share of each symbol; what is not finite does not count")
  func meanInput() {
    #expect(real.meanInput == [3, 4])
    let holes = SequenceSet(
      offsets: [0, 3], inputs: .real([1, .nan, 2, 5, .infinity, 7], features: 2), targets: .real([0, 0, 0], outputs: 1))
    #expect(holes.meanInput == [1.5, 6])
    let symbols = SequenceSet(
      offsets: [0, 1, 4], inputs: .symbols([2, 0, 2, 2], cardinality: 4),
      targets: .classes([0, 0, 0, 0], cardinality: 2))
    #expect(symbols.meanInput == [0.25, 0, 0.75, 0])
    #expect(SequenceSet(inputs: .symbols(cardinality: 3), targets: .classes(cardinality: 2)).meanInput == [0, 0, 0])
  }

  @Test("Appending concatenates all arrays and shifts the offsets")
  func appending() {
    var set = real
    set.append(contentsOf: real)
    #expect(
      set
        == SequenceSet(
          offsets: [0, 2, 3, 5, 6], inputs: .real([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6], features: 2),
          targets: .real([0, 7, 8, 0, 7, 8], outputs: 1), weights: [0, 1, 0.5, 0, 1, 0.5]))
    var fromEmpty = SequenceSet(inputs: .real(features: 2), targets: .real(outputs: 1), weighted: true)
    fromEmpty.append(contentsOf: real)
    #expect(fromEmpty == real)
  }

  @Test("Where only one of two sets has weights, the rows of the other weigh 1")
  func mixedWeights() {
    let plain = SequenceSet(
      offsets: [0, 1], inputs: .real([9, 9], features: 2), targets: .real([9], outputs: 1))
    var weightedFirst = real
    weightedFirst.append(contentsOf: plain)
    #expect(weightedFirst.weights == [0, 1, 0.5, 1])
    var plainFirst = plain
    plainFirst.append(contentsOf: real)
    #expect(plainFirst.weights == [1, 0, 1, 0.5])
    #expect(plain.weight(ofRow: 0) == 1)
  }

  @Test("A selection holds the sequences of the numbers, in their order and as often as they occur")
  func selecting() {
    let symbols = SequenceSet(
      offsets: [0, 1, 3, 6], inputs: .symbols([0, 1, 2, 3, 4, 5], cardinality: 6),
      targets: .classes([5, 4, 3, 2, 1, 0], cardinality: 6))
    let selected = symbols.selecting([2, 0, 2])
    #expect(
      selected
        == SequenceSet(
          offsets: [0, 3, 4, 7], inputs: .symbols([3, 4, 5, 0, 3, 4, 5], cardinality: 6),
          targets: .classes([2, 1, 0, 5, 2, 1, 0], cardinality: 6)))
    #expect(real.selecting([1]).weights == [0.5])
    #expect(real.selecting([]).count == 0)
    #expect(real.selecting(0..<2) == real)
  }

  @Test("Reserved room is not moved by appending")
  func reserving() {
    var set = CopyTask().makeEmptySet()
    set.reserveCapacity(sequences: 10, rows: 10 * 30)
    let before = set.offsets.capacity
    set.append(contentsOf: CopyTask().makeSequences(0..<10, seed: 0, split: .train, length: 10))
    #expect(set.offsets.capacity == before)
    #expect(set.count == 10)
  }

  @Test("Sets of different shapes cannot be joined")
  func differentShapes() async {
    await #expect(processExitsWith: .failure) {
      var set = CopyTask().makeEmptySet()
      set.append(contentsOf: Memorization5Task().makeSequences(0..<1, seed: 0, split: .train, length: 1))
    }
  }

  @Test("Arrays that contradict the offsets are refused")
  func contradictions() async {
    await #expect(processExitsWith: .failure) {
      _ = SequenceSet(
        offsets: [0, 2], inputs: .symbols([1], cardinality: 3), targets: .classes([1, 1], cardinality: 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = SequenceSet(
        offsets: [0, 2], inputs: .symbols([1, 1], cardinality: 3), targets: .classes([1, 1], cardinality: 3),
        weights: [1])
    }
    await #expect(processExitsWith: .failure) {
      _ = SequenceSet(
        offsets: [0, 1, 1], inputs: .symbols([1], cardinality: 3), targets: .classes([1], cardinality: 3))
    }
    await #expect(processExitsWith: .failure) {
      _ = SequenceSet(
        offsets: [0, 1], inputs: .real([1, 2, 3], features: 2), targets: .classes([1], cardinality: 3))
    }
  }
}
