import LinearAlgebra
import TestSupport
import Testing

@Suite("A loss")
struct LossTests {
  static let kinds: [LossKernel] = [.squaredError, .logistic, .softmax]
  static let shapes = [(0, 4), (1, 1), (3, 7), (5, 16), (4, 33), (19, 86), (2, 101)]

  /// One row of logits, what is wanted of it, and everything that a loss says about it, in Double.
  struct Row {
    let (loss, prediction, gradient): (Double, [Double], [Double])
    let hessian: [[Double]]

    init(_ kind: LossKernel, logits z: [Double], target y: [Double]) {
      let n = z.count
      switch kind {
      case .squaredError:
        prediction = z
        loss = zip(z, y).reduce(0) { $0 + 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1) }
        hessian = (0..<n).map { i in (0..<n).map { i == $0 ? 1 : 0 } }
      case .logistic:
        let p = z.map(logisticFunction)
        prediction = p
        loss = zip(z, y).reduce(0) { $0 + softplus($1.0) - $1.1 * $1.0 }
        hessian = (0..<n).map { i in (0..<n).map { i == $0 ? p[i] * (1 - p[i]) : 0 } }
      case .softmax:
        let largest = z.max() ?? 0
        let sum = z.reduce(0) { $0 + exponential($1 - largest) }
        let p = z.map { exponential($0 - largest) / sum }
        prediction = p
        loss = logarithm(sum) + largest - zip(z, y).reduce(0) { $0 + $1.0 * $1.1 }
        hessian = (0..<n).map { i in (0..<n).map { (i == $0 ? p[i] : 0) - p[i] * p[$0] } }
      }
      gradient = zip(prediction, y).map { $0 - $1 }
    }

    func hessianTimes(_ v: [Double]) -> [Double] {
      hessian.map { zip($0, v).reduce(0) { $0 + $1.0 * $1.1 } }
    }
  }

  private func check<Element: Scalar>(_ type: Element.Type, _ kind: LossKernel, _ m: Int, _ n: Int, _ strided: Bool) {
    var generator = TestGenerator(seed: UInt64(100 * m + n))
    let start = 2
    let z = Window<Element>(m, n, strided: strided, &generator) { 5 * $0.uniform() }
    let weights = Window<Element>(start + m, 1, strided: false, &generator) { 1 + $0.uniform() }
    let values = Window<Element>(start + m, n, strided: strided, &generator) { $0.uniform() > 0 ? 1 : 0 }
    let classes = (0..<start + m).map { _ in Int32.random(in: 0..<Int32(n), using: &generator) }
    let targets: LossTargets<Element> = kind == .softmax ? .classes(classes) : .values(values.matrix)
    let (logits, w, y) = (z.values, weights.values.map { $0[0] }, values.values)
    let rows = (0..<m).map { i in
      let wanted = kind == .softmax ? (0..<n).map { $0 == Int(classes[start + i]) ? 1 : 0 } : y[start + i]
      return Row(kind, logits: logits[i], target: wanted)
    }

    let loss = z.matrix.applyLoss(kind, targets: targets, weights: weights.matrix, from: start)
    let expected = (0..<m).reduce(0) { $0 + w[start + $1] * rows[$1].loss }
    // Each of the m n terms is below 10 and has the error of a few units of the precision.
    expectClose(loss, expected, tolerance: 40 * Double(m * n) * Double(Element.ulpOfOne), "loss \(kind) of \(type)")
    z.expect("predictions") { rows[$0].prediction[$1] }

    let gradient = Window<Element>(m, n, strided: !strided, &generator)
    gradient.matrix.copyLossGradient(
      predictions: z.matrix, targets: targets, weights: weights.matrix, from: start)
    gradient.expect("gradient", tolerance: 16) { w[start + $0] * rows[$0].gradient[$1] }

    let r = Window<Element>(m, n, strided: !strided, &generator)
    let directions = r.values
    r.matrix.multiplyLossHessian(kind, predictions: z.matrix, weights: weights.matrix, from: start)
    let products = (0..<m).map { rows[$0].hessianTimes(directions[$0]) }
    r.expect("H r", tolerance: 16 + Double(n)) { w[start + $0] * products[$0][$1] }

    // In place, as the backward pass does it.
    z.matrix.copyLossGradient(predictions: z.matrix, targets: targets, weights: weights.matrix, from: start)
    z.expect("gradient in place", tolerance: 16) { w[start + $0] * rows[$0].gradient[$1] }
  }

  @Test("and its derivatives are what plain loops give", arguments: kinds, shapes)
  func matchesLoops(kind: LossKernel, shape: (Int, Int)) {
    for strided in [false, true] {
      check(Float.self, kind, shape.0, shape.1, strided)
      check(Double.self, kind, shape.0, shape.1, strided)
    }
  }

  @Test("has a square root R of its Hessian, R Rᵀ = w H", arguments: kinds, [1, 2, 7, 19])
  func hessianRoot(kind: LossKernel, n: Int) {
    func check<Element: Scalar>(_ type: Element.Type) {
      var generator = TestGenerator(seed: UInt64(n))
      let z = Window<Element>(1, n, strided: false, &generator) { 3 * $0.uniform() }
      let row = Row(kind, logits: z.values[0], target: [Double](repeating: 0, count: n))
      let zeros = Matrix<Element>(rows: 1, columns: n)
      let weight = Matrix<Element>(rows: n, columns: 1)
      weight.fill(0.75)
      let targets: LossTargets<Element> = kind == .softmax ? .classes([0]) : .values(zeros)
      _ = z.matrix.applyLoss(kind, targets: targets, weights: weight, from: 0)
      let predictions = Matrix<Element>(rows: n, columns: n)
      predictions.fillRows(z.matrix)
      // Row k becomes R eₖ, column k of R.
      let root = Matrix<Element>(rows: n, columns: n)
      for k in 0..<n { root[k, k] = 1 }
      root.multiplyLossHessianRoot(kind, predictions: predictions, weights: weight, from: 0)
      for i in 0..<n {
        for j in 0..<n {
          let product = (0..<n).reduce(0) { $0 + Double(root[$1, i]) * Double(root[$1, j]) }
          expectClose(
            product, 0.75 * row.hessian[i][j], tolerance: Double(8 + n) * Double(Element.ulpOfOne),
            "R Rᵀ of \(kind) at (\(i), \(j))")
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test("stays finite for logits far out, in both precisions", arguments: [50.0, 1e4, 1e30])
  func extremeLogits(size: Double) {
    func check<Element: Scalar>(_ type: Element.Type) {
      for n in [2, 40] {
        let z = Matrix<Element>(rows: 1, columns: n)
        let weight = Matrix<Element>(rows: 1, columns: 1)
        weight.fill(1)
        z.fill(Element(-size))
        z[0, 1] = Element(size)
        let wrong = z.applyLoss(.softmax, targets: .classes([0]), weights: weight, from: 0)
        expectClose(wrong, 2 * size, tolerance: 4 * size * Double(Element.ulpOfOne), "loss of the wrong class")
        #expect(z[0, 1] == 1)
        #expect(z[0, 0] >= 0 && Double(z[0, 0]) < 1e-40)

        z.fill(Element(-size))
        z[0, 1] = Element(size)
        let zeros = Matrix<Element>(rows: 1, columns: n)
        let loss = z.applyLoss(.logistic, targets: .values(zeros), weights: weight, from: 0)
        expectClose(loss, size, tolerance: 1e-15 + 4 * size * Double(Element.ulpOfOne), "loss of a wrong output")
        #expect(z[0, 1] == 1)
        #expect(z[0, 0] >= 0 && Double(z[0, 0]) < 1e-20)
      }
    }
    check(Float.self)
    check(Double.self)
  }

  @Test("hands a NaN among the logits on", arguments: [LossKernel.logistic, .softmax], [0, 5, 30])
  func keepsNaN(kind: LossKernel, place: Int) {
    let z = Matrix<Float>(rows: 1, columns: 33)
    z[0, place] = .nan
    let weight = Matrix<Float>(rows: 1, columns: 1)
    weight.fill(1)
    let zeros = Matrix<Float>(rows: 1, columns: 33)
    let targets: LossTargets<Float> = kind == .softmax ? .classes([3]) : .values(zeros)
    #expect(z.applyLoss(kind, targets: targets, weights: weight, from: 0).isNaN)
    #expect(z[0, place].isNaN)
  }
}
