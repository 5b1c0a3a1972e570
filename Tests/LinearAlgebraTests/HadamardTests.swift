import LinearAlgebra
import TestSupport
import Testing

@Suite("A product element by element")
struct HadamardTests {
  private func check<Element: Scalar>(_ type: Element.Type, _ m: Int, _ n: Int, _ strided: Bool) {
    var generator = TestGenerator(seed: UInt64(1000 * m + n))
    func window(_ strided: Bool = strided) -> Window<Element> { Window(m, n, strided: strided, &generator) }
    let factors = [window(), window(!strided), window(), window(!strided)]
    let (X, Y, U, V) = (factors[0].matrix, factors[1].matrix, factors[2].matrix, factors[3].matrix)
    let (x, y, u, v) = (factors[0].values, factors[1].values, factors[2].values, factors[3].values)
    for adding in [false, true] {
      /// What a result holds before is added, or must not matter.
      func result() -> (window: Window<Element>, before: [[Double]]) {
        let window = window()
        let before = adding ? window.values : window.values.map { $0.map { _ in 0 } }
        if !adding { window.matrix.fill(.nan) }
        return (window, before)
      }
      let (product, a) = result()
      product.matrix.copyHadamard(X, Y, scale: -0.75, adding: adding)
      product.expect("α x ⊙ y") { a[$0][$1] - 0.75 * x[$0][$1] * y[$0][$1] }
      let (pair, b) = result()
      pair.matrix.copyHadamard(X, Y, plus: U, V, adding: adding)
      pair.expect("x ⊙ y + u ⊙ v") { b[$0][$1] + x[$0][$1] * y[$0][$1] + u[$0][$1] * v[$0][$1] }
      for kind in ActivationTests.kinds {
        let (product, c) = result()
        product.matrix.copyDerivative(kind, h: X, Y, U, adding: adding)
        product.expect("φ' ⊙ x ⊙ y") {
          c[$0][$1] + ActivationTests.derivative(kind, x[$0][$1]) * y[$0][$1] * u[$0][$1]
        }
      }
    }
    for kind in ActivationTests.kinds {
      let (product, activated) = (window(), window(!strided))
      product.matrix.copyHadamard(Y, kind, of: X, activated: activated.matrix)
      activated.expect("φ(a)") { ActivationTests.value(kind, x[$0][$1]) }
      product.expect("x ⊙ φ(a)") { y[$0][$1] * ActivationTests.value(kind, x[$0][$1]) }
    }
    for kind in ActivationTests.kinds {
      let sum = window()
      let a = sum.values
      sum.matrix.activate(kind, addingHadamard: X, Y)
      sum.expect("φ(a + x ⊙ y)") { ActivationTests.value(kind, a[$0][$1] + x[$0][$1] * y[$0][$1]) }
      let (part, rest) = (window(), window(!strided))
      let all = part.values
      part.matrix.split(X, rest: rest.matrix, kind, h: Y)
      part.expect("w ⊙ x") { x[$0][$1] * all[$0][$1] }
      rest.expect("φ' ⊙ (x − w ⊙ x)") {
        ActivationTests.derivative(kind, y[$0][$1]) * (all[$0][$1] - x[$0][$1] * all[$0][$1])
      }
    }
    let (mix, difference) = (window(), window(!strided))
    mix.matrix.interpolate(X, from: Y, to: U, difference: difference.matrix)
    difference.expect("y − x") { u[$0][$1] - y[$0][$1] }
    mix.expect("x + w ⊙ (y − x)") { y[$0][$1] + x[$0][$1] * (u[$0][$1] - y[$0][$1]) }

    // On one of the factors.
    X.copyHadamard(X, Y)
    factors[0].expect("x ⊙ y on x") { x[$0][$1] * y[$0][$1] }
    U.copyHadamard(V, U, plus: Y, Y)
    factors[2].expect("v ⊙ u + y ⊙ y on u") { v[$0][$1] * u[$0][$1] + y[$0][$1] * y[$0][$1] }
    V.copyDerivative(.logistic, h: V, Y, V)
    factors[3].expect("φ' ⊙ y ⊙ v on v") { v[$0][$1] * (1 - v[$0][$1]) * y[$0][$1] * v[$0][$1] }
  }

  @Test("is that of the numbers, whatever lies beside them", arguments: testedShapes, [false, true])
  func products(shape: (Int, Int), strided: Bool) {
    check(Float.self, shape.0, shape.1, strided)
    check(Double.self, shape.0, shape.1, strided)
  }
}
