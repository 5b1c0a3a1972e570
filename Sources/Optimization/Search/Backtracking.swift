/// The way from the last kept iterate towards the first while the loss improves (Martens 2010, section 4.6).
///
/// The last iterate minimises the model of one batch best; an earlier one often suits other data better. Losses that are
/// not finite count as worse than any other, so it goes on past them. Where all losses are known anyway, it need not
/// end at the first that is no better.
public struct Backtracking: Sendable, Equatable {
  /// The position of the iterate taken.
  public let position: Int
  /// Its loss; not finite only if no iterate has a finite one.
  public let loss: Double

  /// Chooses among `count` iterates, in the order of their iterations.
  ///
  /// - Parameters:
  ///   - count: The number of iterates, at least 1.
  ///   - visitsAll: Whether it goes all the way.
  ///   - loss: The loss at the iterate of a position. Called once for each iterate visited, from the last on.
  public init(over count: Int, visitsAll: Bool = false, loss: (Int) -> Double) {
    precondition(count > 0, "there is no iterate to choose from")
    var best = (position: count - 1, loss: loss(count - 1))
    var next = count - 2
    while next >= 0 {
      let candidate = loss(next)
      let isBetter = candidate.isFinite && !(candidate >= best.loss)
      if best.loss.isFinite && !isBetter && !visitsAll { break }
      if isBetter { best = (next, candidate) }
      next -= 1
    }
    (position, self.loss) = best
  }
}
