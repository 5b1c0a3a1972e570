internal import Foundation
internal import LinearAlgebra

extension KernelParts {
  /// A sum that a kernel returns.
  private final class Sum {
    var value = 0.0
  }

  var softmax: TimedKernel<Element> {
    let (sum, weights) = (Sum(), ones)
    var kernel = overRows("softmax and its loss", passes: 2, from: r) { [indices] in
      sum.value = $0.applyLoss(.softmax, targets: .classes(indices), weights: weights, from: 0)
    } expected: {
      exp(Double(r[$0, $1])) / exponentials($0)
    }
    kernel.sum = (
      found: { sum.value },
      expected: { [indices] in
        indices.enumerated().reduce(0) { $0 + log(exponentials($1.offset)) - Double(r[$1.offset, Int($1.element)]) }
      }
    )
    return kernel
  }

  var crossEntropy: TimedKernel<Element> {
    let (sum, weights) = (Sum(), ones)
    let targets: Matrix<Element> = RandomNumbers.matrix(sizes.rows, sizes.columns, in: 0...1, seed: 6)
    var kernel = overRows("logistic function and cross-entropy", passes: 3, from: r) {
      sum.value = $0.applyLoss(.logistic, targets: .values(targets), weights: weights, from: 0)
    } expected: {
      1 / (1 + exp(-Double(r[$0, $1])))
    }
    kernel.sum = (
      found: { sum.value }, expected: { sumOverElements { log1p(exp($0)) - Double(targets[$1, $2]) * $0 } }
    )
    return kernel
  }

  var squaredError: TimedKernel<Element> {
    let (sum, weights) = (Sum(), ones)
    var kernel = overRows("squared error", passes: 2, from: r) {
      sum.value = $0.applyLoss(.squaredError, targets: .values(h), weights: weights, from: 0)
    } expected: {
      Double(r[$0, $1])
    }
    kernel.sum = (
      found: { sum.value },
      expected: {
        sumOverElements {
          let difference = $0 - Double(h[$1, $2])
          return 0.5 * difference * difference
        }
      }
    )
    return kernel
  }

  /// w H r at predictions near p, where w p(1 − p) or w p is near 1.
  func hessian(_ loss: LossKernel, _ name: String) -> TimedKernel<Element> {
    let p = loss == .softmax ? 1 / Double(sizes.columns) : 0.5
    let w = loss == .softmax ? 1 / p : 4
    let predictions: Matrix<Element> = RandomNumbers.matrix(
      sizes.rows, sizes.columns, in: 0.99 * p...1.01 * p, seed: 7)
    let weights = Matrix<Element>(rows: sizes.rows, columns: 1)
    weights.fill(Element(w))
    return overRows("Hessian of the \(name) loss", passes: 3, from: r) {
      $0.multiplyLossHessian(loss, predictions: predictions, weights: weights, from: 0)
    } expected: { i, j in
      let p = Double(predictions[i, j])
      guard loss == .softmax else { return w * p * (1 - p) * Double(r[i, j]) }
      return w * p * (Double(r[i, j]) - predictions.dotOfRow(i, r))
    }
  }

  private var ones: Matrix<Element> {
    let ones = Matrix<Element>(rows: sizes.rows, columns: 1)
    ones.fill(1)
    return ones
  }

  private func exponentials(_ row: Int) -> Double {
    (0..<sizes.columns).reduce(0) { $0 + exp(Double(r[row, $1])) }
  }

  /// A sum over the elements of r and their places.
  private func sumOverElements(_ term: (Double, Int, Int) -> Double) -> Double {
    var sum = 0.0
    for i in 0..<sizes.rows { for j in 0..<sizes.columns { sum += term(Double(r[i, j]), i, j) } }
    return sum
  }
}
