import Benchmarking
import Testing

@Suite("Stopwatch")
struct StopwatchTests {
  @Test("Pieces of work take turns, and rounds to warm up are not counted")
  func turns() {
    var order: [Int] = []
    let timings = Stopwatch(repetitions: 3, warmup: 2).alternate([{ order.append(0) }, { order.append(1) }])
    #expect(order == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
    #expect(timings.map(\.seconds.count) == [3, 3])
    #expect(timings.allSatisfy { $0.least >= 0 && $0.least <= $0.median && $0.median <= $0.most })
  }

  @Test(
    "The median is the middle of the repetitions",
    arguments: [
      ([3.0, 1.0, 2.0], 2.0), ([4.0, 1.0, 2.0, 3.0], 2.5), ([7.0], 7.0),
    ])
  func median(seconds: [Double], median: Double) {
    #expect(Timing(seconds).median == median)
  }
}
