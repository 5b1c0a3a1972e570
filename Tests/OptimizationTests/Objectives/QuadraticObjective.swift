import Optimization
import LinearAlgebra
import TestSupport

/// f(θ) = ½ θᵀAθ − bᵀθ with a structural matrix, whose answers can be bent and whose calls are written down.
final class QuadraticObjective<Element: Scalar>: Objective {
  let A: Dense.Matrix
  let b: [Double]
  /// The linear term on the curvature batch, where it differs.
  var curvatureBatch: [Double]
  /// The diagonal of G_S.
  var structural: [Double]
  var squares: [Double]
  var diagonal: [Double]
  var decay: Double = 0
  var sharesBatches = false
  /// Takes the place of the loss: θ, the role, the true loss.
  var bend: ((Vector<Element>, BatchRole, Double) -> Double)?
  /// Takes the place of the curvature product after it has been computed.
  var spoil: ((inout Vector<Element>) -> Void)?

  private(set) var losses: [BatchRole] = []
  private(set) var gradients: [BatchRole] = []
  private(set) var preparations: [BatchRole] = []
  fileprivate(set) var structuralWeights: [Double] = []

  init(_ A: Dense.Matrix, _ b: [Double]) {
    self.A = A
    self.b = b
    curvatureBatch = b
    structural = b.map { _ in 0 }
    squares = b.map { _ in 0 }
    diagonal = b.map { _ in 0 }
  }

  var parameterCount: Int { b.count }
  var shapes: ParameterShapes { ParameterShapes(count: b.count, factorNumbers: b.count * b.count + 1) }

  func forget() {
    losses = []
    gradients = []
    preparations = []
    structuralWeights = []
  }

  private func linear(_ role: BatchRole) -> [Double] { role == .curvature ? curvatureBatch : b }

  private func value(_ θ: Vector<Element>, _ role: BatchRole) -> Double {
    let value = Dense.quadratic(A, linear(role), θ.elements.map { Double($0) })
    return bend?(θ, role, value) ?? value
  }

  func loss(at θ: Vector<Element>, on role: BatchRole) -> Double {
    losses.append(role)
    return value(θ, role)
  }

  func gradient(at θ: Vector<Element>, on role: BatchRole, into gradient: inout Vector<Element>) -> Double {
    gradients.append(role)
    let g = zip(Dense.apply(A, θ.elements.map { Double($0) }), linear(role)).map { $0 - $1 }
    gradient.copy(Vector(g.map { Element($0) }))
    return value(θ, role)
  }

  func linearize(at θ: Vector<Element>, on role: BatchRole) -> QuadraticCurvature<Element> {
    preparations.append(role)
    return QuadraticCurvature(model: self, θ: θ.elements.map { Double($0) }, loss: value(θ, role))
  }

  func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool { sharesBatches || first == second }
}

/// The matrix of a ``QuadraticObjective``, the same everywhere.
struct QuadraticCurvature<Element: Scalar>: SquaredGradients, DiagonalEstimate, FactorStatistics, RowCurvature {
  let model: QuadraticObjective<Element>
  let θ: [Double]
  let loss: Double

  func product(_ v: Vector<Element>, structuralWeight: Double, into product: inout Vector<Element>) {
    model.structuralWeights.append(structuralWeight)
    let x = v.elements.map { Double($0) }
    let Gv = Dense.apply(model.A, x)
    product.copy(Vector(Gv.indices.map { Element(Gv[$0] + structuralWeight * model.structural[$0] * x[$0]) }))
    model.spoil?(&product)
  }

  func squaredGradients(into diagonal: inout Vector<Element>) {
    diagonal.copy(Vector(model.squares.map { Element($0) }))
  }

  func diagonalEstimate(into diagonal: inout Vector<Element>) {
    diagonal.copy(Vector(model.diagonal.map { Element($0) }))
  }

  /// The whole matrix as the sources of one row of weights.
  func factorStatistics() -> [FactorBlock<Element>] {
    let n = model.A.count
    let (sources, deltas) = (Matrix<Element>(rows: n, columns: n), Matrix<Element>(rows: 1, columns: 1))
    for i in 0..<n { for j in 0..<n { sources[i, j] = Element(model.A[i][j]) } }
    deltas.fill(1)
    return [FactorBlock(slices: [ColumnSlice(offset: 0, columns: n)], sources: sources, deltas: deltas)]
  }

  /// A = L Lᵀ, so that the rows are those of Lᵀ, and L r the gradient.
  func rows(in whitening: Whitening<Element>?, perSequence: Int) -> (any CurvatureRows<Element>)? {
    let L = Dense.cholesky(model.A)
    let g = zip(Dense.apply(model.A, θ), model.curvatureBatch).map { $0 - $1 }
    var r = g
    for i in g.indices { r[i] = (g[i] - (0..<i).reduce(0) { $0 + L[i][$1] * r[$1] }) / L[i][i] }
    return PlainRows<Element>(
      L.indices.map { j in L.indices.map { L[$0][j] } }, in: whitening, r, divisor: 1, loss: loss,
      weightDecay: model.decay)
  }

  func addWeightDecay(to diagonal: inout Vector<Element>) {
    diagonal.add(1, Vector(repeatElement(Element(model.decay), count: model.b.count)))
  }
}
