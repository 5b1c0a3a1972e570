/// The loss of one step, found by its name: what a task, a data file, a network and a checkpoint say of it.
///
/// Two losses are equal if they have the same name. What a loss computes is its ``function``.
public struct Loss: Sendable {
  /// What it is.
  public let function: any LossFunction

  /// The loss that a function defines.
  public init(_ function: any LossFunction) { self.function = function }

  /// The losses that can be found by name. A new loss is one file and one entry here.
  @TaskLocal public static var functions: [any LossFunction] = [SquaredErrorLoss(), LogisticLoss(), SoftmaxLoss()]

  /// ½‖z − y‖² of linear outputs.
  public static let squaredError = Loss(SquaredErrorLoss())
  /// Cross-entropy of independent logistic outputs with targets from 0 to 1, in nats.
  public static let logistic = Loss(LogisticLoss())
  /// Cross-entropy of a softmax over classes, in nats.
  public static let softmax = Loss(SoftmaxLoss())

  /// What outputs are compared with.
  public var target: TargetKind { function.target }
}

extension Loss: RawRepresentable, CaseIterable, Hashable, Codable {
  /// The loss of that name in files; nil if there is none.
  public init?(rawValue: String) {
    guard let function = Self.functions.first(where: { $0.name == rawValue }) else { return nil }
    self.init(function)
  }

  /// Its name in files.
  public var rawValue: String { function.name }

  /// All losses that can be found by name.
  public static var allCases: [Loss] { functions.map(Loss.init) }

  /// Whether two losses have the same name.
  public static func == (a: Loss, b: Loss) -> Bool { a.rawValue == b.rawValue }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}
