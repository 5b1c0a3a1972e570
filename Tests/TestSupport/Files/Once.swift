internal import Foundation
internal import Synchronization

/// Values that are made once in a process of tests, by whoever asks first, and are kept until it ends.
public enum Once {
  /// One value: whoever asks while it is being made waits for it.
  private final class Place: Sendable {
    let result = Mutex<Result<any Sendable, any Error>?>(nil)
  }

  private static let places = Mutex<[String: Place]>([:])

  /// The value of a type for a key, made by `make` where this is the first time that it is asked for.
  ///
  /// What `make` throws is kept as well, and thrown to everyone.
  public static func value<Value: Sendable>(for key: String, _ make: () throws -> Value) throws -> Value {
    let key = "\(Value.self) \(key)"
    let place = places.withLock { places in
      // Folders go with the last who knows them, which is this table.
      if places.isEmpty { atexit { Once.forget() } }
      if let place = places[key] { return place }
      let place = Place()
      places[key] = place
      return place
    }
    let made = try place.result.withLock { result in
      let known = result ?? Result { try make() as any Sendable }
      result = known
      return try known.get()
    }
    guard let value = made as? Value else { preconditionFailure("\(key) is of another type.") }
    return value
  }

  private static func forget() { places.withLock { $0 = [:] } }
}
