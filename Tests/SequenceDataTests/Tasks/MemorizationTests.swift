import SequenceData
import Testing

/// The task with only 32 sequences.
@Suite("Memorization of five bits")
struct MemorizationTests {
  static let forms = TaskForm.named("memorization-5")

  @Test(
    "Every split holds all 32 sequences exactly once, whatever size is asked for", arguments: forms, [1, 2, 30, 200])
  func allThirtyTwo(_ form: TaskForm, length: Int) {
    #expect(form.task.fixedSize(length: length) == 32)
    for seed in [UInt64(0), 1, 99] {
      for split in Split.allCases {
        for size in [1, 32, 1000] {
          let set = form.task.makeSplit(split, size: size, seed: seed, length: length)
          let shown = PlainSequence.all(of: set).map { $0.symbols.prefix(5).map(String.init).joined() }
          #expect(shown.count == 32)
          #expect(Set(shown.compactMap { Int($0, radix: 2) }) == Set(0..<32))
        }
      }
    }
  }

  @Test("Numbers beyond the 32 start again from the first", arguments: forms)
  func numbersRepeat(_ form: TaskForm) {
    let once = form.task.makeSequences(0..<32, seed: 4, split: .train, length: 9)
    let again = form.task.makeSequences(64..<96, seed: 4, split: .train, length: 9)
    #expect(once == again)
  }

  @Test("A sequence keeps its data at every length", arguments: forms)
  func lengthKeepsData(_ form: TaskForm) {
    let short = form.task.makeSequences(0..<32, seed: 4, split: .train, length: 1)
    let long = form.task.makeSequences(0..<32, seed: 4, split: .train, length: 50)
    for n in 0..<32 {
      #expect(PlainSequence(n, of: short).symbols.prefix(5) == PlainSequence(n, of: long).symbols.prefix(5))
    }
  }

  @Test("No other task has a fixed size", arguments: TaskForm.all.filter { $0.task.name != "memorization-5" })
  func otherSizesAreFree(_ form: TaskForm) {
    #expect(form.task.fixedSize(length: 30) == nil)
    #expect(form.task.makeSplit(.train, size: 7, seed: 0, length: 30).count == 7)
    #expect(form.task.makeSplit(.train, size: 0, seed: 0, length: 30).count == 0)
  }
}
