import Losses
import LinearAlgebra
import RecurrentNetworks
import Synchronization
import TestSupport
import Testing

/// Loss and gradient against the reference.
@Suite("Loss and gradient")
struct GradientTests {
  @Test("The loss is the reference's to rounding", arguments: Case.plain)
  func loss(_ choice: Case) throws {
    let problem = Problem(choice)
    let subject = try Subject<Double>(problem)
    let expected = Reference(problem).objective(problem.θ)
    expectClose(subject.loss(), expected, tolerance: 1e-13 * (1 + expected), "f(θ)")
    expectClose(subject.linearization.loss, expected, tolerance: 1e-13 * (1 + expected), "f(θ) of a linearization")
    var gradient = Vector<Double>(count: subject.count)
    let value = subject.evaluator.gradient(at: subject.θ, over: subject.batch, into: &gradient)
    expectClose(value, expected, tolerance: 1e-13 * (1 + expected), "f(θ) beside the gradient")
  }

  @Test("The gradient along a direction is the difference of the reference's objective", arguments: Case.plain)
  func directional(_ choice: Case) throws {
    let problem = Problem(choice)
    let subject = try Subject<Double>(problem)
    var generator = TestGenerator(seed: choice.seed)
    let v = generator.direction(subject.count)
    let expected = Reference(problem).firstDerivative(problem.θ, along: v)
    // The error of the difference: some 2⁻⁵³ f / 1e-4.
    let tolerance = 1e-11 * (1 + subject.loss()) + 1e-10 * abs(expected)
    expectClose(subject.gradient().dot(v), expected, tolerance: tolerance, "∇f · v")
  }

  @Test("Each element of the gradient is the difference of the reference's objective", arguments: Case.dense)
  func gradient(_ choice: Case) throws {
    let problem = Problem(choice)
    let subject = try Subject<Double>(problem)
    let reference = Reference(problem)
    let expected = (0..<subject.count).map { reference.firstDerivative(problem.θ, along: .unit($0, of: subject.count)) }
    expectClose(subject.gradient(), expected, relative: 1e-9, "∇f")
  }

  @Test("The error of a central difference falls as ε² against the gradient", arguments: Case.smooth)
  func order(_ choice: Case) throws {
    let problem = Problem(choice)
    let subject = try Subject<Double>(problem)
    let reference = Reference(problem)
    var generator = TestGenerator(seed: choice.seed)
    let v = generator.direction(subject.count)
    let derivative = subject.gradient().dot(v)
    let errors = [1e-2, 5e-3, 2.5e-3].map { ε in
      (reference.objective(problem.θ.adding(ε, v)) - reference.objective(problem.θ.adding(-ε, v))) / (2 * ε)
        - derivative
    }
    // A quadratic objective leaves no error but rounding, 2⁻⁵² f / ε.
    guard abs(errors[2]) > 1e-11 * (1 + subject.loss()) else { return }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      // The next term is of relative size ε² times a ratio of derivatives.
      expectClose(coarse / fine, 4, tolerance: 0.05, "ratio of the errors at ε and ε/2, errors \(errors)")
    }
  }

  @Test("The gradient comes from the adjoints w (p − y) by the transposed Jacobian", arguments: Case.pairwise)
  func transposedJacobian(_ choice: Case) throws {
    var problem = Problem(choice)
    problem.weightDecay = 0
    let subject = try Subject<Double>(problem)
    let residuals = subject.linearization.predictions()
    for (chunk, u) in zip(subject.batch.chunks, residuals) {
      u.copyLossGradient(predictions: u, targets: chunk.targets, weights: problem.stepWeights(of: chunk), from: 0)
    }
    let gradient = subject.transposedJacobianProduct(residuals).scaled(1 / Reference(problem).divisor)
    expectClose(gradient, subject.gradient(), relative: 1e-13, "Jᵀ ∂ℓ/∂z")
  }

  @Test("Predictions arrive at their sequences in order of time", arguments: Case.plain)
  func predictions(_ choice: Case) throws {
    let problem = Problem(choice)
    let subject = try Subject<Double>(problem)
    let reference = Reference(problem)
    for (chunk, predictions) in zip(subject.batch.chunks, subject.linearization.predictions()) {
      for (row, place) in problem.scoredSteps(of: chunk).enumerated() {
        let z = reference.logits(problem.θ, problem.sequences[place.sequence])[place.step]
        let expected = reference.prediction(z)
        for (j, p) in expected.enumerated() {
          expectClose(predictions[row, j], p, tolerance: 1e-13 * (1 + abs(p)), "prediction \(j) at \(place)")
        }
      }
    }
  }

  @Test(
    "A visitor of the loss sees the prediction of every scored step once", arguments: Problem.tried, [1, 3])
  func visitor(_ index: Int, threads: Int) throws {
    let subject = try Subject<Double>(Problem.large[index], threads: threads)
    let chunks = subject.batch.chunks
    let expected = subject.linearization.predictions().map(\.elements)
    let seen = Mutex(chunks.map { [Double?](repeating: nil, count: $0.scored * 3) })
    let loss = subject.evaluator.loss(at: subject.θ, over: subject.batch) { chunk, scored, predictions in
      let index = chunks.firstIndex { $0 === chunk }!
      let isFirst = seen.withLock { seen in
        let places = scored.lowerBound * 3..<scored.upperBound * 3
        defer { seen[index].replaceSubrange(places, with: predictions.elements.map(Optional.some)) }
        return seen[index][places].allSatisfy { $0 == nil }
      }
      #expect(isFirst)
    }
    #expect(loss.bitPattern == subject.loss().bitPattern)
    #expect(seen.withLock { $0 } == expected)
  }

  @Test(
    "Loss, loss beside the gradient and loss of the linearization have the same bits", arguments: Problem.tried)
  func oneLoss(_ index: Int) throws {
    for limit in [nil, 1] {
      let subject = try Subject<Float>(Problem.large[index], memoryLimit: limit)
      var gradient = subject.θ
      let beside = subject.evaluator.gradient(at: subject.θ, over: subject.batch, into: &gradient)
      #expect(subject.loss().bitPattern == beside.bitPattern)
      #expect(subject.loss().bitPattern == subject.linearization.loss.bitPattern)
    }
  }

  @Test("Weight decay reaches weight matrices and nothing else", arguments: Case.pairwise)
  func decay(_ choice: Case) throws {
    let problem = Problem(choice)
    var plain = problem
    plain.weightDecay = 0
    let (with, without) = (try Subject<Double>(problem), try Subject<Double>(plain))
    let isWeight = Reference.isWeight(problem.definition)
    let difference = with.gradient().adding(-1, without.gradient())
    let expected = zip(problem.θ, isWeight).map { $1 ? problem.weightDecay * $0 : 0 }
    expectClose(difference, expected, relative: 1e-14, floor: 10, "κ θ_w")
    expectClose(with.evaluator.decay(with.θ), problem.θ.dot(expected) / 2, tolerance: 1e-13, "½ κ ‖θ_w‖²")
    var diagonal = Vector<Double>(count: with.count)
    with.evaluator.addDecayDiagonal(to: &diagonal)
    #expect(diagonal.elements == isWeight.map { $0 ? problem.weightDecay : 0 })
  }
}
