public import LinearAlgebra

/// The iterates kept for backtracking: those at i = ⌈5·1.3^j⌉ and the last (Martens 2010, section 4.6), unless others are asked
/// for.
///
/// All storage is allocated at set-up: one vector for each index up to the cap and one for the last, 13 for a cap of 100.
public struct KeptIterates<Element: Scalar>: Sendable {
  /// The indices at which an iterate is kept, up to the cap: 5, 7, 9, 11, 15, 19, …
  public let schedule: [Int]
  /// How many iterates are held.
  public private(set) var count = 0

  private var directions: [Vector<Element>]
  private var iterations: [Int]
  private var quadratics: [Double]
  private var losses: [Double?]
  private var best = (position: -1, loss: Double.infinity)

  /// Room for the iterates, each of `parameterCount` elements, of a solve of at most `cap` iterations.
  public init(parameterCount: Int, cap: Int) {
    self.init(parameterCount: parameterCount, schedule: Self.indices(upTo: cap))
  }

  /// Room for the iterates at rising indices of one's own, and the last.
  public init(parameterCount: Int, schedule: [Int]) {
    precondition(
      (schedule.first ?? 1) > 0 && zip(schedule, schedule.dropFirst()).allSatisfy(<),
      "iterates are kept at rising indices from 1, not at \(schedule)")
    self.schedule = schedule
    let slots = schedule.count + 1
    directions = (0..<slots).map { _ in Vector(count: parameterCount) }
    iterations = Array(repeating: 0, count: slots)
    quadratics = Array(repeating: 0, count: slots)
    losses = Array(repeating: nil, count: slots)
  }

  /// The iterate at `position`, in the order of their iterations.
  public subscript(position: Int) -> KeptIterate<Element> {
    precondition(position >= 0 && position < count, "there are \(count) kept iterates, none at position \(position)")
    return KeptIterate(
      iteration: iterations[position], direction: directions[position], quadratic: quadratics[position],
      heldOutLoss: losses[position])
  }

  /// The iterate the solve ended with, or `nil` when it has none to show.
  public var last: KeptIterate<Element>? { count > 0 ? self[count - 1] : nil }

  /// ⌈5·1.3^j⌉ for j = 0, 1, … up to `cap`.
  static func indices(upTo cap: Int) -> [Int] {
    var indices: [Int] = []
    var value = 5.0
    while value.rounded(.up) <= Double(cap) {
      indices.append(Int(value.rounded(.up)))
      value *= 1.3
    }
    return indices
  }

  mutating func clear() {
    count = 0
    best = (-1, .infinity)
  }

  /// Whether iteration `i` is the next in the schedule.
  func isDue(_ i: Int) -> Bool {
    count < schedule.count && schedule[count] == i
  }

  mutating func append(_ x: Vector<Element>, iteration: Int, quadratic: Double) {
    directions[count].copy(x)
    iterations[count] = iteration
    quadratics[count] = quadratic
    losses[count] = nil
    count += 1
  }

  /// Notes the loss at the iterate appended last; returns how many iterates there are since the best.
  mutating func noteLoss(_ loss: Double) -> Int {
    losses[count - 1] = loss
    if loss < best.loss { best = (count - 1, loss) }
    return count - 1 - best.position
  }

  /// Whether the iterate of iteration `i` is the last one held.
  func endsWith(_ i: Int) -> Bool {
    count > 0 && iterations[count - 1] == i
  }
}

/// One iterate of conjugate gradients that was kept for backtracking.
public struct KeptIterate<Element: Scalar>: Sendable {
  /// i, the number of iterations that led to it.
  public let iteration: Int
  /// δ_i
  public let direction: Vector<Element>
  /// q(δ_i)
  public let quadratic: Double
  /// The loss at θ + δ_i on the backtracking batch, where the solve has computed it.
  public let heldOutLoss: Double?
}
