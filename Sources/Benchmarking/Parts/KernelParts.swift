internal import Foundation
internal import LinearAlgebra

/// The loops over elements that passes over a batch consist of beside matrix products, on matrices that stay in a core's
/// second-level cache.
struct KernelParts<Element: Scalar>: PartFamily {
  enum Part: String, CaseIterable {
    case tanh, logistic, tangent, adjoint, softmax
    case crossEntropy = "cross-entropy"
    case squaredError = "squared-error"
    case softmaxHessian = "softmax-hessian"
    case crossEntropyHessian = "cross-entropy-hessian"
    case gather
    case scatterAdd = "scatter-add"
    case sumOfRows = "sum-of-rows"
    case transpose
  }

  static var name: String { "kernel" }

  let sizes: PartSizes
  /// States h, of which 1 − h² stays near 1.
  let h: Matrix<Element>
  /// Tangents or adjoints, from −1 to 1.
  let r: Matrix<Element>
  /// A row of the table for each row.
  let indices: [Int32]
  let table: Matrix<Element>

  init(_ setting: PartSetting) {
    sizes = setting.sizes
    h = RandomNumbers.matrix(sizes.rows, sizes.columns, in: -0.3...0.3, seed: 1)
    r = RandomNumbers.matrix(sizes.rows, sizes.columns, in: -1...1, seed: 2)
    table = RandomNumbers.matrix(sizes.symbols, sizes.columns, in: -1...1, seed: 3)
    var generator = Philox(seed: 4, stream: 0)
    indices = (0..<sizes.rows).map { [last = sizes.symbols - 1] _ in Int32(generator.integer(in: 0...last)) }
  }

  func prepare(_ part: Part) -> PreparedPart { kernel(part).prepared(calls: sizes.calls) }

  private func kernel(_ part: Part) -> TimedKernel<Element> {
    switch part {
    case .tanh: activation(.tanh, "tanh") { Foundation.tanh($0) }
    case .logistic: activation(.logistic, "logistic function") { 1 / (1 + exp(-$0)) }
    case .tangent: tangent
    case .adjoint: adjoint
    case .softmax: softmax
    case .crossEntropy: crossEntropy
    case .squaredError: squaredError
    case .softmaxHessian: hessian(.softmax, "softmax")
    case .crossEntropyHessian: hessian(.logistic, "cross-entropy")
    case .gather: gather
    case .scatterAdd: scatterAdd
    case .sumOfRows: sumOfRows
    case .transpose: transpose
    }
  }

  /// A kernel that goes through all rows and writes to a matrix that begins as `start`.
  func overRows(
    _ what: String, passes: Int, from start: Matrix<Element>, _ call: @escaping (Matrix<Element>) -> Void,
    expected: @escaping (Int, Int) -> Double
  ) -> TimedKernel<Element> {
    let result = Matrix<Element>(rows: start.rows, columns: start.columns)
    return TimedKernel(
      what: "\(what), \(sizes.rows) × \(sizes.columns)", elements: sizes.rows * sizes.columns, passes: passes,
      result: result,
      reset: { result.copy(start) }, call: { call(result) }, expected: expected)
  }

  private func activation(
    _ φ: ActivationKernel, _ name: String, _ function: @escaping (Double) -> Double
  ) -> TimedKernel<Element> {
    overRows(name, passes: 2, from: r) {
      $0.activate(φ)
    } expected: {
      function(Double(r[$0, $1]))
    }
  }

  private var tangent: TimedKernel<Element> {
    overRows("tangent through tanh", passes: 3, from: r) {
      $0.multiplyDerivative(.tanh, h: h)
    } expected: {
      (1 - squared(h[$0, $1])) * Double(r[$0, $1])
    }
  }

  private var adjoint: TimedKernel<Element> {
    let (inner, outer) = (0.3, 0.1)
    let bar = RandomNumbers.matrix(sizes.rows, sizes.columns, in: -1...1, seed: 5) as Matrix<Element>
    return overRows("adjoint through tanh, structural term", passes: 4, from: bar) {
      $0.multiplyDerivative(.tanh, h: h, addingInner: inner, outer: outer, of: r)
    } expected: {
      let Rh = Double(r[$0, $1])
      return (1 - squared(h[$0, $1])) * (Double(bar[$0, $1]) + inner * Rh) + outer * Rh
    }
  }

  private func squared(_ x: Element) -> Double { Double(x) * Double(x) }
}
