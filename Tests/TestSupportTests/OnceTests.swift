import Dispatch
import Synchronization
import TestSupport
import Testing

@Suite("Values that are made once")
struct OnceTests {
  @Test("are made by whoever asks first, and waited for by the others")
  func once() throws {
    let count = Mutex(0)
    let values = Mutex<[Int]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      let value = try? Once.value(for: "OnceTests.once") {
        count.withLock {
          $0 += 1
          return $0
        }
      }
      values.withLock { $0.append(value ?? -1) }
    }
    #expect(values.withLock { $0 } == Array(repeating: 1, count: 8))
  }

  @Test("are told apart by key and type, and fail for everyone")
  func keys() throws {
    #expect(try Once.value(for: "OnceTests.a") { 1 } == 1)
    #expect(try Once.value(for: "OnceTests.b") { 2 } == 2)
    #expect(try Once.value(for: "OnceTests.a") { "text" } == "text")
    for _ in 0..<2 {
      #expect(throws: CancellationError.self) {
        _ = try Once.value(for: "OnceTests.c") { () throws -> Int in throw CancellationError() }
      }
    }
  }
}
