internal import LinearAlgebra
internal import SequenceData

/// A text that is read in several places at a time: cut into as many stretches of one length, its lanes, through all of which windows
/// go side by side, each of them where the one before it has ended.
///
/// Lane b of B begins at symbol b · L + o, L being the length of a lane and o an offset below the length of a window, which is drawn
/// for each pass through the text: so windows end at other symbols in each pass. Window n is all lanes at a time; with n and the seed
/// everything is known.
struct TextLanes: Sendable {
  private let symbols: SymbolArray
  private let cardinality: Int
  private let seed: UInt64
  /// Steps of a window.
  let length: Int
  /// B.
  let count: Int
  /// L.
  private let laneLength: Int

  /// The lanes of a text, nil where it has no room for a window in each, wherever it begins.
  ///
  /// - Parameters:
  ///   - symbols: the text.
  ///   - cardinality: how many symbols there are.
  ///   - count: how many lanes.
  ///   - length: the steps of a window.
  ///   - seed: where the offsets come from.
  init?(_ symbols: SymbolArray, cardinality: Int, count: Int, length: Int, seed: UInt64) {
    guard symbols.count >= Self.least(count: count, length: length) else { return nil }
    (self.symbols, self.cardinality, self.seed) = (symbols, cardinality, seed)
    (self.count, self.length) = (count, length)
    // The last symbol is asked for alone, and the last lane has room for the largest offset.
    laneLength = (symbols.count - length) / count
  }

  /// The symbols that so many lanes take at least.
  static func least(count: Int, length: Int) -> Int {
    let (lanes, overflow) = count.multipliedReportingOverflow(by: length)
    return overflow ? .max : lanes + length
  }

  /// The windows of a pass through the text.
  var windows: Int { laneLength / length }

  /// Whether window `number` is the first of a pass: nothing comes before it.
  func isFirst(_ number: Int) -> Bool { number.isMultiple(of: windows) }

  /// Window `number` in some lanes, each step with its loss.
  func sequences(_ number: Int, lanes: [Int]) -> SequenceSet {
    let (pass, index) = number.quotientAndRemainder(dividingBy: windows)
    // A stream of its own, far from those of windows that begin anywhere.
    var generator = Philox(seed: ~seed, stream: UInt64(pass), position: 0)
    let first = generator.integer(in: 0...length - 1) + index * length
    var (inputs, targets): ([Int32], [Int32]) = ([], [])
    inputs.reserveCapacity(lanes.count * length)
    targets.reserveCapacity(lanes.count * length)
    for lane in lanes {
      let start = lane * laneLength + first
      inputs += symbols[start..<start + length]
      targets += symbols[start + 1..<start + length + 1]
    }
    return SequenceSet(
      offsets: (0...lanes.count).map { $0 * length }, inputs: .symbols(inputs, cardinality: cardinality),
      targets: .classes(targets, cardinality: cardinality))
  }
}
