public import LinearAlgebra

/// The eigenvalues and singular values of one square matrix.
public struct MatrixSpectrum: Sendable {
  /// What the matrix is called.
  public let name: String
  /// In the complex plane, by descending magnitude.
  public let eigenvalues: [(real: Double, imaginary: Double)]
  /// Descending.
  public let singularValues: [Double]

  /// The spectrum of a matrix.
  ///
  /// - Throws: `LinearAlgebraError` where an element is not finite or an iteration does not converge.
  public init(_ name: String, _ matrix: Matrix<Double>) throws(LinearAlgebraError) {
    self.name = name
    eigenvalues = try matrix.eigenvalues().sorted { Self.square($0) > Self.square($1) }
    singularValues = try matrix.singularValues()
  }

  /// The largest magnitude of an eigenvalue.
  public var spectralRadius: Double { eigenvalues.first.map { Self.square($0).squareRoot() } ?? 0 }

  /// The largest singular value: by how much the matrix can stretch a vector.
  public var norm: Double { singularValues.first ?? 0 }

  /// Henrici's departure from normality, √(‖A‖_F² − Σ |λ|²) (Henrici 1962): 0 where eigenvectors are orthogonal, so that
  /// eigenvalues alone say how powers of the matrix grow.
  public var departureFromNormality: Double {
    let squares = singularValues.reduce(0) { $0 + $1 * $1 }
    return max(0, squares - eigenvalues.reduce(0) { $0 + Self.square($1) }).squareRoot()
  }

  private static func square(_ value: (real: Double, imaginary: Double)) -> Double {
    value.real * value.real + value.imaginary * value.imaginary
  }
}

extension MatrixSpectrum: Encodable {
  private enum CodingKeys: String, CodingKey {
    case name, eigenvalues, norm
    case spectralRadius = "spectral_radius"
    case departureFromNormality = "departure_from_normality"
    case singularValues = "singular_values"
  }

  /// Stores eigenvalues as pairs of real and imaginary part.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try values.encode(eigenvalues.map { [$0.real, $0.imaginary] }, forKey: .eigenvalues)
    try values.encode(spectralRadius, forKey: .spectralRadius)
    try values.encode(norm, forKey: .norm)
    try values.encode(departureFromNormality, forKey: .departureFromNormality)
    try values.encode(singularValues, forKey: .singularValues)
  }
}
