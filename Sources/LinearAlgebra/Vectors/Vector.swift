/// A vector of numbers with value semantics: parameters, gradients, the iterates of conjugate gradients.
///
/// Overwrite a vector with `copy(_:)` rather than by assignment where it is used again and again: an assignment shares
/// the storage, and the next write to either of the two allocates. Inner products accumulate in `Double` whatever the
/// precision of the elements. Lengths that do not match are a programmer's error and trap.
public struct Vector<Element: Scalar>: Sendable, Equatable {
  /// The elements, in order.
  public internal(set) var elements: [Element]

  /// A vector of `count` zeros.
  public init(count: Int) {
    elements = Array(repeating: 0, count: count)
  }

  /// A vector of the given elements.
  public init(_ elements: some Sequence<Element>) {
    self.elements = Array(elements)
  }

  /// The number of elements.
  public var count: Int { elements.count }

  /// Element `i`. For single elements; loops over many belong to the methods below.
  public subscript(i: Int) -> Element {
    get { elements[i] }
    set { elements[i] = newValue }
  }

  /// This vector in another precision, each element rounded to nearest.
  public func converted<Other: Scalar>(to type: Other.Type = Other.self) -> Vector<Other> {
    Vector<Other>(elements.lazy.map { Other($0) })
  }
}
