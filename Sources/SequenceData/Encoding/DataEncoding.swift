/// How the numbers in a file come from those of its user: constants of standardization, names of classes and outputs.
public struct DataEncoding: Sendable, Equatable {
  /// The constants of real inputs; nil where they are as the user had them.
  public var inputs: Standardization?
  /// The constants of real targets; nil where they are as the user had them.
  public var targets: Standardization?
  /// What the outputs are called: the classes, or the columns of real targets; none where nobody has said.
  public var outputNames: [String] = []

  /// Numbers as they are, without names.
  public init() {}

  /// Whether there is nothing to be said.
  public var isPlain: Bool { self == DataEncoding() }

  /// Whether numbers that were encoded so are those of another encoding: names may differ.
  public func hasConstants(of other: DataEncoding) -> Bool { inputs == other.inputs && targets == other.targets }
}
