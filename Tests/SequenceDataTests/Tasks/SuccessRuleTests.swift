import Losses
import SequenceData
import Testing

@Suite("Success rules in words")
struct SuccessRuleTests {
  @Test(
    "A rule is read from its own words",
    arguments: [
      SuccessRule.lastStepSign, .lastStepArgmax, .everyStepArgmax, .lastStepWithin(tolerance: 0.04),
      .lastStepWithin(tolerance: 0), .lastStepWithin(tolerance: 1.0 / 3), .lastStepWithin(tolerance: 1e-9),
      .lastStepWithin(tolerance: 12345678.25),
    ])
  func roundTrip(rule: SuccessRule) {
    #expect(SuccessRule(words: rule.description) == rule)
  }

  @Test(
    "Other words are no rule",
    arguments: [
      "", "A sequence is wrong.", SuccessRule.lastStepSign.description + " ",
      SuccessRule.lastStepSign.description.lowercased(),
      "A sequence is wrong if the output at its last step is off by more than -1.",
      "A sequence is wrong if the output at its last step is off by more than inf.",
      "A sequence is wrong if the output at its last step is off by more than nan.",
      "A sequence is wrong if the output at its last step is off by more than much.",
      "A sequence is wrong if the output at its last step is off by more than 0.04",
    ])
  func others(words: String) {
    #expect(SuccessRule(words: words) == nil)
  }

  @Test("A rule fits the losses whose outputs it can judge", arguments: TaskForm.all)
  func fits(_ form: TaskForm) {
    for loss in Loss.allCases { #expect(form.task.successRule.fits(loss) == (loss == form.task.loss)) }
  }
}
