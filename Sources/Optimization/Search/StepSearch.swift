/// How long a step along a direction becomes.
public protocol StepSearch: Sendable {
  /// Its name in configurations.
  var name: String { get }
  /// How a step ends for which no length is found.
  var failure: StepOutcome { get }

  /// Finds α, or `nil` where the step is to be refused.
  ///
  /// - Parameters:
  ///   - start: f(θ); computed only if it is asked for.
  ///   - slope: gᵀδ.
  ///   - fullStep: f(θ + δ).
  ///   - loss: f(θ + αδ).
  func length(
    from start: () -> Double, slope: @autoclosure () -> Double, fullStep: Double, loss: (Double) -> Double
  ) -> Double?
}

/// α = 1 always, whatever the loss does, unless it is not finite.
public struct FullStep: StepSearch {
  /// The search.
  public init() {}
  /// `none`.
  public var name: String { "none" }
  /// The loss is not finite.
  public var failure: StepOutcome { .lossOverflowed }

  /// 1.
  public func length(
    from start: () -> Double, slope: @autoclosure () -> Double, fullStep: Double, loss: (Double) -> Double
  ) -> Double? {
    fullStep.isFinite ? 1 : nil
  }
}

/// Which search settles the length of the chosen iterate, by its name.
public struct LineSearchKind: OpenChoice {
  /// The searches that can be named; tests put theirs beside them.
  @TaskLocal public static var table: [any StepSearch] = [ArmijoLineSearch(), FullStep()]

  /// The name.
  public let rawValue: String

  /// The name, known to be in the table.
  public init(named name: String) { rawValue = name }

  /// The names of the table.
  public static var names: [String] { table.map(\.name) }

  /// ``ArmijoLineSearch`` on the backtracking batch. The default.
  public static let armijo = LineSearchKind(named: ArmijoLineSearch().name)
  /// ``FullStep``.
  public static let none = LineSearchKind(named: FullStep().name)

  /// The search of that name.
  public var search: any StepSearch {
    guard let search = Self.table.first(where: { $0.name == rawValue }) else {
      preconditionFailure("there is no line search \(rawValue)")
    }
    return search
  }
}
