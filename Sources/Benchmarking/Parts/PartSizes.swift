/// How large the parts are.
///
/// The defaults are those of everyday work: states that stay in a core's second-level cache, networks from the hundred
/// units of Martens & Sutskever (2011) up to five million parameters, sequences of a hundred steps.
public struct PartSizes: Sendable, Equatable {
  /// The rows and columns of the matrices under a kernel.
  public var rows = 400
  public var columns = 100
  /// The calls of a kernel in one repetition: one alone is too short for the clock.
  public var calls = 200
  /// The symbols of the table that rows are gathered from.
  public var symbols = 86
  /// The parameters of a small, a middling and a large network, about.
  public var smallParameters = 10_000
  public var mediumParameters = 500_000
  public var largeParameters = 5_000_000
  /// The iterations of a solve.
  public var iterations = 20
  /// The sequences drawn or packed at a time, and their nominal length.
  public var sequences = 1000
  public var length = 100
  /// The network of an update: a simple one over symbols, as of a text; and the sequences of a gradient, and of the statistics
  /// of factors.
  public var updateUnits = 270
  public var updateSymbols = 63
  public var updateSequences = 50
  public var factorSequences = 8
  /// The bytes of the numbers in a dataset file, about.
  public var fileBytes = 100_000_000
  /// The steps in the history of a checkpoint.
  public var steps = 100

  /// The defaults given with each property.
  public init() {}
}
