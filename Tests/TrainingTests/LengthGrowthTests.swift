import HessianFree
import LinearAlgebra
import Testing
import Training

@Suite("Growing length")
struct LengthGrowthTests {
  private static func state(lambda: Double) -> HessianFreeState<Double> {
    var state = HessianFreeState<Double>(parameterCount: 3, lambda: lambda)
    state.direction = Vector([1, 2, 3])
    state.holdsWarmStart = true
    return state
  }

  @Test("A growth goes to the next length, mixes all so far and puts a floor under λ")
  func grows() {
    var growth = LengthGrowth<Double>([10, 13, 20], lambdaFloor: 0.5)
    var state = Self.state(lambda: 0.01)
    #expect(growth.length == 10 && growth.mixture == [10] && !growth.isComplete)
    #expect(growth.grow(Vector(count: 3), &state) == "length grows to 13")
    #expect(state.lambda == 0.5 && state.holdsWarmStart && state.direction == Vector([1, 2, 3]))
    state.lambda = 7
    _ = growth.grow(Vector(count: 3), &state)
    #expect(state.lambda == 7, "the floor does not lower λ")
    #expect(growth.mixture == [10, 13, 20] && growth.isComplete)
  }

  @Test("A network that stays above the constant predictor goes back, with more damping and half the growth")
  func returns() {
    var growth = LengthGrowth<Double>([10, 20], lambdaFloor: 0.5)
    var state = Self.state(lambda: 2)
    state.step = 5
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
    state.step = 30
    #expect(wreck(&θ, [.nan]).first??.contains("now to length 15") == true, "a loss that is no number is above")
    #expect(θ == good && state.lambda == 8 && !state.holdsWarmStart && state.step == 30)
    #expect(growth.length == 15 && !growth.isComplete)

    θ = Vector([8, 8, 8])
    #expect(wreck(&θ, above + [2]).last??.contains("now to length 12") == true)
    #expect(θ == good && state.lambda == 32)
  }

  @Test("Before the first growth there is nothing to return to")
  func staysAtFirst() {
    var growth = LengthGrowth<Double>([10, 20], lambdaFloor: 0.5)
    var state = Self.state(lambda: 2)
    var θ = Vector<Double>([9, 9, 9])
    for _ in 0..<50 { #expect(growth.returnIfWrecked(loss: 2, baseline: 1, &θ, &state) == nil) }
    #expect(θ == Vector([9, 9, 9]) && state.lambda == 2)
  }
}
