public import LinearAlgebra

/// What one step of an optimizer hands to the next, apart from the parameters, and how it is stored.
///
/// A value: keep a copy beside a copy of the parameters and put both back to return to that point. Continued from a stored
/// state, an optimizer takes the same steps to the last bit. Files and JSON follow from ``fields``; nobody else has to
/// know what an optimizer keeps.
public protocol OptimizerState<Element>: Sendable, Equatable, Codable {
  /// The precision of the vectors.
  associatedtype Element: Scalar

  /// A state without parameters, to read a stored one into.
  init()
  /// The steps taken so far, those that were refused included.
  var step: Int { get set }
  /// Everything that is stored, ``step`` included, as the state is now.
  var fields: [StateField<Self>] { get }
  /// Forgets where the steps before have led, as before the first step: the warm start, the moments. What says how far steps
  /// go stays.
  mutating func forget()
}

/// A part of an optimizer's state under its name in files.
public struct StateField<State: OptimizerState>: Sendable {
  /// A place in a state.
  public typealias Path<Value> = any WritableKeyPath<State, Value> & Sendable

  /// What a part is, with its bounds.
  public enum Kind: Sendable {
    /// A whole number from 0, at most that of another part.
    case count(Path<Int>, upTo: Path<Int>?)
    /// A finite number of at least 0.
    case magnitude(Path<Double>)
    /// The same; nothing is stored where there is none.
    case optionalMagnitude(Path<Double?>)
    /// Yes or no.
    case flag(Path<Bool>)
    /// A vector of the size of the parameters, all of it finite, and without a number below 0 where `nonNegative` says what
    /// its numbers are.
    case vector(Path<Vector<State.Element>>, nonNegative: String?)
    /// Finite numbers, as many as before the first step, that do not belong to a parameter each.
    case array(Path<Vector<State.Element>>)
  }

  /// The name.
  public let name: String
  /// What it is.
  public let kind: Kind
  /// Whether it says how far steps go: what still holds where a run returns to an earlier point.
  public let isReach: Bool
  /// Whether a checkpoint has it: a vector without a meaning is left out.
  public let isStored: Bool

  private init(_ name: String, _ kind: Kind, isReach: Bool = false, isStored: Bool = true) {
    (self.name, self.kind, self.isReach, self.isStored) = (name, kind, isReach, isStored)
  }

  /// Whether it is a vector. Which ones there are may depend on the numbers, which are therefore read first.
  public var isVector: Bool { if case .vector = kind { true } else { false } }

  /// A whole number.
  public static func count(_ name: String, _ path: Path<Int>) -> Self { Self(name, .count(path, upTo: nil)) }

  /// A whole number, at most another one.
  public static func count(_ name: String, _ path: Path<Int>, upTo most: Path<Int>) -> Self {
    Self(name, .count(path, upTo: most))
  }

  /// A number of at least 0.
  public static func magnitude(_ name: String, _ path: Path<Double>, isReach: Bool = false) -> Self {
    Self(name, .magnitude(path), isReach: isReach)
  }

  /// A number of at least 0, or none.
  public static func magnitude(_ name: String, _ path: Path<Double?>, isReach: Bool = false) -> Self {
    Self(name, .optionalMagnitude(path), isReach: isReach)
  }

  /// Yes or no.
  public static func flag(_ name: String, _ path: Path<Bool>) -> Self { Self(name, .flag(path)) }

  /// A vector of the size of the parameters.
  public static func vector(
    _ name: String, _ path: Path<Vector<State.Element>>, nonNegative: String? = nil, isStored: Bool = true
  ) -> Self {
    Self(name, .vector(path, nonNegative: nonNegative), isStored: isStored)
  }

  /// Numbers that do not belong to a parameter each, stored where there are any.
  public static func array(_ name: String, _ path: Path<Vector<State.Element>>) -> Self { Self(name, .array(path)) }
}

/// How far an optimizer's steps go: what of its state still holds at a point to which a run returns.
///
/// There is no warm start and no moment among it: the step that led away from the point is not to be begun with again.
public struct StepReach: Sendable, Equatable, CustomStringConvertible {
  /// The numbers by their names in files, the one that counts first; `nil` where there is none yet.
  public var numbers: [(name: String, value: Double?)]

  /// A reach from its numbers.
  public init(_ numbers: [(name: String, value: Double?)]) { self.numbers = numbers }

  /// A number by its name.
  public subscript(name: String) -> Double? { numbers.first { $0.name == name }?.value }

  /// The number that counts, in words: `learning rate 0.5`.
  public var description: String {
    guard let (name, value) = numbers.first else { return "steps as long as before" }
    return "\(name.map { $0 == "_" ? " " : String($0) }.joined()) \(value ?? .nan)"
  }

  /// Whether all numbers are the same.
  public static func == (one: StepReach, other: StepReach) -> Bool {
    one.numbers.elementsEqual(other.numbers) { $0.name == $1.name && $0.value == $1.value }
  }
}

extension OptimizerState {
  /// How far the next step goes.
  public var reach: StepReach {
    StepReach(
      fields.filter(\.isReach).compactMap { field in
        switch field.kind {
        case .magnitude(let path): (field.name, self[keyPath: path])
        case .optionalMagnitude(let path): (field.name, self[keyPath: path])
        case .count, .flag, .vector, .array: nil
        }
      })
  }

  /// Takes a reach over, and forgets where the steps before have led. The count of steps goes on.
  public mutating func restart(with reach: StepReach) {
    for field in fields where field.isReach {
      switch field.kind {
      case .magnitude(let path):
        guard let value = reach[field.name] else { preconditionFailure("\(reach) is none of \(Self.self)") }
        self[keyPath: path] = value
      case .optionalMagnitude(let path): self[keyPath: path] = reach[field.name]
      case .count, .flag, .vector, .array: break
      }
    }
    forget()
  }
}

/// A state of whichever optimizer.
public struct StoredState<Element: Scalar>: Sendable, Equatable {
  /// The state itself.
  public var value: any OptimizerState<Element>

  /// Any state.
  public init(_ value: any OptimizerState<Element>) { self.value = value }

  /// The steps taken so far.
  public var step: Int { value.step }
  /// How far the next step goes.
  public var reach: StepReach { value.reach }

  /// The state as that of an optimizer; `nil` where it is of another.
  public func `as`<State: OptimizerState<Element>>(_ type: State.Type) -> State? { value as? State }

  /// Whether both are the same state of one optimizer.
  public static func == (one: StoredState, other: StoredState) -> Bool {
    func isEqual<State: OptimizerState<Element>>(_ state: State) -> Bool { other.value as? State == state }
    return isEqual(one.value)
  }
}
