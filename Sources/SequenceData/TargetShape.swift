/// What a network is asked for at every step.
public enum TargetShape: Sendable, Hashable {
  /// `outputs` real numbers; 0 or 1 each under the logistic loss.
  case real(outputs: Int)

  /// One of the classes 0 ..< `cardinality`.
  case classes(cardinality: Int)

  /// The number of output units: the real numbers, or one unit for each class.
  public var width: Int {
    switch self {
    case .real(let outputs): outputs
    case .classes(let cardinality): cardinality
    }
  }
}

extension TargetShape {
  /// The bytes that a row takes in a ``SequenceSet``.
  public var rowBytes: Int {
    switch self {
    case .real(let outputs): outputs * MemoryLayout<Double>.size
    case .classes: MemoryLayout<Int32>.size
    }
  }
}

extension TargetShape: CustomStringConvertible {
  /// For example "1 real" or "9 classes".
  public var description: String {
    switch self {
    case .real(let outputs): "\(outputs) real"
    case .classes(let cardinality): "\(cardinality) classes"
    }
  }
}
