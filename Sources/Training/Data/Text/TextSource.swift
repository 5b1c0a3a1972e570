internal import LinearAlgebra
internal import SequenceData

/// Windows of a text that begin anywhere: number n of a split begins where the seed and n say.
///
/// Step t of a window reads symbol t and is asked for symbol t + 1. There is no end of windows, so every gradient and every
/// curvature is taken on fresh ones.
struct TextSource: SequenceSource {
  /// One split: its symbols, and the window that fits it.
  private struct Part {
    let symbols: SymbolArray
    let window: TextWindow
  }

  private let parts: [Split: Part]
  private let cardinality: Int
  private let seed: UInt64

  /// The windows of a text; splits that are missing or of fewer than two symbols are replaced as in ``FileSource``.
  init(_ texts: [Split: SymbolArray], cardinality: Int, window: TextWindow, seed: UInt64) {
    self.cardinality = cardinality
    self.seed = seed
    var parts: [Split: Part] = [:]
    for split in Split.allCases {
      guard let used = FileSource.substitute(for: split, among: texts.keys.filter { texts[$0]!.count >= 2 }) else {
        continue
      }
      parts[split] = Part(symbols: texts[used]!, window: window.fitting(texts[used]!.count)!)
    }
    self.parts = parts
  }

  /// Endless, but for a split of one window.
  func size(of split: Split, length: Int) -> Int? {
    guard let part = parts[split] else { return 0 }
    return part.symbols.count == part.window.length + 1 ? 1 : nil
  }

  func rows(of split: Split, length: Int) -> Int { parts[split]?.window.length ?? 0 }

  func isExhaustive(_ split: Split, length: Int) -> Bool { false }

  func sequences(_ numbers: Range<Int>, of split: Split, lengths: [Int], pool: WorkerPool) -> SequenceSet {
    guard let part = parts[split] else { preconditionFailure("a run begins only if it has training data") }
    let (length, warmUp) = (part.window.length, part.window.warmUp)
    var (inputs, targets, weights): ([Int32], [Int32], [Float]) = ([], [], [])
    inputs.reserveCapacity(numbers.count * length)
    targets.reserveCapacity(numbers.count * length)
    weights.reserveCapacity(numbers.count * length)
    for number in numbers {
      let start = start(of: number, split, part)
      inputs += part.symbols[start..<start + length]
      targets += part.symbols[start + 1..<start + length + 1]
      for step in 0..<length { weights.append(step < warmUp ? 0 : 1) }
    }
    return SequenceSet(
      offsets: (0...numbers.count).map { $0 * length }, inputs: .symbols(inputs, cardinality: cardinality),
      targets: .classes(targets, cardinality: cardinality), weights: weights)
  }

  private func start(of number: Int, _ split: Split, _ part: Part) -> Int {
    var generator = split.generator(index: number, seed: seed)
    return generator.integer(in: 0...part.symbols.count - part.window.length - 1)
  }
}
