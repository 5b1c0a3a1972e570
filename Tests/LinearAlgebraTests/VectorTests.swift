import LinearAlgebra
import TestSupport
import Testing

@Suite("A vector")
struct VectorTests {
  static let counts = [0, 1, 2, 7, 16, 33, 64, 101, 1000]

  private func make<Element: Scalar>(_ count: Int, _ seed: UInt64) -> (Vector<Element>, [Double]) {
    var generator = TestGenerator(seed: seed)
    let vector = Vector((0..<count).map { _ in Element(generator.uniform()) })
    return (vector, vector.elements.map { Double($0) })
  }

  private func expect<Element: Scalar>(
    _ what: String, _ vector: Vector<Element>, tolerance: Double = 4, _ expected: (Int) -> Double
  ) {
    for i in 0..<vector.count {
      let value = expected(i)
      expectClose(
        Double(vector[i]), value, tolerance: tolerance * Double(Element.ulpOfOne) * max(1, abs(value)),
        "\(what) of \(Element.self) at \(i) of \(vector.count)")
    }
  }

  private func checkAdam<Element: Scalar>(_ type: Element.Type, _ count: Int) {
    let (x, xs): (Vector<Element>, [Double]) = make(count, 1)
    let (g, gs): (Vector<Element>, [Double]) = make(count, 2)
    let (m, ms): (Vector<Element>, [Double]) = make(count, 3)
    let squares = Vector((0..<count).map { Element(0.25 + Double($0 % 3)) })
    for range in [0..<count, count / 3..<count / 2, count..<count] {
      var (θ, mean, square) = (x, m, squares)
      θ.stepAlong(
        g, in: range, mean: &mean, 0.75, squares: &square, 0.5, scale: -2, squareScale: 4, shift: 0.125)
      func isIn(_ i: Int) -> Bool { range.contains(i) }
      let newMean = { (i: Int) in 0.75 * ms[i] + 0.25 * gs[i] }
      let newSquare = { (i: Int) in 0.5 * Double(squares[i]) + 0.5 * gs[i] * gs[i] }
      expect("mean", mean) { isIn($0) ? newMean($0) : ms[$0] }
      expect("squares", square) { isIn($0) ? newSquare($0) : Double(squares[$0]) }
      expect("θ", θ, tolerance: 16) {
        isIn($0) ? xs[$0] - 2 * newMean($0) / ((4 * newSquare($0)).squareRoot() + 0.125) : xs[$0]
      }
      var scaled = x
      scaled.scale(-0.5, in: range)
      expect("α x in a range", scaled) { isIn($0) ? -0.5 * xs[$0] : xs[$0] }
    }
  }

  @Test("takes a step of Adam in one pass, and scales, in a range alone", arguments: counts)
  func ranges(count: Int) {
    checkAdam(Float.self, count)
    checkAdam(Double.self, count)
  }

  @Test("takes windows on matrices row by row, or adds them")
  func matrices() {
    let whole = Matrix<Double>(rows: 3, columns: 4)
    for i in 0..<3 { for j in 0..<4 { whole[i, j] = Double(10 * i + j) } }
    let window = whole.columns(1..<3)
    var vector = Vector<Double>(repeatElement(1, count: 9))
    vector.copy(window, to: 2)
    #expect(vector.elements == [1, 1, 1, 2, 11, 12, 21, 22, 1])
    vector.add(-2, window, to: 2)
    #expect(vector.elements == [1, 1, -1, -2, -11, -12, -21, -22, 1])
    vector.copy(whole.rows(0..<0), to: 9)
    vector.add(1, whole.columns(0..<0), to: 9)
    #expect(vector[8] == 1)
    for matrix in [whole, window] {
      matrix.scale(0.5)
    }
    #expect(whole.elements == [0, 0.25, 0.5, 1.5, 5, 2.75, 3, 6.5, 10, 5.25, 5.5, 11.5])
  }

  private func checkArithmetic<Element: Scalar>(_ type: Element.Type, _ count: Int) {
    let (x, xs): (Vector<Element>, [Double]) = make(count, 1)
    let (y, ys): (Vector<Element>, [Double]) = make(count, 2)
    let dot = zip(xs, ys).reduce(0) { $0 + $1.0 * $1.1 }
    // Products of Float are exact in Double; what remains is the order of a sum of `count` terms.
    let tolerance = Double(max(count, 1)) * Double.ulpOfOne
    expectClose(x.dot(y), dot, tolerance: tolerance, "dot of \(count)")
    expectClose(x.norm, xs.reduce(0) { $0 + $1 * $1 }.squareRoot(), tolerance: tolerance, "norm of \(count)")

    var z = Vector<Element>(count: count)
    expect("zeros", z) { _ in 0 }
    z.copy(y)
    #expect(z == y)
    z.add(0.75, x)
    expect("y + αx", z) { ys[$0] + 0.75 * xs[$0] }
    z.copy(y)
    z.scale(-1.5)
    expect("αy", z) { -1.5 * ys[$0] }
    z.copy(y)
    z.scale(0.3, adding: x)
    expect("x + βy", z) { xs[$0] + Double(Element(0.3)) * ys[$0] }
    z.copy(y)
    z.divide(by: Vector(xs.map { Element(2 + $0) }))
    expect("y ⊘ d", z) { ys[$0] / Double(Element(2 + xs[$0])) }
    z.copy(x)
    z.raise(adding: 1.5, to: 0.75)
    expect("(x + shift)^exponent", z) { power(xs[$0] + 1.5, 0.75) }
    z.copy(y)
    z.scale(0.3, adding: -0.75, times: x, y)
    expect("βy + αx ⊙ y", z) { Double(Element(0.3)) * ys[$0] - 0.75 * xs[$0] * ys[$0] }
    z.copy(y)
    z.add(-0.75, x, overRootOf: Vector(xs.map { Element($0 * $0) }), scaledBy: 4, shift: 0.5)
    expect("y + αx ⊘ (√(γ squares) + shift)", z) {
      ys[$0] - 0.75 * xs[$0] / (2 * Double(Element(xs[$0] * xs[$0])).squareRoot() + 0.5)
    }
    z.fill(3)
    expect("fill", z) { _ in 3 }
    expect("conversion", x.converted(to: Double.self), tolerance: 0) { xs[$0] }
    expect("conversion", x.converted(to: Float.self), tolerance: 0) { Double(Float(xs[$0])) }
  }

  @Test("does arithmetic as plain loops do, in both precisions", arguments: counts)
  func arithmetic(count: Int) {
    checkArithmetic(Float.self, count)
    checkArithmetic(Double.self, count)
  }

  @Test("keeps small terms beside large ones in an inner product of Float numbers")
  func dotAccumulatesInDouble() {
    var x = Vector<Float>(count: 1001)
    x.fill(1)
    x[0] = 30_000
    // 9·10⁸ + 1000: in Float the ones would be lost, 64 is the distance of neighbors there.
    #expect(x.dot(x) == 900_001_000)
  }

  @Test("finds a single infinity or NaN at any place", arguments: [1, 2, 17, 100])
  func finiteness(count: Int) {
    for i in 0..<count {
      for value in [Float.infinity, -.infinity, .nan] {
        var x = Vector<Float>(count: count)
        var y = Vector<Double>(count: count)
        #expect(x.isFinite && y.isFinite)
        (x[i], y[i]) = (value, Double(value))
        #expect(!x.isFinite && !y.isFinite, "\(value) at \(i) of \(count)")
      }
    }
    var large = Vector<Float>(count: count)
    large.fill(.greatestFiniteMagnitude)
    #expect(large.isFinite)
  }

  @Test("is a value: a change to a copy is not seen in the original")
  func valueSemantics() {
    let x = Vector<Double>([1, 2, 3])
    var y = x
    y[1] = 5
    y.scale(2)
    #expect(x.elements == [1, 2, 3])
    #expect(y.elements == [2, 10, 6])
  }

  @Test("goes into memory and back, as a whole and in parts", arguments: [0, 1, 17])
  func memory(count: Int) {
    let (x, xs): (Vector<Double>, [Double]) = make(count, 3)
    let memory = Memory<Double>(count: count)
    memory.copy(x)
    #expect(Matrix(memory, rows: count, columns: 1).elements == xs)
    var y = Vector<Double>(count: count)
    y.copy(memory)
    #expect(y == x)
    memory.clear()
    y.copy(memory)
    #expect(y == Vector<Double>(count: count))
    y[0..<count / 2] = x[0..<count / 2]
    #expect(y.elements == xs.indices.map { $0 < count / 2 ? xs[$0] : 0 })
  }

  @Test("traps where lengths do not match")
  func lengthsThatDoNotMatchTrap() async {
    await #expect(processExitsWith: .failure) { _ = Vector<Float>(count: 2).dot(Vector<Float>(count: 3)) }
    await #expect(processExitsWith: .failure) {
      var x = Vector<Float>(count: 2)
      x.copy(Vector<Float>(count: 1))
    }
    await #expect(processExitsWith: .failure) {
      var x = Vector<Double>(count: 2)
      x.add(1, Vector<Double>(count: 3))
    }
    await #expect(processExitsWith: .failure) {
      var x = Vector<Double>(count: 2)
      x.scale(1, adding: Vector<Double>(count: 3))
    }
    await #expect(processExitsWith: .failure) {
      var x = Vector<Double>(count: 2)
      x.divide(by: Vector<Double>(count: 0))
    }
    await #expect(processExitsWith: .failure) {
      var x = Vector<Double>(count: 2)
      x.scale(1, adding: 1, times: x, Vector<Double>(count: 3))
    }
    await #expect(processExitsWith: .failure) {
      var x = Vector<Double>(count: 2)
      x.add(1, x, overRootOf: Vector<Double>(count: 1), shift: 1)
    }
    await #expect(processExitsWith: .failure) { Memory<Float>(count: 2).copy(Vector<Float>(count: 3)) }
    await #expect(processExitsWith: .failure) { _ = Memory<Float>(count: -1) }
  }
}
