import Dispatch
import Synchronization

/// A result that is computed on another thread from now on.
final class Background<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () throws -> Value) {
    DispatchQueue.global().async { [self] in
      let outcome = Result { try body() }
      result.withLock { $0 = outcome }
      isDone.signal()
    }
  }

  /// The result, as soon as there is one.
  var value: Value {
    get throws {
      isDone.wait()
      isDone.signal()
      guard let outcome = result.withLock({ $0 }) else { preconditionFailure("What is done has a result.") }
      return try outcome.get()
    }
  }
}
