/// A line of what the child that reads a file reports to its parent.
enum SurveyLine: Codable {
  /// An object is about to be read.
  case reading(String)
  /// It could be read.
  case read(String)
  /// It could not, and why.
  case failed(String, String)
  /// The file could not be opened, and why.
  case refused(String)
  /// Everything has been looked at.
  case finished
}
