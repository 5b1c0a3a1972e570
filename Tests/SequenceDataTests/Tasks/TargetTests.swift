import SequenceData
import TestSupport
import Testing

/// Every target follows from the inputs by the written definition.
@Suite("Targets")
struct TargetTests {
  @Test("The inputs keep to the definition, and targets and weights follow from them", arguments: TaskForm.all)
  func targetsFollowFromInputs(_ form: TaskForm) {
    let oracle = TaskOracle(name: form.task.name, variant: form.task.variant)
    for length in form.lengths {
      for seed in [UInt64(0), 1, 42, .max] {
        for split in Split.allCases {
          let set = form.task.makeSequences(0..<32, seed: seed, split: split, length: length)
          for sequence in PlainSequence.all(of: set) {
            let (targets, weights) = oracle.answer(to: sequence, nominal: length)
            #expect(sequence.targets == targets)
            #expect(sequence.weights == weights)
          }
        }
      }
    }
  }

  @Test("Lengths can be mixed within one set", arguments: TaskForm.all)
  func mixedLengths(_ form: TaskForm) {
    let oracle = TaskOracle(name: form.task.name, variant: form.task.variant)
    func length(_ index: Int) -> Int { form.task.smallestLength + index * 7 % 50 }
    let set = form.task.makeSequences(0..<64, seed: 3, split: .train, lengthOfIndex: length)
    for (index, sequence) in PlainSequence.all(of: set).enumerated() {
      let (targets, weights) = oracle.answer(to: sequence, nominal: length(index))
      #expect(sequence.targets == targets)
      #expect(sequence.weights == weights)
      let alone = form.task.makeSequences(index..<index + 1, seed: 3, split: .train, length: length(index))
      #expect(PlainSequence(0, of: alone) == sequence)
    }
  }

  @Test("The shapes, the scored steps and the longest length are those of the sequences", arguments: TaskForm.all)
  func shapesAreKept(_ form: TaskForm) {
    let task = form.task
    for length in form.lengths {
      let set = task.makeSequences(0..<200, seed: 8, split: .train, length: length)
      #expect(set.count == 200)
      #expect(set.inputs.shape == task.inputs)
      #expect(set.targets.shape == task.outputs)
      #expect((set.weights == nil) == task.isScoredAtEveryStep)
      let scored = (0..<set.count).map { n in Double(set.rows(of: n).reduce(0) { $0 + set.weight(ofRow: $1) }) }
      let mean = scored.reduce(0, +) / Double(scored.count)
      let deviation = (scored.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scored.count)).squareRoot()
      // Exactly, but for tasks that draw how many.
      expectClose(
        mean, task.scoredSteps(length: length), tolerance: 5 * deviation / Double(scored.count).squareRoot() + 1e-9)
      for n in 0..<set.count {
        #expect(set.length(of: n) <= task.maximumSequenceLength(length: length))
        #expect(set.length(of: n) >= length)
      }
      #expect(set.longestLength == task.maximumSequenceLength(length: length))
    }
  }

  @Test("Symbols and classes stay below their cardinality", arguments: TaskForm.all)
  func symbolsStayInRange(_ form: TaskForm) {
    let set = form.task.makeSequences(0..<1000, seed: 8, split: .train, length: 30)
    if case .symbols(let symbols, let cardinality) = set.inputs {
      #expect(symbols.min() == 0 && symbols.max() == Int32(cardinality - 1))
    }
    if case .classes(let classes, let cardinality) = set.targets, form.task.isScoredAtEveryStep {
      #expect(classes.min() == 0 && classes.max() == Int32(cardinality - 1))
    }
  }
}
