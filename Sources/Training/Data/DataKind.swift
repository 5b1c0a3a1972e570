/// What kind of data a run is about: it decides how the run ends and which figures are shown.
public enum DataKind: String, Codable, Sendable, CaseIterable {
  /// Sequences with a rule that says which are wrong: the run ends when few enough are.
  case judged = "with-rule"
  /// Sequences without one, as regression, piano rolls and most files have them: the run ends with its loss on the test
  /// split, and with the mean squared error or the accuracy there.
  case unjudged = "without-rule"
  /// A text: the run ends with the bits per character of the test text.
  case text
}
