import Foundation
import Synchronization

/// What a cell must not have: a memory of what it did before.
final class CellMemory: Sendable {
  private let calls = Atomic<Int>(0)
  private let threadsInBackwardPass = Mutex<Set<UInt>>([])
  private let thread = UInt(pthread_self())

  /// The number of calls so far.
  func nextCall() -> Int { calls.add(1, ordering: .relaxed).newValue }

  /// Whether the caller is the thread that made this.
  var isOnItsThread: Bool { UInt(pthread_self()) == thread }

  /// Takes note of a pass that follows the first forward pass.
  func turnBack() { threadsInBackwardPass.withLock { _ = $0.insert(UInt(pthread_self())) } }

  /// Whether a forward pass over a window is not the first one; `isFirst` if the window is the first of its chunk, with
  /// which all passes begin.
  func isRecomputing(isFirst: Bool) -> Bool {
    threadsInBackwardPass.withLock { threads in
      if isFirst { threads.remove(UInt(pthread_self())) }
      return threads.contains(UInt(pthread_self()))
    }
  }
}
