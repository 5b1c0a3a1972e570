import Optimization
import Testing

@Suite("Choosing a step")
struct SearchTests {
  @Test(
    "Backtracking walks from the last iterate towards the first while the loss improves",
    arguments: [
      ([3.0], 0, 1),
      ([1, 2, 3], 0, 3),
      ([3, 2, 1], 2, 2),
      ([0, 3, 1, 2], 2, 3),
      ([1, 2, 2], 2, 2),
      ([5, 4, .nan, .infinity], 1, 4),
      ([5, 6, .nan], 0, 3),
      ([5, .infinity, 6, 7], 2, 3),
    ])
  func backtracking(losses: [Double], position: Int, evaluations: Int) {
    var visited: [Int] = []
    let choice = Backtracking(over: losses.count) { i in
      visited.append(i)
      return losses[i]
    }
    #expect(choice.position == position)
    #expect(choice.loss == losses[position])
    #expect(visited == Array((losses.count - evaluations..<losses.count).reversed()))
  }

  @Test("Backtracking that goes all the way takes the best of all, the last of equals")
  func wholeWalk() {
    for (losses, position) in [
      ([5.0, 1, .nan, 3, 4], 1), ([2, 2, 3], 1), ([.nan, 7], 1), ([7, -.infinity, .nan], 0),
    ] {
      let choice = Backtracking(over: losses.count, visitsAll: true) { losses[$0] }
      #expect(choice.position == position && choice.loss == losses[position])
    }
  }

  @Test("Backtracking reports a loss that is not finite when no iterate has another")
  func allOverflow() {
    let losses = [Double.nan, .infinity]
    #expect(!Backtracking(over: 2) { losses[$0] }.loss.isFinite)
  }

  @Test("The line search takes the first of 1, 0.8, 0.8², … with enough decrease", arguments: [0, 1, 2, 17, 59])
  func armijo(steps: Int) {
    let target = (0..<steps).reduce(1.0) { α, _ in α * 0.8 }
    var trials: [Double] = []
    // Slope −1; the decrease is just enough from `target` downwards and just too small above.
    func loss(_ α: Double) -> Double { 2 - (α <= target * 1.0001 ? 0.0101 : 0.0099) * α }
    let α = ArmijoLineSearch().search(from: 2, slope: -1, fullStep: loss(1)) { α in
      trials.append(α)
      return loss(α)
    }
    #expect(α == target)
    #expect(trials.count == steps, "the trial at α = 1 is known")
  }

  @Test("The line search gives up after 60 trials", arguments: [5.0, .nan, .infinity, -.infinity])
  func armijoFails(loss: Double) {
    var trials = 1
    let α = ArmijoLineSearch().search(from: 2, slope: -1, fullStep: loss) { _ in
      trials += 1
      return loss
    }
    #expect(α == nil)
    #expect(trials == 60)
  }

  @Test("The line search never lets the loss rise, even along a direction that seems to point uphill")
  func uphill() {
    #expect(ArmijoLineSearch().search(from: 2, slope: 100, fullStep: 2.5) { _ in 2.1 } == nil)
    #expect(ArmijoLineSearch().search(from: 2, slope: 100, fullStep: 2) { _ in 3 } == 1)
    #expect(ArmijoLineSearch().search(from: .nan, slope: -1, fullStep: 0) { _ in 0 } == nil)
  }

  @Test("ρ is the decrease over the promise, and −∞ when either has the wrong sign")
  func ratio() {
    func ρ(_ before: Double, _ after: Double, _ predicted: Double) -> Double {
      ReductionRatio(before: before, after: after, predicted: predicted).value
    }
    #expect(ρ(5, 4, -2) == 0.5)
    #expect(ρ(5, 5, -2) == 0)
    #expect(ρ(5, 6, -2) == -.infinity)
    #expect(ρ(5, 6, 2) == -.infinity, "two wrong signs are no success")
    #expect(ρ(5, 4, 2) == -.infinity)
    #expect(ρ(5, 4, 0) == -.infinity)
    #expect(ρ(5, .infinity, -2) == -.infinity)
    #expect(ρ(5, .nan, -2).isNaN)
    #expect(ρ(5, 4, .nan).isNaN)
    #expect(ρ(.nan, 4, -1).isNaN)
  }

  @Test("λ grows by 3/2 below ¼, shrinks by 2/3 above ¾, and grows once for whatever goes wrong")
  func damping() {
    let rule = LevenbergMarquardt()
    for ρ in [0.2499, 0, -1, -.infinity, .nan] { #expect(rule.damping(after: 2, ratio: ρ) == 3) }
    for ρ in [0.25, 0.5, 0.75] { #expect(rule.damping(after: 2, ratio: ρ) == 2) }
    for ρ in [0.7501, 1, 7, .infinity] { #expect(rule.damping(after: 3, ratio: ρ) == 2) }
    for ρ in [0.1, 0.5, 0.9, .nan, -.infinity] { #expect(rule.damping(after: 2, ratio: ρ, stepFailed: true) == 3) }
  }

  @Test("Another factor grows and shrinks λ alike; 1 keeps it")
  func factor() {
    var rule = LevenbergMarquardt()
    rule.factor = 4
    #expect(rule.damping(after: 2, ratio: 0) == 8 && rule.damping(after: 2, ratio: 1) == 0.5)
    rule.factor = 1
    for ρ in [0, 0.5, 1, .nan] { #expect(rule.damping(after: 2, ratio: ρ) == 2) }
  }

  @Test("λ never reaches 0 or infinity, and no damping stays no damping")
  func bounds() {
    let rule = LevenbergMarquardt()
    var (small, large) = (1.0, 1.0)
    for _ in 0..<3000 {
      small = rule.damping(after: small, ratio: 1)
      large = rule.damping(after: large, ratio: 0)
    }
    #expect(small == 1e-30 && large == 1e30)
    #expect(rule.damping(after: 0, ratio: 0) == 0)
  }

  @Test(
    "λ answers to what happens to a run: ten times an overflow, four times a growth taken back, half the first at least"
  )
  func events() {
    var rule: any DampingRule = LevenbergMarquardt()
    for name in DampingKind.names {
      rule = DampingKind(named: name).rule(factor: 3)
      #expect(rule.name == name)
      #expect(rule.damping(after: 2, .overflow(times: 3), initial: 1) == 2000)
      #expect(rule.damping(after: 0.1, .growth, initial: 1) == 0.5 && rule.damping(after: 7, .growth, initial: 1) == 7)
      #expect(rule.damping(after: 2, .growthTakenBack(times: 2), initial: 1) == 32)
      #expect(rule.damping(after: 0.01, .growthTakenBack(times: 1), initial: 1) == 0.5)
      #expect(rule.damping(after: 1e30, .growthTakenBack(times: 1), initial: 1) == 1e30)
      #expect(rule.damping(after: 0, .overflow(times: 9), initial: 0) == 0, "no damping stays none")
    }
    #expect(LevenbergMarquardt().name == "levenberg-marquardt")
    rule = DampingKind(named: "fixed").rule(factor: 3)
    for ρ in [0, 0.5, 1, .nan] { #expect(rule.damping(after: 2, ratio: ρ, stepFailed: ρ == 0) == 2) }
    #expect(DampingKind.levenbergMarquardt.rule(factor: 3).damping(after: 2, ratio: 0, stepFailed: false) == 6)
  }

  @Test("A search for the step length is found by its name, and says how a step without one ends")
  func searches() {
    #expect(LineSearchKind.allCases.map(\.rawValue) == ["armijo", "none"])
    #expect(LineSearchKind(rawValue: "wolfe") == nil)
    #expect(LineSearchKind.armijo.search.failure == .lineSearchFailed)
    let full = LineSearchKind.none.search
    #expect(full.failure == .lossOverflowed)
    func length(_ loss: Double) -> Double? {
      full.length(from: { preconditionFailure("nobody asks") }, slope: -1, fullStep: loss) { _ in .nan }
    }
    #expect(length(1e9) == 1 && length(.infinity) == nil && length(.nan) == nil)
  }
}
