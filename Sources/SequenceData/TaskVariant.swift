/// A named departure from the base form of a task.
public struct TaskVariant: Sendable, Hashable {
  /// The name a user gives and a data file carries.
  public let name: String

  /// What differs from the base form, in a sentence.
  public let summary: String

  /// A variant of the given name.
  public init(name: String, summary: String) {
    self.name = name
    self.summary = summary
  }
}
