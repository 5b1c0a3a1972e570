internal import Synchronization

/// An atomic number that can be an element of an array.
final class AtomicCounter: Sendable {
  let value = Atomic<Int>(0)
}
