internal import DurableFiles
internal import Losses
internal import Foundation
internal import SequenceData
internal import SystemPackage

/// A text file as a run sees it.
struct TextData: Sendable {
  let file: TextFile
  /// The symbols of each split.
  let symbols: [Split: SymbolArray]

  /// Reads a text file.
  init(_ admitted: AdmittedFile) throws(TrainingError) {
    do {
      file = try TextFile(admitted)
      var symbols: [Split: SymbolArray] = [:]
      for split in file.splits { symbols[split] = try file.symbols(of: split) }
      self.symbols = symbols
    } catch {
      throw TrainingError(error)
    }
  }

  /// Whether a file holds text.
  static func isText(_ admitted: AdmittedFile) throws(TrainingError) -> Bool {
    do {
      return try TextFile.holdsText(admitted)
    } catch {
      throw TrainingError(error)
    }
  }

  /// What a run calls a text: the name of its file.
  static func name(of path: String) -> String {
    FilePath(path).stem ?? path
  }

  /// The vocabulary of a text file.
  static func vocabulary(of admitted: AdmittedFile) throws(TrainingError) -> Vocabulary {
    do {
      return try TextFile(admitted).vocabulary
    } catch {
      throw TrainingError(error)
    }
  }

  /// A network reads symbols and is asked for the next ones.
  static func shape(_ vocabulary: Vocabulary) -> DataShape {
    DataShape(
      inputs: .symbols(cardinality: vocabulary.count), outputs: .classes(cardinality: vocabulary.count),
      loss: .softmax)
  }

  /// The entropy of the symbols of a split in nats: the loss of the best constant predictor.
  func entropy(of split: Split) -> Double {
    guard let used = FileSource.substitute(for: split, among: file.splits), let text = symbols[used] else {
      return .nan
    }
    var counts = [Int](repeating: 0, count: file.vocabulary.count)
    for index in 1..<max(1, text.count) { counts[Int(text[index])] += 1 }
    let total = Double(text.count - 1)
    return counts.reduce(0) { $1 == 0 ? $0 : $0 - Double($1) / total * log(Double($1) / total) }
  }
}
