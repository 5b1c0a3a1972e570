/// What one invariant of a model came to on given data: a row of the report of an ``InvariantSuite``.
public struct InvariantCheck: Codable, Sendable, Equatable {
  /// The name, such as `gradient`.
  public let name: String
  /// What it proves, in a sentence.
  public let proves: String
  /// The largest deviation met: relative, a count of numbers with other bits, or standard errors; see ``proves``.
  public let figure: Double
  /// The largest figure that passes.
  public let bound: Double
  /// Where the figure was met: a block of parameters, a curvature, a number of threads. Empty where there is one place.
  public let place: String
  /// Whether the figure is a number within the bound.
  public let passed: Bool

  init(name: String, proves: String, bound: Double, deviation: Deviation) {
    self.name = name
    self.proves = proves
    self.bound = bound
    figure = deviation.figure
    place = deviation.place
    passed = deviation.figure <= bound
  }
}
