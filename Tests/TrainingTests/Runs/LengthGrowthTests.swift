import Optimization
import LinearAlgebra
import Testing
import Training

@Suite("Growing length")
struct LengthGrowthTests {
  private static func state(lambda: Double) -> OptimizerState<Double> {
    var state = HessianFreeState<Double>(parameterCount: 3, lambda: lambda)
    state.direction = Vector([1, 2, 3])
    state.holdsWarmStart = true
    return .hessianFree(state)
  }

  /// The state with something changed.
  private static func changed(
    _ state: OptimizerState<Double>, _ change: (inout HessianFreeState<Double>) -> Void
  ) -> OptimizerState<Double> {
    var inner = state.hessianFree!
    change(&inner)
    return .hessianFree(inner)
  }

  @Test("A growth goes to the next length, mixes all so far and puts a floor under λ")
  func grows() {
    var growth = LengthGrowth<Double>([10, 13, 20], lambdaFloor: 0.5)
    var state = Self.state(lambda: 0.01)
    #expect(growth.length == 10 && growth.mixture == [10] && !growth.isComplete)
    #expect(growth.grow(Vector(count: 3), &state) == "length grows to 13")
    #expect(state == Self.state(lambda: 0.5), "the warm start stays")
    state = Self.state(lambda: 7)
    _ = growth.grow(Vector(count: 3), &state)
    #expect(state == Self.state(lambda: 7), "the floor does not lower λ")
    #expect(growth.mixture == [10, 13, 20] && growth.isComplete)
  }

  @Test("A network that stays above the constant predictor goes back, with more damping and half the growth")
  func returns() {
    var growth = LengthGrowth<Double>([10, 20], lambdaFloor: 0.5)
    var state = Self.state(lambda: 2)
    state = Self.changed(state) { $0.step = 5 }
    let good = Vector<Double>([4, 5, 6])
    _ = growth.grow(good, &state)

    func wreck(_ θ: inout Vector<Double>, _ losses: [Double]) -> [String?] {
      losses.map { growth.returnIfWrecked(loss: $0, baseline: 1, &θ, &state) }
    }
    var θ = Vector<Double>([9, 9, 9])
    let above = Array(repeating: 1.5, count: LengthGrowth<Double>.patience - 1)
    #expect(wreck(&θ, above).allSatisfy { $0 == nil })
    #expect(wreck(&θ, [0.9] + above).allSatisfy { $0 == nil }, "one step below begins the count anew")
    #expect(θ == Vector([9, 9, 9]))
    state = Self.changed(state) { $0.step = 30 }
    #expect(wreck(&θ, [.nan]).first??.contains("now to length 15") == true, "a loss that is no number is above")
    #expect(θ == good && state.hessianFree?.lambda == 8)
    #expect(state.hessianFree?.holdsWarmStart == false && state.step == 30)
    #expect(growth.length == 15 && !growth.isComplete)

    θ = Vector([8, 8, 8])
    #expect(wreck(&θ, above + [2]).last??.contains("now to length 12") == true)
    #expect(θ == good && state.hessianFree?.lambda == 32)
  }

  @Test("Before the first growth there is nothing to return to")
  func staysAtFirst() {
    var growth = LengthGrowth<Double>([10, 20], lambdaFloor: 0.5)
    var state = Self.state(lambda: 2)
    var θ = Vector<Double>([9, 9, 9])
    for _ in 0..<50 { #expect(growth.returnIfWrecked(loss: 2, baseline: 1, &θ, &state) == nil) }
    #expect(θ == Vector([9, 9, 9]) && state.hessianFree?.lambda == 2)
  }

  @Test("A first-order method has no λ to put a floor under; a growth taken back halves its learning rate")
  func firstOrder() {
    var growth = LengthGrowth<Double>([10, 20], lambdaFloor: 0.5)
    var inner = FirstOrderState<Double>(parameterCount: 3, options: FirstOrderOptions(.adam))
    inner.firstMoment = Vector([1, 2, 3])
    inner.secondMoment = Vector([4, 5, 6])
    (inner.step, inner.updates, inner.momentUpdates, inner.learningRate) = (5, 250, 250, 0.25)
    var state = OptimizerState.firstOrder(inner)
    let good = Vector<Double>([4, 5, 6])
    _ = growth.grow(good, &state)
    #expect(state == .firstOrder(inner), "the moments stay")

    for (rate, length) in [(0.125, 15), (0.0625, 12)] {
      var θ = Vector<Double>([9, 9, 9])
      var note: String?
      for _ in 0..<LengthGrowth<Double>.patience {
        note = growth.returnIfWrecked(loss: 2, baseline: 1, &θ, &state)
      }
      #expect(note?.contains("with learning rate \(rate), now to length \(length)") == true, "\(note ?? "")")
      #expect(θ == good)
      inner.learningRate = rate
      inner.forgetMoments()
      #expect(state == .firstOrder(inner), "the count of updates goes on, that of the moments does not")
      #expect(inner.updates == 250 && inner.momentUpdates == 0)
    }
  }
}
