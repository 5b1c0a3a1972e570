public import LinearAlgebra

/// How a gradient becomes an update of the parameters: what methods of many updates differ in.
///
/// What one update hands to the next lies in the state; a rule itself has room to work in, and nothing that counts.
public protocol UpdateRule<Element>: Sendable {
  /// The precision of the vectors.
  associatedtype Element: Scalar

  /// m, where the gradient is taken at θ + m v, v being the first moment; 0 where it is taken at θ.
  var lookahead: Double { get }

  /// Takes the room that a step works in. A rule holds none between steps: copies of an optimizer share no memory.
  mutating func begin()
  /// Gives it back.
  mutating func end()

  /// Moves θ along a gradient, whose update is the state's `momentUpdates`-th since the moments began.
  mutating func move(
    _ θ: inout Vector<Element>, along gradient: Vector<Element>, rate η: Double,
    _ state: inout FirstOrderState<Element>)
}

extension UpdateRule {
  /// At θ.
  public var lookahead: Double { 0 }
  /// No room is needed.
  public mutating func begin() {}
  /// No room is needed.
  public mutating func end() {}
}

/// xⁿ for n ≥ 1, in products alone: the same bits on every machine.
func power(_ x: Double, _ n: Int) -> Double {
  var (result, square, rest) = (1.0, x, n)
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
