public import Losses

/// What is chosen of arrays or tables of one's own, and what is made of it: see ``ArrayDataset``.
public struct ArrayChoices: Sendable {
  /// The names of the arrays, or columns of a table, that a network is shown; empty for the usual ones.
  public var inputs: [String] = []
  /// The names of what it is asked for; empty for the usual ones.
  public var targets: [String] = []
  /// The column of a table that says to which sequence a row belongs; nil where all rows are one series.
  public var sequence: String?
  /// The array with the lengths of sequences; nil for the usual one, if it is there.
  public var lengths: String?
  /// The loss; nil for that which suits the targets: classes where they are words or whole numbers by their type, else values.
  public var loss: Loss?
  /// The steps of a window into which series are cut; nil where they are left whole.
  public var window: Int?
  /// The steps from one window to the next; nil for windows that adjoin.
  public var stride: Int?
  /// How many steps ahead the targets lie; nil for 0, or for 1 where the inputs themselves are to be forecast.
  public var horizon: Int?
  /// Whether a target of a whole sequence is asked for at each of its steps, not at the last alone.
  public var scoresEveryStep = false
  /// Whether values that are missing are taken: a step without its target carries no loss, an input is given as the mean.
  public var masksMissing = false
  /// Whether real inputs and targets are brought to mean 0 and deviation 1, by constants of the training split.
  public var standardizes = false
  /// An encoding that is taken over instead: that of a model or of an earlier file.
  public var given: DataEncoding?
  /// The shares of train, validation and test, where the file itself does not say what is what.
  public var shares = [0.8, 0.1, 0.1]
  /// The seed by which sequences are dealt out.
  public var seed: UInt64 = 1

  /// The usual choices.
  public init() {}

  /// Whether the inputs are themselves what is to be forecast.
  var asksAhead: Bool { horizon != nil || window != nil }
}
