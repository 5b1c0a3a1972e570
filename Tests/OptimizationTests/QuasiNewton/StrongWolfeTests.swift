import Optimization
import TestSupport
import Testing

@Suite("A search for the strong Wolfe conditions")
struct StrongWolfeTests {
  typealias Function = @Sendable (Double) -> (loss: Double, slope: Double)

  /// Functions with a slope below 0 at 0: parabolas, a quartic with a flat bottom, waves, the two of Moré & Thuente (1994,
  /// equations 5.1 and 5.2), and a wall beyond which there are no numbers.
  static let functions: [(name: String, value: Function)] = [
    ("parabola", { ((($0 - 1) * ($0 - 1)), 2 * ($0 - 1)) }),
    ("far parabola", { ((($0 - 300) * ($0 - 300)), 2 * ($0 - 300)) }),
    ("near parabola", { ((($0 - 1e-4) * ($0 - 1e-4)), 2 * ($0 - 1e-4)) }),
    ("quartic", { x in ((x - 3) * (x - 3) * (x - 3) * (x - 3), 4 * (x - 3) * (x - 3) * (x - 3)) }),
    ("rational", { x in (-x / (x * x + 2), (x * x - 2) / ((x * x + 2) * (x * x + 2))) }),
    (
      "power",
      { x in
        let y = x + 0.004
        return (y * y * y * y * y - 2 * y * y * y * y, 5 * y * y * y * y - 8 * y * y * y)
      }
    ),
    ("wall", { x in x < 0.5 ? (-x + x * x, -1 + 2 * x) : (.infinity, .nan) }),
    ("early wall", { x in x < 1e-3 ? ((x - 5e-4) * (x - 5e-4), 2 * (x - 5e-4)) : (.nan, 0) }),
  ]

  @Test("ends where both hold, from any first trial", arguments: functions.indices, [1e-3, 0.1, 1, 10, 100])
  func conditions(index: Int, first: Double) throws {
    let (name, value) = Self.functions[index]
    let start = StrongWolfeSearch.Trial(length: 0, loss: value(0).loss, slope: value(0).slope)
    var trials = 0
    let found = try #require(
      StrongWolfeSearch().search(from: start, first: first) {
        trials += 1
        return value($0)
      }, "\(name)")
    #expect(found.length > 0 && found.loss == value(found.length).loss && found.slope == value(found.length).slope)
    #expect(found.loss <= start.loss + 1e-4 * found.length * start.slope, "\(name) at \(found.length)")
    #expect(abs(found.slope) <= 0.9 * abs(start.slope), "\(name) at \(found.length)")
    #expect(trials <= 25)
  }

  @Test("takes the first trial where that will do")
  func first() {
    var lengths: [Double] = []
    let found = StrongWolfeSearch().search(from: .init(length: 0, loss: 1, slope: -2), first: 1) {
      lengths.append($0)
      return (($0 - 1) * ($0 - 1), 2 * ($0 - 1))
    }
    #expect(found?.length == 1 && lengths == [1])
  }

  @Test("finds nothing uphill, along nothing, or where the loss only rises")
  func nothing() {
    let search = StrongWolfeSearch()
    for slope in [0.5, 0, .nan, -.infinity] {
      #expect(search.search(from: .init(length: 0, loss: 1, slope: slope), first: 1) { _ in (0, -1) } == nil)
    }
    for first in [0, -1, .nan, .infinity] {
      #expect(search.search(from: .init(length: 0, loss: 1, slope: -1), first: first) { _ in (0, -1) } == nil)
    }
    var trials = 0
    let rising = search.search(from: .init(length: 0, loss: 1, slope: -1), first: 1) {
      trials += 1
      return (1 + $0, 1)
    }
    #expect(rising == nil && trials == 25)
  }

  @Test("that runs out of trials takes the best that is low enough")
  func exhausted() throws {
    var search = StrongWolfeSearch()
    search.trialLimit = 4
    // A line falls for ever: 1, 2, 4, 8.
    let found = try #require(search.search(from: .init(length: 0, loss: 0, slope: -1), first: 1) { (-$0, -1) })
    #expect(found == .init(length: 8, loss: -8, slope: -1))
    search.trialLimit = 1
    #expect(search.search(from: .init(length: 0, loss: 0, slope: -1), first: 1) { _ in (5, 5) } == nil)
  }
}
