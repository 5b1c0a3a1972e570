internal import Losses
public import RecurrentNetworks

/// The sizes of a network and of a batch: what the speed of a pass depends on.
public struct PassShape: Sendable, Equatable {
  /// The network.
  public var network: NetworkDefinition
  /// Steps of every sequence.
  public var length: Int
  /// Sequences.
  public var batch: Int
  /// Whether only the last step carries loss, or every one.
  public var scoresLastStepOnly: Bool

  /// A shape from its parts.
  public init(_ network: NetworkDefinition, length: Int, batch: Int, scoresLastStepOnly: Bool) {
    self.network = network
    self.length = length
    self.batch = batch
    self.scoresLastStepOnly = scoresLastStepOnly
  }

  /// The shape of a name: A and A2 are an addition task of 200 and 100 steps, B is a character model, C remembers over 1000
  /// steps, D is a model of chords.
  public static func named(_ name: String) -> PassShape? {
    switch name {
    case "A": PassShape(simple(.features(2), 100, 1, .squaredError), length: 200, batch: 1000, scoresLastStepOnly: true)
    case "A2":
      PassShape(simple(.features(2), 100, 1, .squaredError), length: 100, batch: 1000, scoresLastStepOnly: true)
    case "B": PassShape(simple(.symbols(86), 500, 86, .softmax), length: 200, batch: 100, scoresLastStepOnly: false)
    case "C": PassShape(simple(.features(10), 100, 10, .softmax), length: 1000, batch: 200, scoresLastStepOnly: true)
    case "D": PassShape(simple(.features(88), 200, 88, .logistic), length: 200, batch: 50, scoresLastStepOnly: false)
    default: nil
    }
  }

  /// The names of all named shapes.
  public static var names: [String] { ["A", "A2", "B", "C", "D"] }

  private static func simple(_ input: InputKind, _ hidden: Int, _ outputs: Int, _ loss: Loss) -> NetworkDefinition {
    NetworkDefinition(input: input, hidden: hidden, outputs: outputs, loss: loss, learnsInitialState: false)
  }
}
