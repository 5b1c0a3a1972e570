/// The parts of what is shown.
enum TextPart: String, Encodable {
  /// What a model is given to go on from.
  case prime
  /// What it has written.
  case sample
  /// A text to score.
  case text
}
