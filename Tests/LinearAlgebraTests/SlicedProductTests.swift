import LinearAlgebra
import TestSupport
import Testing

/// Products of the sizes around which a product is cut into several calls of the BLAS, whichever core it uses.
@Suite("A product made in slices")
struct SlicedProductTests {
  static let extents =
    Quick.isOn
    ? [1, 3, 47, 64, 101, 225]
    : [1, 3, 31, 32, 47, 48, 63, 64, 99, 100, 101, 128, 200, 224, 225, 300, 500]

  /// Shapes in which every two extents meet in every two places, in an order of their own.
  static let shapes: [(m: Int, n: Int, k: Int)] = {
    var generator = TestGenerator(seed: 3)
    let all = extents.flatMap { m in extents.flatMap { n in extents.map { (m: m, n: n, k: $0) } } }
    var seen: Set<[Int]> = []
    return all.shuffled(using: &generator).filter { shape in
      let pairs = [[0, shape.m, shape.n], [1, shape.m, shape.k], [2, shape.n, shape.k]]
      let isNew = !seen.isSuperset(of: pairs)
      seen.formUnion(pairs)
      return isNew
    }
  }()

  /// Those of the named benchmarks, beyond the extents above, and odd ones that leave a remainder in every slice.
  static let others = [
    (1000, 100, 100), (63, 500, 500), (86, 500, 3100), (500, 86, 700), (113, 197, 211), (57, 33, 1001),
  ]

  private func check(_ m: Int, _ n: Int, _ k: Int, strided: Bool) {
    let product = PlainProduct(rows: m, columns: n, inner: k)
    func check<Element: Scalar>(_ type: Element.Type) {
      product.check(type, strided: strided) { $0.multiply($1.0, transposed: $1.1, $2.0, transposed: $2.1, adding: $3) }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test("is what three loops give, for all transposes, whole and as windows", arguments: extents)
  func matchesLoops(m: Int) {
    for (index, shape) in Self.shapes.enumerated() where shape.m == m {
      check(shape.m, shape.n, shape.k, strided: index % 2 == 0)
    }
  }

  @Test("is what three loops give at the sizes of real passes", .slow, arguments: others)
  func realSizes(m: Int, n: Int, k: Int) {
    check(m, n, k, strided: false)
    check(m, n, k, strided: true)
  }

  @Test(
    "is what three loops give in one call, too",
    arguments: [(1, 31, 3), (64, 100, 100), (200, 100, 300), (48, 225, 101)])
  func oneCall(m: Int, n: Int, k: Int) {
    let product = PlainProduct(rows: m, columns: n, inner: k)
    func check<Element: Scalar>(_ type: Element.Type, _ strided: Bool) {
      product.check(type, strided: strided) {
        $0.multiplyInOneCall($1.0, transposed: $1.1, $2.0, transposed: $2.1, adding: $3)
      }
    }
    for strided in [false, true] {
      check(Float.self, strided)
      check(Double.self, strided)
    }
  }

  @Test("has the same bits every time, and rows that do not depend on what stands around the matrices")
  func repeatable() {
    for (m, n, k) in [(300, 100, 100), (64, 500, 500), (100, 100, 5000)] {
      var generator = TestGenerator(seed: 9)
      let (a, b) = (Window<Float>(m, k, strided: false, &generator), Window<Float>(k, n, strided: false, &generator))
      let (first, second) = (Matrix<Float>(rows: m, columns: n), Matrix<Float>(rows: m, columns: n))
      first.multiply(a.matrix, b.matrix)
      second.fill(.nan)
      second.multiply(a.matrix, b.matrix)
      #expect(first.elements.map(\.bitPattern) == second.elements.map(\.bitPattern))
    }
  }

  @Test("with nothing to sum is zero, or leaves alone what it is added to")
  func empty() {
    for inOneCall in [false, true] {
      let (a, b) = (Matrix<Double>(rows: 70, columns: 0), Matrix<Double>(rows: 0, columns: 90))
      let c = Matrix<Double>(rows: 70, columns: 90)
      c.fill(3)
      func multiply(adding: Bool) {
        if inOneCall {
          c.multiplyInOneCall(a, transposed: false, b, transposed: false, adding: adding)
        } else {
          c.multiply(a, b, adding: adding)
        }
      }
      multiply(adding: true)
      #expect(c.elements.allSatisfy { $0 == 3 })
      multiply(adding: false)
      #expect(c.elements.allSatisfy { $0 == 0 })
    }
  }
}
