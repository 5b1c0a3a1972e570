import SequenceData
import Testing

/// The real numbers that are drawn.
@Suite("Values")
struct ValueTests {
  static let forms = TaskForm.named("addition", "multiplication", "adding-fixed")

  @Test("Values are multiples of 2⁻²⁴ of [0, 1), with all 24 bits in use", arguments: forms)
  func multiples(_ form: TaskForm) {
    let set = form.task.makeSequences(0..<2000, seed: 12, split: .train, length: 50)
    let values = PlainSequence.all(of: set).flatMap { $0.inputs.map { $0[0] } }
    #expect(values.allSatisfy { 0 <= $0 && $0 < 1 })
    let multiples = values.map { $0 * 16_777_216 }
    #expect(multiples.allSatisfy { $0 == $0.rounded() })
    #expect(multiples.contains { Int($0) % 2 == 1 })
    #expect(values.max()! > 0.999 && values.min()! < 0.001)
  }

  @Test("Markers are 0 or 1", arguments: forms + TaskForm.named("xor"))
  func markers(_ form: TaskForm) {
    let set = form.task.makeSequences(0..<500, seed: 12, split: .train, length: 50)
    let markers = PlainSequence.all(of: set).flatMap { $0.inputs.map { $0[1] } }
    #expect(markers.allSatisfy { $0 == 0 || $0 == 1 })
    #expect(markers.count { $0 == 1 } == 1000)
  }

  @Test("The sum variant has exactly twice the target of the base form, from the same inputs")
  func sumIsTwiceTheMean() {
    let mean = PlainSequence.all(of: AdditionTask().makeSequences(0..<500, seed: 1, split: .train, length: 20))
    let sum = PlainSequence.all(
      of: AdditionTask(variant: "sum").makeSequences(0..<500, seed: 1, split: .train, length: 20))
    for (base, variant) in zip(mean, sum) {
      #expect(base.inputs == variant.inputs)
      #expect(base.targets.map { 2 * $0 } == variant.targets)
    }
  }
}
