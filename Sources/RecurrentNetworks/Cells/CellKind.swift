public import LinearAlgebra

/// What there is to know of a cell before one is made: its name, its choices, and how to make one.
public protocol CellKind: Sendable {
  /// The name in configurations and files.
  static var name: String { get }
  /// The form of structural damping that suits it: `matching` where a state is the activation of one pre-activation, as in
  /// Martens & Sutskever (2011), which is the default; `squared` where a state is what gates let through.
  static var structuralForm: StructuralForm { get }
  /// Whether there is an activation to choose; by default there is.
  static var hasActivation: Bool { get }
  /// Whether its forward pass adds ``StateWindow/noise`` in training; by default it does not.
  static var takesNoise: Bool { get }
  /// The options that it has beside units and activation; by default none.
  static var options: [CellOption] { get }

  /// A layer over `inputs` features or symbols; every option has a value in its range.
  static func makeCell<Element: Scalar>(
    _ layer: LayerDefinition, inputs: Int
  ) throws(NetworkError) -> any Cell<Element>
}

extension CellKind {
  public static var structuralForm: StructuralForm { .matching }
  public static var hasActivation: Bool { true }
  public static var takesNoise: Bool { false }
  public static var options: [CellOption] { [] }
}

/// An option of a cell: a whole number under a name.
public struct CellOption: Sendable, Equatable {
  /// The name, as in `lstm:200:projection=50`.
  public let name: String
  /// The values that it may have.
  public let range: ClosedRange<Int>
  /// The value where none is given; nil where one must be.
  public let initial: Int?

  /// An option.
  public init(_ name: String, in range: ClosedRange<Int>, initial: Int?) {
    self.name = name
    self.range = range
    self.initial = initial
  }
}
