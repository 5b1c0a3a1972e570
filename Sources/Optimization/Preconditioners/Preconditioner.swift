public import LinearAlgebra

/// A matrix M, close to the damped curvature and easy to invert, with which conjugate gradients are preconditioned.
///
/// It approximates the matrix itself: applying it solves M z = r.
public protocol Preconditioner<Element> {
  /// The precision of the vectors.
  associatedtype Element: Scalar

  /// Builds M for an operator, damped by λ and by the structural damping matrix times `structuralWeight`, which diagonals
  /// know nothing of.
  ///
  /// - Throws: ``MissingAbility`` where the operator does not provide what M is built from.
  mutating func prepare(
    for curvature: some CurvatureOperator<Element>, damping λ: Double, structuralWeight: Double
  ) throws(MissingAbility)

  /// z ← M⁻¹ r, without allocating.
  mutating func solve(_ r: Vector<Element>, into z: inout Vector<Element>)
}

/// A kind of preconditioner: its name, what it needs, and how one is made.
public protocol PreconditionerDefinition: Sendable {
  /// Its name in configurations.
  var name: String { get }
  /// What it is, in a few words for a table of options.
  var words: String { get }
  /// What the operator must be able to do.
  var needs: [CurvatureAbility] { get }
  /// Whether it works with the rows of a curvature.
  var usesRows: Bool { get }
  /// A preconditioner of `count` parameters.
  func make<Element: Scalar>(count: Int) -> any Preconditioner<Element>
}

extension PreconditionerDefinition {
  /// Products and statistics alone.
  public var usesRows: Bool { false }
}

/// Which preconditioner conjugate gradients have, by its name.
public struct PreconditionerKind: OpenChoice {
  /// The preconditioners that can be named; tests put theirs beside them.
  @TaskLocal public static var table: [any PreconditionerDefinition] = [
    NoPreconditioner(), MartensPreconditioner(), JacobiPreconditioner(), KroneckerPreconditioner(),
    KroneckerPreconditioner(.factored), KroneckerPreconditioner(.rescaled), DualPreconditioner(),
  ]

  /// The name.
  public let rawValue: String

  /// The name, known to be in the table.
  public init(named name: String) { rawValue = name }

  /// The names of the table.
  public static var names: [String] { table.map(\.name) }

  /// M = I. The default: on recurrent networks a diagonal brings nothing measurable.
  public static let none = PreconditionerKind(named: NoPreconditioner().name)
  /// ``MartensPreconditioner``.
  public static let martens = PreconditionerKind(named: MartensPreconditioner().name)
  /// ``JacobiPreconditioner``.
  public static let jacobi = PreconditionerKind(named: JacobiPreconditioner().name)
  /// ``KroneckerPreconditioner``.
  public static let kfac = PreconditionerKind(named: KroneckerPreconditioner().name)
  /// ``KroneckerPreconditioner`` with a diagonal from whole sequences.
  public static let ekfac = PreconditionerKind(named: KroneckerPreconditioner(.rescaled).name)
  /// ``DualPreconditioner``.
  public static let dual = PreconditionerKind(named: DualPreconditioner().name)

  /// The entry of that name.
  public var definition: any PreconditionerDefinition {
    guard let definition = Self.table.first(where: { $0.name == rawValue }) else {
      preconditionFailure("there is no preconditioner \(rawValue)")
    }
    return definition
  }

  /// Why no model with a curvature of this type can be preconditioned so; `nil` where it can.
  public func refusal(of curvature: Any.Type, in model: Any.Type) -> MissingAbility? {
    let definition = definition
    let missing = definition.needs.first { !$0.isProvided(by: curvature) }
    return missing.map { MissingAbility($0, of: model, for: definition.name) }
  }
}
