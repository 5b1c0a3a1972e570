import Losses
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

/// The exact Hessian product against differences.
@Suite("Hessian product")
struct HessianTests {
  @Test("uᵀHv is the second difference of the reference's objective", arguments: Case.plain)
  func secondDifference(_ choice: Case) throws {
    let problem = Problem(choice)
    let subject = try Subject<Double>(problem)
    var generator = TestGenerator(seed: choice.seed)
    let (u, v) = (generator.direction(subject.count), generator.direction(subject.count))
    let Hv = subject.product(.hessian, v)
    let reference = Reference(problem)
    // Rounding: some 2⁻⁵⁰ f / ε² with ε = 2e-3; truncation: ε⁴ f⁽⁶⁾ / 90.
    let tolerance = 2e-9 * (1 + subject.loss()) + 1e-7 * Hv.norm
    expectClose(u.dot(Hv), reference.secondDerivative(problem.θ, u, v), tolerance: tolerance, "uᵀHv")
    expectClose(v.dot(Hv), reference.secondDerivative(problem.θ, v, v), tolerance: tolerance, "vᵀHv")
  }

  @Test("Hv is the difference of gradients, column by column", arguments: Case.dense)
  func columns(_ choice: Case) throws {
    let problem = Problem(choice)
    let subject = try Subject<Double>(problem)
    func gradient(_ θ: [Double]) -> [Double] {
      var g = Vector<Double>(count: θ.count)
      _ = subject.evaluator.gradient(at: Vector(θ), over: subject.batch, into: &g)
      return g.elements
    }
    let floor = subject.gradient().norm
    for j in 0..<subject.count {
      let unit = [Double].unit(j, of: subject.count)
      let expected = Reference.firstDerivative { gradient(problem.θ.adding($0, unit)) }
      expectClose(subject.product(.hessian, unit), expected, relative: 1e-9, floor: 1 + floor, "column \(j) of H")
    }
  }

  @Test("H is symmetric to rounding", arguments: Case.plain)
  func symmetry(_ choice: Case) throws {
    let subject = try Subject<Double>(Problem(choice))
    var generator = TestGenerator(seed: choice.seed &+ 1)
    let (u, v) = (generator.direction(subject.count), generator.direction(subject.count))
    let (Hu, Hv) = (subject.product(.hessian, u), subject.product(.hessian, v))
    expectClose(u.dot(Hv), v.dot(Hu), tolerance: 1e-13 * (Hu.norm + Hv.norm), "uᵀHv and vᵀHu")
  }

  @Test(
    "The structural term adds the same to the Hessian product, the Fisher products and differences as to G",
    arguments: Case.pairwise)
  func structuralTerm(_ choice: Case) throws {
    guard let form = choice.form else { return }
    let subject = try Subject<Double>(Problem(choice))
    var generator = TestGenerator(seed: choice.seed)
    let v = generator.direction(subject.count)
    let term = StructuralTerm(form, weight: 0.7)
    let Sv = subject.structuralProduct(v, term)
    for curvature in Curvature.allCases {
      let (without, with) = (subject.product(curvature, v), subject.product(curvature, v, term))
      let floor = without.norm + Sv.norm
      expectClose(with.adding(-1, without), Sv, relative: 1e-13, floor: floor, "λμ G_S v in \(curvature.rawValue)")
    }
  }

  @Test("The product by differences of gradients is close to the Hessian product", arguments: Case.pairwise)
  func finiteDifference(_ choice: Case) throws {
    let subject = try Subject<Double>(Problem(choice))
    var generator = TestGenerator(seed: choice.seed)
    let v = generator.direction(subject.count).scaled(3)
    // ε = 6e-6 (1 + ‖θ‖): an error of about ε² ∇⁴f and 2⁻⁵² ∇f / ε.
    let expected = subject.product(.hessian, v)
    expectClose(subject.product(.finiteDifference, v), expected, relative: 1e-6, floor: 0.1, "finite difference")
    #expect(subject.product(.finiteDifference, v.scaled(0)).allSatisfy { $0 == 0 })
  }

  @Test("Within the output layer, in which logits are linear, H is G")
  func linearModel() throws {
    let choice = Case(
      activation: .tanh, loss: .softmax, form: nil, lengths: .ragged, input: .features, layers: 2,
      learnsInitialState: true, normalization: .sequence)
    let subject = try Subject<Double>(Problem(choice))
    var generator = TestGenerator(seed: 3)
    let output = subject.network.layout["W_ho"]!.range.lowerBound..<subject.count
    let v = generator.direction(subject.count).enumerated().map { output.contains($0) ? $1 : 0 }
    let (Hv, Gv) = (subject.product(.hessian, v), subject.product(.gaussNewton, v))
    expectClose(Array(Hv[output]), Array(Gv[output]), relative: 1e-13, "the output layer's block")
  }
}
