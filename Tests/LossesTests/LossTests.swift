import Foundation
import LinearAlgebra
import Losses
import Testing

@Suite("A loss")
struct LossTests {
  private static func targets(of loss: Loss, rows: Int, outputs: Int, _ generator: inout Philox) -> [StepTarget] {
    (0..<rows).map { _ in
      switch loss.target {
      case .values: .values((0..<outputs).map { _ in generator.normal() }[...])
      case .shares: .values((0..<outputs).map { _ in generator.uniformDouble() }[...])
      case .classes: .class(generator.integer(in: 0...outputs - 1))
      }
    }
  }

  private static func matrix(_ rows: [[Double]]) -> Matrix<Double> {
    let matrix = Matrix<Double>(rows: rows.count, columns: rows.first?.count ?? 0)
    for (i, row) in rows.enumerated() { for (j, value) in row.enumerated() { matrix[i, j] = value } }
    return matrix
  }

  /// What the maps read, from targets row by row; two rows that belong to nobody come first.
  private static func rows(_ targets: [StepTarget], _ weights: [Double], outputs: Int) -> LossRows<Double> {
    var (values, classes) = (
      [[Double]](repeating: Array(repeating: 0, count: outputs), count: 2), [Int32](repeating: 0, count: 2)
    )
    for target in targets {
      switch target {
      case .values(let y): values.append(Array(y))
      case .class(let y): classes.append(Int32(y))
      }
    }
    let w = matrix(([9, 9] + weights).map { [$0] })
    return LossRows(classes.count > 2 ? .classes(classes) : .values(matrix(values)), weights: w, from: 2)
  }

  @Test("computes by its kernels what its formula says, and the derivatives of that", arguments: Loss.allCases)
  func formula(_ loss: Loss) {
    var generator = Philox(seed: 4, stream: 1)
    let (rows, outputs, ε) = (7, 5, 1e-5)
    let targets = Self.targets(of: loss, rows: rows, outputs: outputs, &generator)
    let weights = (0..<rows).map { _ in 0.5 + generator.uniformDouble() }
    let z = (0..<rows).map { _ in (0..<outputs).map { _ in 2 * generator.normal() } }
    let u = (0..<rows).map { _ in (0..<outputs).map { _ in generator.normal() } }
    func total(_ z: [[Double]]) -> Double {
      (0..<rows).reduce(0) { $0 + weights[$1] * loss.function.value(of: z[$1][...], at: targets[$1]) }
    }
    func gradient(_ z: [[Double]]) -> Matrix<Double> {
      let p = Self.matrix(z)
      let data = Self.rows(targets, weights, outputs: outputs)
      let found = loss.function.apply(to: p, data)
      #expect(abs(found - total(z)) <= 1e-12 * abs(total(z)))
      let z̄ = Matrix<Double>(rows: rows, columns: outputs)
      loss.function.copyGradient(into: z̄, predictions: p, data)
      return z̄
    }
    let z̄ = gradient(z)
    let Hu = Self.matrix(u)
    let p = Self.matrix(z)
    let data = Self.rows(targets, weights, outputs: outputs)
    _ = loss.function.apply(to: p, data)
    loss.function.multiplyHessian(Hu, predictions: p, data)
    func shifted(_ step: Double) -> [[Double]] { zip(z, u).map { zip($0, $1).map { $0 + step * $1 } } }
    let (after, before) = (gradient(shifted(ε)), gradient(shifted(-ε)))
    for i in 0..<rows {
      for j in 0..<outputs {
        var (up, down) = (z, z)
        up[i][j] += ε
        down[i][j] -= ε
        #expect(abs(z̄[i, j] - (total(up) - total(down)) / (2 * ε)) < 1e-7)
        #expect(abs(Hu[i, j] - (after[i, j] - before[i, j]) / (2 * ε)) < 1e-7)
      }
    }
  }

  @Test("has a residual that its factored Hessian makes the gradient of", arguments: Loss.allCases)
  func residual(_ loss: Loss) throws {
    let function = try #require(loss.function as? any FactoredLoss)
    var generator = Philox(seed: 7, stream: 1)
    let (rows, outputs) = (6, 4)
    let targets = Self.targets(of: loss, rows: rows, outputs: outputs, &generator)
    let weights = (0..<rows).map { $0 == 2 ? 0 : 0.5 + generator.uniformDouble() }
    let p = Self.matrix((0..<rows).map { _ in (0..<outputs).map { _ in 3 * generator.normal() } })
    let data = Self.rows(targets, weights, outputs: outputs)
    _ = function.apply(to: p, data)
    let rank = function.rank(outputs: outputs)
    #expect(rank == (loss == .softmax ? outputs - 1 : outputs))
    let (r, z̄) = (Matrix<Double>(rows: rows, columns: rank), Matrix<Double>(rows: rows, columns: outputs))
    function.copyResidual(into: r, predictions: p, data)
    function.copyGradient(into: z̄, predictions: p, data)
    let columns = (0..<rank).map { k in
      let (unit, s) = (Matrix<Double>(rows: rows, columns: rank), Matrix<Double>(rows: rows, columns: outputs))
      for i in 0..<rows { unit[i, k] = 1 }
      function.multiplyHessianFactor(unit, into: s, predictions: p, data)
      return s
    }
    for i in 0..<rows {
      for j in 0..<outputs {
        let product = (0..<rank).reduce(0.0) { $0 + columns[$1][i, j] * r[i, $1] }
        #expect(abs(product - z̄[i, j]) < 1e-12 * (1 + abs(z̄[i, j])), "√w R √w r")
      }
    }
    // R u of any u is the sum of its columns.
    let (u, s) = (Matrix<Double>(rows: rows, columns: rank), Matrix<Double>(rows: rows, columns: outputs))
    for i in 0..<rows { for k in 0..<rank { u[i, k] = generator.normal() } }
    function.multiplyHessianFactor(u, into: s, predictions: p, data)
    for i in 0..<rows {
      for j in 0..<outputs {
        let sum = (0..<rank).reduce(0.0) { $0 + columns[$1][i, j] * u[i, $1] }
        #expect(abs(s[i, j] - sum) < 1e-13 * (1 + abs(sum)), "√w R u")
      }
    }
    for other in 0..<outputs {
      let u = Matrix<Double>(rows: rows, columns: outputs)
      for i in 0..<rows { u[i, other] = 1 }
      function.multiplyHessian(u, predictions: p, data)
      for i in 0..<rows {
        for j in 0..<outputs {
          let product = columns.reduce(0.0) { $0 + $1[i, j] * $1[i, other] }
          #expect(abs(product - u[i, j]) < 1e-13, "w R Rᵀ")
        }
      }
    }
  }

  @Test("draws targets whose gradients have the moments that it says", arguments: Loss.allCases)
  func samples(_ loss: Loss) {
    var generator = Philox(seed: 6, stream: 2)
    let (outputs, draws, w) = (4, 40_000, 2.0)
    let z = (0..<outputs).map { _ in generator.normal() }
    let d = (0..<outputs).map { _ in generator.normal() }
    let p = Self.matrix([z])
    let target = Self.targets(of: loss, rows: 1, outputs: outputs, &generator)
    _ = loss.function.apply(to: p, Self.rows(target, [1], outputs: outputs))
    let s = Matrix<Double>(rows: 1, columns: outputs)
    var (mean, square) = (0.0, 0.0)
    for _ in 0..<draws {
      loss.function.copySampledGradient(into: s, predictions: p, weight: w, using: &generator)
      let derivative = (0..<outputs).reduce(0) { $0 + s[0, $1] * d[$1] }
      mean += derivative / Double(draws)
      square += derivative * derivative / Double(draws)
    }
    let moments = loss.function.sampledMoments(of: z[...], along: d[...])
    let second = w * moments.reduce(0) { $0 + $1.second }
    // The terms of one step are independent and have mean 0.
    let fourth =
      w * w
      * (moments.reduce(0) { $0 + $1.fourth - 3 * $1.second * $1.second }
        + 3 * pow(moments.reduce(0) { $0 + $1.second }, 2))
    #expect(abs(mean) < 5 * (second / Double(draws)).squareRoot())
    #expect(abs(square - second) < 5 * ((fourth - second * second) / Double(draws)).squareRoot())
  }

  @Test("knows the loss of the best constant, where a spread tells it", arguments: [Loss.squaredError, .logistic])
  func constants(_ loss: Loss) throws {
    var generator = Philox(seed: 9, stream: 5)
    var spread = OutputSpread()
    let steps = (0..<30).map { _ in (y: generator.uniformDouble(), w: 0.5 + generator.uniformDouble()) }
    for step in steps { spread.add(step.y, weight: step.w) }
    func total(_ z: Double) -> Double {
      steps.reduce(0) { $0 + $1.w * loss.function.value(of: [z], at: .values([$1.y])) }
    }
    // Halving an interval around the minimum of a convex function.
    var (low, high) = (-5.0, 5.0)
    for _ in 0..<200 {
      let (a, b) = (low + (high - low) / 3, high - (high - low) / 3)
      if total(a) < total(b) { high = b } else { low = a }
    }
    let least = try #require(loss.function.constantLoss(spread))
    // The logistic loss of targets between 0 and 1 is measured from certain targets, as the kernels do.
    #expect(abs(least - total((low + high) / 2)) < 1e-9 * total(low))
    #expect(Loss.softmax.function.constantLoss(spread) == nil)
  }

  @Test("is found by its name, and stored as that")
  func names() throws {
    for loss in Loss.allCases {
      #expect(Loss(rawValue: loss.rawValue) == loss)
      let text = try JSONEncoder().encode([loss])
      #expect(String(decoding: text, as: UTF8.self) == "[\"\(loss.rawValue)\"]")
      #expect(try JSONDecoder().decode([Loss].self, from: text) == [loss])
    }
    #expect(Loss(rawValue: "hinge") == nil)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Loss].self, from: Data("[\"hinge\"]".utf8)) }
    #expect(Loss.allCases.map(\.rawValue) == ["squared-error", "logistic", "softmax"])
  }
}
