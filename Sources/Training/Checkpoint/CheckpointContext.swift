public import Optimization
internal import RecurrentNetworks

/// What is known of a run before the fields of its checkpoint are written or read: what their bounds follow from, and what
/// they repeat.
public struct CheckpointContext: Sendable {
  /// The choices of the run.
  public let configuration: ExperimentConfiguration
  /// The state of its optimizer.
  public let optimizer: any OptimizerState
  /// The blocks of a vector of parameters.
  let layout: ParameterLayout

  /// The steps taken, which nothing that is counted once a step exceeds.
  public var steps: Int { optimizer.step }
}

/// The largest number that a field may hold.
public struct CheckpointBound<Root>: Sendable {
  let most: @Sendable (Root, CheckpointContext) -> Int

  /// The largest number that is believed: beyond it `Double` does not count any more.
  public static var countable: Self { Self { _, _ in CheckpointSource.largestCount } }

  /// The steps taken.
  public static var steps: Self { Self { _, context in context.steps } }

  /// The last place in a list, which has been read before.
  public static func place(in list: any KeyPath<Root, [Int]> & Sendable) -> Self {
    Self { root, _ in root[keyPath: list].count - 1 }
  }
}
