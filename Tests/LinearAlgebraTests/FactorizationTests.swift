import LinearAlgebra
import TestSupport
import Testing

@Suite("Factorizations")
struct FactorizationTests {
  static let shapes = [(1, 1), (2, 2), (3, 2), (7, 7), (33, 10), (64, 64), (100, 1), (5, 0), (0, 0)]

  private static func gaussian<Element: Scalar>(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<Element> {
    var generator = TestGenerator(seed: seed)
    let matrix = Matrix<Element>(rows: rows, columns: columns)
    for i in 0..<rows { for j in 0..<columns { matrix[i, j] = Element(generator.normal()) } }
    return matrix
  }

  private func checkOrthonormal<Element: Scalar>(_ type: Element.Type, rows: Int, columns: Int) {
    let a: Matrix<Element> = Self.gaussian(rows, columns, seed: UInt64(rows * 1000 + columns))
    let q = a.orthonormalColumns()
    #expect(q.rows == rows && q.columns == columns)
    // Householder QR loses at most a few n ε of orthogonality.
    let tolerance = 4 * Double(max(rows, 1)) * Double(Element.ulpOfOne)
    for i in 0..<columns {
      for j in 0...i {
        let product = (0..<rows).reduce(0) { $0 + Double(q[$1, i]) * Double(q[$1, j]) }
        expectClose(product, i == j ? 1 : 0, tolerance: tolerance, "QᵀQ at (\(i), \(j))")
        // R = QᵀA is upper triangular with a positive diagonal.
        let r = (0..<rows).reduce(0) { $0 + Double(q[$1, i]) * Double(a[$1, j]) }
        if i == j {
          #expect(r > 0, "R has \(r) at (\(i), \(i))")
        } else {
          expectClose(r, 0, tolerance: tolerance * Double(rows).squareRoot() * 2, "R at (\(i), \(j))")
        }
      }
    }
  }

  @Test("give orthonormal columns and a triangular factor with a positive diagonal", arguments: shapes)
  func orthonormalColumns(rows: Int, columns: Int) {
    checkOrthonormal(Float.self, rows: rows, columns: columns)
    checkOrthonormal(Double.self, rows: rows, columns: columns)
  }

  @Test("give symmetric matrices their eigenvectors, ascending", arguments: [0, 1, 2, 9, 40])
  func symmetric(size: Int) throws {
    for method in SymmetricEigenmethod.allCases {
      try checkSymmetric(Double.self, size, 1e-12, by: method)
      try checkSymmetric(Float.self, size, 1e-4, by: method)
    }
  }

  private func checkSymmetric<Element: Scalar>(
    _: Element.Type, _ size: Int, _ tolerance: Double, by method: SymmetricEigenmethod
  ) throws {
    let a: Matrix<Element> = Self.gaussian(size, size, seed: 5)
    let before = Matrix<Element>(rows: size, columns: size)
    for i in 0..<size { for j in 0..<i { a[i, j] = a[j, i] } }
    before.copy(a)
    let (values, vectors) = try a.symmetricEigenvectors(by: method)
    #expect(a.elements == before.elements && values.count == size && values == values.sorted())
    for k in 0..<size {
      for i in 0..<size {
        let product = (0..<size).reduce(0) { $0 + Double(a[i, $1]) * Double(vectors[k, $1]) }
        expectClose(
          product, values[k] * Double(vectors[k, i]), tolerance: tolerance * Double(size), "A x at \(k), \(i)")
      }
      for l in 0...k {
        let product = (0..<size).reduce(0) { $0 + Double(vectors[k, $1]) * Double(vectors[l, $1]) }
        expectClose(product, k == l ? 1 : 0, tolerance: tolerance * Double(size), "x·y of \(k), \(l)")
      }
    }
  }

  @Test("give singular values, descending: the roots of the eigenvalues of AᵀA", arguments: shapes)
  func singularValues(rows: Int, columns: Int) throws {
    let a: Matrix<Double> = Self.gaussian(rows, columns, seed: 8)
    let values = try a.singularValues()
    #expect(values.count == min(rows, columns) && values == values.sorted(by: >))
    let square = Matrix<Double>(rows: columns, columns: columns)
    square.multiply(a, transposed: true, a)
    let squares = try square.symmetricEigenvectors().values.reversed()
    for (value, square) in zip(values, squares) {
      expectClose(value * value, square, tolerance: 1e-11 * Double(max(rows, 1)), "σ² of \(rows)×\(columns)")
    }
  }

  @Test("refuse what is not finite")
  func refuse() {
    let a = Matrix<Double>(rows: 3, columns: 3)
    a[1, 1] = .nan
    for method in SymmetricEigenmethod.allCases {
      #expect(throws: LinearAlgebraError.self) { try a.symmetricEigenvectors(by: method) }
    }
    #expect(throws: LinearAlgebraError.self) { try a.singularValues() }
  }

  @Test("read a window with a stride and leave it as it is")
  func orthonormalColumnsOfWindow() {
    let whole: Matrix<Double> = Self.gaussian(12, 9, seed: 3)
    let before = whole.elements
    let window = whole.rows(2..<9).columns(3..<7)
    let packed = Matrix<Double>(rows: 7, columns: 4)
    packed.copy(window)
    #expect(window.orthonormalColumns().elements == packed.orthonormalColumns().elements)
    #expect(whole.elements == before)
  }

  @Test("give orthogonal matrices whose elements have the mean 0 of the Haar measure")
  func signsAreFair() {
    // Without the sign of R, LAPACK's Q of a 2×2 matrix has a negative first element whenever the column's is positive.
    var sum = 0.0
    let count = 2000
    for seed in 0..<count {
      sum += (Self.gaussian(2, 2, seed: UInt64(seed)) as Matrix<Double>).orthonormalColumns()[0, 0]
    }
    // An element of a Haar-distributed 2×2 matrix is cos of a uniform angle: variance ½; five standard deviations.
    expectClose(sum / Double(count), 0, tolerance: 5 * (0.5 / Double(count)).squareRoot(), "mean of Q₁₁")
  }

  @Test("find the eigenvalues of a triangular matrix on its diagonal", arguments: [1, 2, 5, 31])
  func triangularEigenvalues(size: Int) throws {
    let matrix: Matrix<Double> = Self.gaussian(size, size, seed: 11)
    for i in 0..<size {
      for j in 0..<i { matrix[i, j] = 0 }
      matrix[i, i] = Double(i + 1)
    }
    let values = try matrix.eigenvalues().sorted { $0.real < $1.real }
    for (i, value) in values.enumerated() {
      // A triangular matrix is in Schur form already: its eigenvalues come out without iteration.
      expectClose(value.real, Double(i + 1), tolerance: 1e-9, "eigenvalue \(i)")
      #expect(value.imaginary == 0)
    }
    expectClose(try matrix.spectralRadius, Double(size), tolerance: 1e-9, "spectral radius")
  }

  @Test("find the conjugate pair of a rotation", arguments: [0.1, 1.0, 2.5])
  func rotationEigenvalues(angle: Double) throws {
    let matrix = Matrix<Double>(rows: 2, columns: 2)
    let (c, s) = (cosine(angle), sine(angle))
    (matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]) = (c, -s, s, c)
    let values = try matrix.eigenvalues()
    #expect(values.count == 2)
    expectClose(values[0].real, c, tolerance: 1e-15, "real part")
    expectClose(values[0].imaginary, abs(s), tolerance: 1e-15, "imaginary part, positive one first")
    expectClose(values[1].imaginary, -abs(s), tolerance: 1e-15, "imaginary part of the conjugate")
    expectClose(try matrix.spectralRadius, 1, tolerance: 1e-15, "spectral radius")
  }

  @Test("find the eigenvalues of a circulant shift, the roots of unity, in both precisions", arguments: [3, 8, 17])
  func rootsOfUnity(size: Int) throws {
    func check<Element: Scalar>(_ type: Element.Type) throws {
      let matrix = Matrix<Element>(rows: size + 2, columns: size + 3).rows(1..<size + 1).columns(2..<size + 2)
      for i in 0..<size { matrix[i, (i + 1) % size] = 1 }
      let values = try matrix.eigenvalues()
      for k in 0..<size {
        let angle = 2 * Double.pi * Double(k) / Double(size)
        let distance = values.map { (($0.real - cosine(angle)), ($0.imaginary - sine(angle))) }
          .map { ($0 * $0 + $1 * $1).squareRoot() }.min()!
        #expect(
          distance < 50 * Double(Element.ulpOfOne), "no eigenvalue near root \(k), the nearest is \(distance) away")
      }
      expectClose(try matrix.spectralRadius, 1, tolerance: 50 * Double(Element.ulpOfOne), "spectral radius")
    }
    try check(Float.self)
    try check(Double.self)
  }

  @Test("have nothing to say about the empty matrix")
  func emptyMatrix() throws {
    let empty = Matrix<Float>(rows: 0, columns: 0)
    #expect(try empty.eigenvalues().isEmpty)
    #expect(try empty.spectralRadius == 0)
  }

  @Test("refuse numbers that are not finite with a sentence", arguments: [Double.nan, .infinity])
  func nonFinite(value: Double) {
    let matrix = Matrix<Double>(rows: 3, columns: 3)
    matrix[1, 2] = value
    #expect(throws: LinearAlgebraError.notFinite(operation: "the eigenvalues", rows: 3, columns: 3)) {
      try matrix.eigenvalues()
    }
    #expect(throws: LinearAlgebraError.self) { try matrix.spectralRadius }
  }

  @Test("trap on shapes that have none")
  func wrongShapesTrap() async {
    await #expect(processExitsWith: .failure) { _ = Matrix<Float>(rows: 2, columns: 3).orthonormalColumns() }
    await #expect(processExitsWith: .failure) { _ = try Matrix<Float>(rows: 2, columns: 3).eigenvalues() }
  }
}
