/// The signs that adjacent numbers may have: a byte each.
public struct SignPattern: Sendable, Equatable {
  /// The sign that a number may have.
  public enum Sign: UInt8, Sendable {
    /// It is 0.
    case zero
    /// Any.
    case free
    /// It is not negative.
    case nonNegative
    /// It is not positive.
    case nonPositive
  }

  fileprivate let codes: [UInt8]

  /// A pattern of `count` signs; `sign` is asked for each in order.
  public init(count: Int, _ sign: (Int) -> Sign) {
    codes = (0..<count).map { sign($0).rawValue }
  }

  /// How many there are.
  public var count: Int { codes.count }

  /// The sign of number `i`.
  public subscript(i: Int) -> Sign { Sign(rawValue: codes[i])! }
}

extension Vector {
  /// The elements from `start` on ← themselves, 0, their magnitude or minus that, as their signs say: a projection.
  public mutating func constrain(to signs: SignPattern, from start: Int) {
    requireRoom(signs, start)
    elements.withUnsafeMutableBufferPointer { x in
      signs.codes.withUnsafeBufferPointer { signs in
        guard let sign = signs.baseAddress, !signs.isEmpty else { return }
        Element.kernelConstrain(signs.count, sign, x.baseAddress! + start)
      }
    }
  }

  /// The elements from `start` on ← themselves times the derivative of ``constrain(to:from:)`` at the elements of `point`, where 0
  /// counts as positive.
  public mutating func multiplyDerivative(of signs: SignPattern, at point: Vector, from start: Int) {
    requireRoom(signs, start)
    precondition(count == point.count, "vectors of \(count) and \(point.count) elements cannot be combined")
    elements.withUnsafeMutableBufferPointer { x in
      point.elements.withUnsafeBufferPointer { point in
        signs.codes.withUnsafeBufferPointer { signs in
          guard let sign = signs.baseAddress, !signs.isEmpty else { return }
          Element.kernelMultiplySigns(signs.count, sign, point.baseAddress! + start, x.baseAddress! + start)
        }
      }
    }
  }

  private func requireRoom(_ signs: SignPattern, _ start: Int) {
    precondition(
      start >= 0 && start <= count - signs.count, "\(signs.count) signs from \(start) on for a vector of \(count)")
  }
}
