import Optimization
import SequenceData
import TestSupport
import Training

/// A small text file, and the choices of a run on it.
enum SmallText {
  static let words = "in the beginning was the word, and the word was with the reader; the same was in the beginning. "

  /// Writes a text of so many characters for each split.
  static func write(_ sizes: [Split: Int], to path: String, unknown: Int? = nil) throws -> Vocabulary {
    var symbols = Set(words.unicodeScalars).sorted().map { String($0) }
    if unknown != nil { symbols.insert(Vocabulary.unknownSpelling, at: unknown!) }
    let vocabulary = try Vocabulary(symbols: symbols, unit: .character, unknown: unknown)
    try TextFile.write(to: path, TextDescription(), vocabulary) { writer in
      for split in Split.allCases {
        guard let size = sizes[split] else { continue }
        try writer.append(Array(text(size, of: split, vocabulary)), to: split)
      }
    }
    return vocabulary
  }

  /// The symbols of a split: the words again and again, a stretch turned round in the middle so that splits differ.
  static func text(_ size: Int, of split: Split, _ vocabulary: Vocabulary) -> [Int32] {
    let once = vocabulary.encode(words).symbols
    let shift = Split.allCases.firstIndex(of: split)! * 7
    return (0..<size).map { once[($0 * ($0 % 50 == 0 ? 3 : 1) + shift) % once.count] }
  }

  /// The choices of a run that takes a moment.
  static func layer(_ path: String, window: Int = 12, warmUp: Int? = 4) -> ConfigurationLayer {
    var layer = Small.layer("addition")
    (layer.task, layer.length, layer.data, layer.optimizer) = (nil, nil, path, .hessianFree)
    (layer.window, layer.warmUp) = (window, warmUp)
    (layer.gradientBatch, layer.curvatureBatch, layer.backtrackingBatch, layer.validationBatch) = (60, 20, 20, 20)
    return layer
  }
}
