import LinearAlgebra
import TestSupport
import Testing

@Suite("A matrix")
struct MatrixTests {
  private func checkElementwise<Element: Scalar>(_ type: Element.Type, _ m: Int, _ n: Int, strided: Bool) {
    var generator = TestGenerator(seed: UInt64(100 * m + n))
    let a = Window<Element>(m, n, strided: strided, &generator)
    let b = Window<Element>(m, n, strided: strided, &generator)
    let t = Window<Element>(n, m, strided: strided, &generator)
    let row = Window<Element>(1, n, strided: strided, &generator)
    let (x, y, u, r) = (a.values, b.values, t.values, row.values)

    a.matrix.copy(b.matrix)
    a.expect("copy", tolerance: 0) { y[$0][$1] }
    a.matrix.copy(transposed: t.matrix)
    a.expect("transposed copy", tolerance: 0) { u[$1][$0] }
    a.matrix.add(-0.5, transposed: t.matrix)
    a.expect("adding a transpose") { 0.5 * u[$1][$0] }
    a.matrix.fill(2)
    a.expect("fill", tolerance: 0) { _, _ in 2 }
    a.matrix.add(1, b.matrix)
    a.expect("sum") { 2 + y[$0][$1] }
    a.matrix.add(0.25, b.matrix)
    a.expect("multiple added") { 2 + 1.25 * y[$0][$1] }
    a.matrix.fill(0)
    a.matrix.addSquares(of: b.matrix)
    a.expect("squares") { y[$0][$1] * y[$0][$1] }
    a.matrix.fillRows(row.matrix)
    a.expect("rows filled", tolerance: 0) { r[0][$1] }
    a.matrix.copy(b.matrix)
    a.matrix.addToRows(row.matrix)
    a.expect("row added") { y[$0][$1] + r[0][$1] }
    row.matrix.addSumOfRows(of: b.matrix)
    row.expect("sum of rows", tolerance: Double(m + 4)) { _, j in r[0][j] + y.reduce(0) { $0 + $1[j] } }
    a.matrix.copy(b.matrix)
    a.matrix.scaleRows(by: (0..<m).map { Double($0) - 1 })
    a.expect("scaled rows") { (Double($0) - 1) * y[$0][$1] }
    a.matrix.copy(Vector(x.flatMap { $0.map { Element($0) } } + [5]), from: 0)
    a.expect("copy of a vector", tolerance: 0) { x[$0][$1] }
    b.expect("operand", tolerance: 0) { y[$0][$1] }
    for i in 0..<m {
      let dot = zip(x[i], y[i]).reduce(0) { $0 + $1.0 * $1.1 }
      expectClose(a.matrix.dotOfRow(i, b.matrix), dot, tolerance: Double(n) * .ulpOfOne, "dot of row \(i)")
    }
    #expect(a.matrix.elements == x.flatMap { $0.map { Element($0) } })
  }

  @Test("does arithmetic as plain loops do, whole and as a window, in both precisions", arguments: testedShapes)
  func elementwise(m: Int, n: Int) {
    for strided in [false, true] {
      checkElementwise(Float.self, m, n, strided: strided)
      checkElementwise(Double.self, m, n, strided: strided)
    }
  }

  private func checkGather<Element: Scalar>(_ type: Element.Type, _ m: Int, _ n: Int, strided: Bool, step: Int) {
    var generator = TestGenerator(seed: UInt64(m + n))
    let table = Window<Element>(6, n, strided: strided, &generator)
    let a = Window<Element>(m, n, strided: strided, &generator)
    let (t, x) = (table.values, a.values)
    let start = 2
    let indices = (0..<start + max(m, 1) * step).map { _ in Int32.random(in: 0..<6, using: &generator) }
    let chosen = (0..<m).map { Int(indices[start + $0 * step]) }
    a.matrix.gather(table.matrix, at: indices, from: start, step: step, adding: true)
    a.expect("gather adding") { x[$0][$1] + t[chosen[$0]][$1] }
    a.matrix.gather(table.matrix, at: indices, from: start, step: step)
    a.expect("gather", tolerance: 0) { t[chosen[$0]][$1] }
    table.matrix.scatterAdd(a.matrix, at: indices, from: start, step: step)
    table.expect("scatter", tolerance: Double(4 * m + 4)) { i, j in
      t[i][j] * Double(1 + chosen.filter { $0 == i }.count)
    }
  }

  @Test("gathers rows of a table and adds them back, indices apart by a step", arguments: testedShapes, [1, 3])
  func gather(shape: (Int, Int), step: Int) {
    for strided in [false, true] {
      checkGather(Float.self, shape.0, shape.1, strided: strided, step: step)
      checkGather(Double.self, shape.0, shape.1, strided: strided, step: step)
    }
  }

  @Test("packs rows of a Double array in either precision", arguments: testedShapes)
  func pack(m: Int, n: Int) {
    var generator = TestGenerator(seed: 4)
    let source = (0..<(7 * n)).map { _ in Double(generator.uniform()) / 3 }
    let rows = (0..<m).map { _ in Int32.random(in: 0..<7, using: &generator) }
    for strided in [false, true] {
      let a = Window<Float>(m, n, strided: strided, &generator)
      let b = Window<Double>(m, n, strided: strided, &generator)
      a.matrix.pack(source, rows: rows)
      b.matrix.pack(source, rows: rows)
      a.expect("packed", tolerance: 0) { Double(Float(source[Int(rows[$0]) * n + $1])) }
      b.expect("packed", tolerance: 0) { source[Int(rows[$0]) * n + $1] }
    }
  }

  @Test("finds a single infinity or NaN in a window, and ignores those around it", arguments: [Double.nan, .infinity])
  func finiteness(value: Double) {
    let whole = Matrix<Double>(rows: 5, columns: 9)
    whole.fill(value)
    let window = whole.rows(1..<4).columns(2..<7)
    window.fill(1)
    #expect(window.isFinite)
    for i in 0..<3 {
      for j in 0..<5 {
        window[i, j] = value
        #expect(!window.isFinite)
        window[i, j] = 1
      }
    }
    #expect(Matrix<Float>(rows: 0, columns: 3).isFinite)
  }

  @Test("shows the same numbers through all windows on one memory")
  func views() {
    let memory = Memory<Double>(count: 24)
    memory.copy(Vector((0..<24).map { Double($0) }))
    let whole = Matrix(memory, rows: 6, columns: 4)
    #expect(whole.rows(2..<4).elements == [8, 9, 10, 11, 12, 13, 14, 15])
    #expect(whole.columns(1..<3).rows(4..<6).elements == [17, 18, 21, 22])
    #expect(whole.everyRow(from: 1, step: 2, count: 3).elements == [4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23])
    #expect(whole.everyRow(from: 0, step: 2, count: 0).elements.isEmpty)
    #expect(Matrix(memory, offset: 3, rows: 2, columns: 2, stride: 10).elements == [3, 4, 13, 14])
    let copy = whole.rows(3..<4)
    copy[0, 2] = -1
    #expect(whole[3, 2] == -1)
  }

  @Test("traps where shapes do not match or a window leaves its memory")
  func mistakesTrap() async {
    await #expect(processExitsWith: .failure) { _ = Matrix<Float>(rows: 2, columns: 3)[2, 0] }
    await #expect(processExitsWith: .failure) { _ = Matrix<Float>(rows: 2, columns: 3)[0, -1] }
    await #expect(processExitsWith: .failure) { Matrix<Float>(rows: 2, columns: 3)[0, 3] = 1 }
    await #expect(processExitsWith: .failure) { _ = Matrix<Float>(rows: 2, columns: 3).rows(1..<3) }
    await #expect(processExitsWith: .failure) { _ = Matrix<Float>(rows: 2, columns: 3).columns(1..<4) }
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Float>(rows: 4, columns: 3).everyRow(from: 1, step: 2, count: 3)
    }
    await #expect(processExitsWith: .failure) { _ = Matrix(Memory<Float>(count: 5), rows: 2, columns: 3) }
    await #expect(processExitsWith: .failure) { _ = Matrix(Memory<Float>(count: 6), offset: -1, rows: 1, columns: 3) }
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 2, columns: 3).copy(Matrix<Float>(rows: 3, columns: 2))
    }
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 2, columns: 3).copy(transposed: Matrix<Float>(rows: 2, columns: 3))
    }
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 2, columns: 3).add(1, Matrix<Float>(rows: 2, columns: 2))
    }
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 2, columns: 3).addToRows(Matrix<Float>(rows: 1, columns: 2))
    }
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 1, columns: 3).addSumOfRows(of: Matrix<Float>(rows: 2, columns: 2))
    }
    await #expect(processExitsWith: .failure) { Matrix<Float>(rows: 2, columns: 3).scaleRows(by: [1]) }
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 2, columns: 3).gather(Matrix<Float>(rows: 4, columns: 3), at: [0, 1], from: 1)
    }
    await #expect(processExitsWith: .failure) { Matrix<Float>(rows: 2, columns: 3).pack([1, 2, 3], rows: [0, 1]) }
    await #expect(processExitsWith: .failure) {
      Matrix<Float>(rows: 2, columns: 3).copy(Vector<Float>(count: 6), from: 1)
    }
  }
}
