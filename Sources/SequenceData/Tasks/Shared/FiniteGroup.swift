/// A group of few elements, known by its table.
internal struct FiniteGroup: Sendable {
  /// The number of elements. The first, 0, is the neutral one.
  let order: Int
  /// The product of a and b in that order, at a · order + b.
  private let products: [Int32]

  /// a · b.
  func product(_ a: Int32, _ b: Int32) -> Int32 { products[Int(a) * order + Int(b)] }

  /// The numbers 0 ..< n, added modulo n.
  static func cyclic(_ order: Int) -> FiniteGroup {
    FiniteGroup(
      order: order, products: (0..<order).flatMap { a in (0..<order).map { Int32((a + $0) % order) } })
  }

  /// The permutations of n things, the even ones alone where asked for, in lexicographic order of their images. In a product
  /// the left one comes first.
  static func permutations(of things: Int, areEven: Bool = false) -> FiniteGroup {
    var elements: [[Int]] = []
    func extend(_ images: [Int]) {
      guard images.count < things else {
        if !areEven || isEven(images) { elements.append(images) }
        return
      }
      for image in 0..<things where !images.contains(image) { extend(images + [image]) }
    }
    extend([])
    let numbers = Dictionary(uniqueKeysWithValues: elements.enumerated().map { ($1, Int32($0)) })
    return FiniteGroup(
      order: elements.count,
      products: elements.flatMap { first in
        elements.map { second in
          guard let number = numbers[first.map { second[$0] }] else { preconditionFailure("no group") }
          return number
        }
      })
  }

  /// Whether a permutation has an even number of inversions.
  private static func isEven(_ images: [Int]) -> Bool {
    images.indices.reduce(0) { count, i in count + images[..<i].count { $0 > images[i] } } % 2 == 0
  }
}
