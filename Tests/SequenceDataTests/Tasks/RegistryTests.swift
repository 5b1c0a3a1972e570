import Losses
import SequenceData
import Testing

/// The table of the tasks, and what a user is told who asks for something else.
@Suite("The registry")
struct RegistryTests {
  @Test("The tasks are those of the definition, in its order")
  func names() {
    #expect(
      SequenceTasks.names == [
        "addition", "multiplication", "xor", "temporal-order", "temporal-order-3", "random-permutation",
        "memorization-5", "memorization-20", "adding-fixed", "copy", "parity", "modular-sum", "group-word", "dyck",
        "flip-flop", "sine", "delayed-match", "perceptual-decision", "context-integration",
      ])
    #expect(SequenceTasks.all.map { $0.variants.map(\.name) }.filter { !$0.isEmpty }.count == 7)
  }

  @Test("Every task and variant is found by its name", arguments: TaskForm.all)
  func found(_ form: TaskForm) throws {
    let task = try SequenceTasks.named(form.task.name, variant: form.task.variant)
    #expect(task.name == form.task.name)
    #expect(task.variant == form.task.variant)
    #expect(!type(of: task).summary.isEmpty)
  }

  struct Row: Sendable {
    let name: String
    let inputs: String
    let outputs: String
    let loss: String
    let rule: SuccessRule
    let smallest: Int
    let scored: Double
    let longest: Int
  }

  /// The table of the definition, its last two columns at T = 105.
  static let table = [
    Row("addition", "2 real", "1 real", "squared-error", .lastStepWithin(tolerance: 0.04), 10, 1, 115),
    Row("multiplication", "2 real", "1 real", "squared-error", .lastStepWithin(tolerance: 0.04), 10, 1, 115),
    Row("xor", "2 real", "1 real", "logistic", .lastStepSign, 10, 1, 115),
    Row("temporal-order", "6 symbols", "4 classes", "softmax", .lastStepArgmax, 10, 1, 105),
    Row("temporal-order-3", "6 symbols", "8 classes", "softmax", .lastStepArgmax, 10, 1, 105),
    Row("random-permutation", "100 symbols", "100 classes", "softmax", .lastStepArgmax, 2, 105, 105),
    Row("memorization-5", "4 symbols", "3 classes", "softmax", .everyStepArgmax, 1, 115, 115),
    Row("memorization-20", "7 symbols", "6 classes", "softmax", .everyStepArgmax, 1, 125, 125),
    Row("adding-fixed", "2 real", "1 real", "squared-error", .lastStepWithin(tolerance: 0.04), 2, 1, 105),
    Row("copy", "10 symbols", "9 classes", "softmax", .everyStepArgmax, 1, 125, 125),
    Row("parity", "2 symbols", "2 classes", "softmax", .everyStepArgmax, 1, 105, 105),
    Row("modular-sum", "5 symbols", "5 classes", "softmax", .everyStepArgmax, 1, 105, 105),
    Row("group-word", "6 symbols", "6 classes", "softmax", .everyStepArgmax, 1, 105, 105),
    Row("dyck", "4 symbols", "3 classes", "softmax", .everyStepArgmax, 1, 105, 105),
    Row("flip-flop", "3 real", "3 real", "squared-error", .everyStepWithin(tolerance: 0.25), 6, 46.329, 105),
    Row("sine", "1 real", "1 real", "squared-error", .everyStepWithin(tolerance: 0.25), 10, 105, 105),
    Row("delayed-match", "4 real", "1 real", "logistic", .lastStepSign, 5, 1, 105),
    Row("perceptual-decision", "1 real", "1 real", "logistic", .lastStepSign, 1, 1, 105),
    Row("context-integration", "4 real", "1 real", "logistic", .lastStepSign, 1, 1, 105),
  ]

  @Test("Shapes, losses, rules and lengths are those of the table", arguments: table)
  func rows(_ row: Row) throws {
    let task = try SequenceTasks.named(row.name)
    #expect(task.inputs.description == row.inputs)
    #expect(task.outputs.description == row.outputs)
    #expect(task.loss.rawValue == row.loss)
    #expect(task.successRule == row.rule)
    #expect(task.smallestLength == row.smallest)
    #expect(abs(task.scoredSteps(length: 105) - row.scored) < 0.001)
    #expect(task.maximumSequenceLength(length: 105) == row.longest)
  }

  @Test("Variants that move the loss to fewer steps say so")
  func scoredStepsOfVariants() throws {
    #expect(try SequenceTasks.named("random-permutation", variant: "last").scoredSteps(length: 30) == 1)
    #expect(try SequenceTasks.named("memorization-5", variant: "recall-only").scoredSteps(length: 30) == 5)
    #expect(try SequenceTasks.named("memorization-20", variant: "recall-only").scoredSteps(length: 30) == 10)
    #expect(try SequenceTasks.named("addition", variant: "sum").scoredSteps(length: 30) == 1)
    #expect(try SequenceTasks.named("parity", variant: "last").scoredSteps(length: 30) == 1)
    #expect(try SequenceTasks.named("parity", variant: "last").demand == .answer)
    #expect(try SequenceTasks.named("parity").demand == .tracking)
  }

  @Test("The rules are sentences of their own")
  func rules() {
    let sentences = Set(Self.table.map(\.rule.description))
    #expect(sentences.count == 5)
    #expect(sentences.allSatisfy { $0.hasPrefix("A sequence is wrong if ") && $0.hasSuffix(".") })
    #expect(SuccessRule.lastStepWithin(tolerance: 0.04).description.contains("more than 0.04"))
  }

  @Test("An unknown task is answered with the nearest name and all names")
  func unknownTask() {
    let error = #expect(throws: SequenceDataError.self) { try SequenceTasks.named("adition") }
    #expect(
      error?.description == """
        There is no task "adition". Did you mean "addition"? The tasks are addition, multiplication, xor, temporal-order, \
        temporal-order-3, random-permutation, memorization-5, memorization-20, adding-fixed, copy, parity, modular-sum, \
        group-word, dyck, flip-flop, sine, delayed-match, perceptual-decision, context-integration.
        """)
    let strange = #expect(throws: SequenceDataError.self) { try SequenceTasks.named("parity of everything") }
    #expect(strange?.description.contains("Did you mean") == false)
    #expect(
      #expect(throws: SequenceDataError.self) { try SequenceTasks.named("") }?.description.contains("xor") == true)
    let swapped = #expect(throws: SequenceDataError.self) { try SequenceTasks.named("Memorization_20") }
    #expect(swapped?.description.contains("\"memorization-20\"?") == true)
  }

  @Test("An unknown variant is answered with the variants there are")
  func unknownVariant() {
    let one = #expect(throws: SequenceDataError.self) { try SequenceTasks.named("addition", variant: "product") }
    #expect(one?.description == "The task addition has no variant \"product\". Its only variant is sum.")
    let none = #expect(throws: SequenceDataError.self) { try SequenceTasks.named("copy", variant: "recall-only") }
    #expect(none?.description == "The task copy has no variant \"recall-only\": it has no variants at all.")
  }

  @Test("A length below the smallest is refused and the smallest is named", arguments: TaskForm.all)
  func smallLengths(_ form: TaskForm) throws {
    let smallest = form.task.smallestLength
    try form.task.validate(length: smallest)
    for length in [smallest - 1, 0, -5] {
      let error = #expect(throws: SequenceDataError.self) { try form.task.validate(length: length) }
      #expect(
        error?.description
          == "Length \(length) is too small for the task \(form.task.name): the smallest is \(smallest).")
    }
  }

  @Test("Making sequences below the smallest length stops the program")
  func tooShort() async {
    await #expect(processExitsWith: .failure) {
      _ = AdditionTask().makeSequences(0..<1, seed: 0, split: .train, length: 9)
    }
  }

  @Test("A variant nobody defined stops the program")
  func undefinedVariant() async {
    await #expect(processExitsWith: .failure) { _ = XorTask(variant: "sum") }
  }

  @Test("A negative sequence number stops the program")
  func negativeNumber() async {
    await #expect(processExitsWith: .failure) {
      _ = CopyTask().makeSequences(-1..<1, seed: 0, split: .train, length: 9)
    }
  }
}

extension RegistryTests.Row {
  init(
    _ name: String, _ inputs: String, _ outputs: String, _ loss: String, _ rule: SuccessRule, _ smallest: Int,
    _ scored: Double, _ longest: Int
  ) {
    self.init(
      name: name, inputs: inputs, outputs: outputs, loss: loss, rule: rule, smallest: smallest, scored: scored,
      longest: longest)
  }
}
