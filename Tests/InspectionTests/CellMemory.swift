import Foundation
import Synchronization

/// What a cell must not have: a memory of what it did before.
final class CellMemory: Sendable {
  private let calls = Atomic<Int>(0)
  private let isWalkingBack = Atomic<Bool>(false)
  private let thread = UInt(pthread_self())

  /// The number of calls so far.
  func nextCall() -> Int { calls.add(1, ordering: .relaxed).newValue }

  /// Whether the caller is the thread that made this.
  var isOnItsThread: Bool { UInt(pthread_self()) == thread }

  /// Takes note of a pass that follows the first forward pass.
  func turnBack() { isWalkingBack.store(true, ordering: .relaxed) }

  /// Whether a forward pass over a window is not the first one; `isFirst` if the window is the first of its chunk, with
  /// which all walks begin.
  func isRecomputing(isFirst: Bool) -> Bool {
    if isFirst { isWalkingBack.store(false, ordering: .relaxed) }
    return isWalkingBack.load(ordering: .relaxed)
  }
}
