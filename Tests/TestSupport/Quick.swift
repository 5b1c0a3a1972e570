internal import Foundation
public import Testing

/// The fast inner loop: `make quick` runs the tests of the numerical core on fewer cases, and leaves out what is slow.
public enum Quick {
  /// Whether that is what is being done: the variable `RECUR_QUICK` is set.
  public static let isOn = ProcessInfo.processInfo.environment["RECUR_QUICK"] != nil
}

extension Trait where Self == ConditionTrait {
  /// Takes more than about a second of a core in a debug build, and is left out by `make quick`.
  public static var slow: Self { .disabled(if: Quick.isOn, "left out by make quick") }
}
