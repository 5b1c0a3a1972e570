import Optimization
import LinearAlgebra
import Testing
import Training

@Suite("Growing length")
struct LengthGrowthTests {
  /// An optimizer of a run that began with λ = 1, with a warm start.
  private static func optimizer(lambda: Double, step: Int = 0) -> any Optimizer<Double> {
    var options = HessianFreeOptions()
    options.initialLambda = 1
    var optimizer = HessianFreeOptimizer<Double>(parameterCount: 3, options: options)
    optimizer.state.direction = Vector([1, 2, 3])
    optimizer.state.holdsWarmStart = true
    (optimizer.state.lambda, optimizer.state.step) = (lambda, step)
    return optimizer
  }

  @Test("A growth goes to the next length, mixes all so far and puts a floor under λ")
  func grows() {
    var growth = LengthGrowth<Double>([10, 13, 20])
    var optimizer = Self.optimizer(lambda: 0.01)
    #expect(growth.length == 10 && growth.mixture == [10] && !growth.isComplete)
    #expect(growth.grow(Vector(count: 3), &optimizer) == "length grows to 13")
    #expect(optimizer.storedState == Self.optimizer(lambda: 0.5).storedState, "the warm start stays")
    optimizer = Self.optimizer(lambda: 7)
    _ = growth.grow(Vector(count: 3), &optimizer)
    #expect(optimizer.storedState == Self.optimizer(lambda: 7).storedState, "the floor does not lower λ")
    #expect(growth.mixture == [10, 13, 20] && growth.isComplete)
  }

  @Test("A network that stays above the constant predictor goes back, with more damping and half the growth")
  func returns() {
    var growth = LengthGrowth<Double>([10, 20])
    var optimizer = Self.optimizer(lambda: 2, step: 5)
    let good = Vector<Double>([4, 5, 6])
    _ = growth.grow(good, &optimizer)

    func wreck(_ θ: inout Vector<Double>, _ losses: [Double]) -> [String?] {
      losses.map { growth.returnIfWrecked(loss: $0, baseline: 1, &θ, &optimizer) }
    }
    var θ = Vector<Double>([9, 9, 9])
    let above = Array(repeating: 1.5, count: LengthGrowth<Double>.patience - 1)
    #expect(wreck(&θ, above).allSatisfy { $0 == nil })
    #expect(wreck(&θ, [0.9] + above).allSatisfy { $0 == nil }, "one step below begins the count anew")
    #expect(θ == Vector([9, 9, 9]))
    optimizer = Self.optimizer(lambda: 2, step: 30)
    #expect(wreck(&θ, [.nan]).first??.contains("now to length 15") == true, "a loss that is no number is above")
    #expect(θ == good && optimizer.reach["lambda"] == 8)
    #expect(optimizer.storedState.hessianFree?.holdsWarmStart == false && optimizer.steps == 30)
    #expect(growth.length == 15 && !growth.isComplete)

    θ = Vector([8, 8, 8])
    #expect(wreck(&θ, above + [2]).last??.contains("now to length 12") == true)
    #expect(θ == good && optimizer.reach["lambda"] == 32)
  }

  @Test("Before the first growth there is nothing to return to")
  func staysAtFirst() {
    var growth = LengthGrowth<Double>([10, 20])
    var optimizer = Self.optimizer(lambda: 2)
    var θ = Vector<Double>([9, 9, 9])
    for _ in 0..<50 { #expect(growth.returnIfWrecked(loss: 2, baseline: 1, &θ, &optimizer) == nil) }
    #expect(θ == Vector([9, 9, 9]) && optimizer.reach["lambda"] == 2)
  }

  @Test("A first-order method has no λ to put a floor under; a growth taken back halves its learning rate")
  func firstOrder() {
    var growth = LengthGrowth<Double>([10, 20])
    let options = FirstOrderOptions(.adam)
    var inner = FirstOrderState<Double>(parameterCount: 3, options: options)
    inner.firstMoment = Vector([1, 2, 3])
    inner.secondMoment = Vector([4, 5, 6])
    (inner.step, inner.updates, inner.momentUpdates, inner.learningRate) = (5, 250, 250, 0.25)
    var optimizer: any Optimizer<Double> = FirstOrderOptimizer(state: inner, options: options)
    let good = Vector<Double>([4, 5, 6])
    _ = growth.grow(good, &optimizer)
    #expect(optimizer.storedState == StoredState(inner), "the moments stay")

    for (rate, length) in [(0.125, 15), (0.0625, 12)] {
      var θ = Vector<Double>([9, 9, 9])
      var note: String?
      for _ in 0..<LengthGrowth<Double>.patience {
        note = growth.returnIfWrecked(loss: 2, baseline: 1, &θ, &optimizer)
      }
      #expect(note?.contains("with learning rate \(rate), now to length \(length)") == true, "\(note ?? "")")
      #expect(θ == good)
      inner.learningRate = rate
      inner.forget()
      #expect(optimizer.storedState == StoredState(inner), "the count of updates goes on, that of the moments does not")
      #expect(inner.updates == 250 && inner.momentUpdates == 0)
    }
  }
}
