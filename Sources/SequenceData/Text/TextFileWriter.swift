internal import Losses
internal import Foundation
internal import DurableFiles
internal import HDF5

/// Writes the symbols of a text file as they come; see ``TextFile/write(to:mayReplace:_:_:growing:body:)``.
///
/// Beside the array of the contract each split holds the scale `position`, the numbers of the symbols, so that readers such
/// as xarray need not invent any; `vocabulary` is a scale itself.
public final class TextFileWriter {
  private let root: Group
  private let cardinality: Int
  private var parts: [Split: (symbols: Dataset, position: Dataset, count: Int)] = [:]

  internal init(_ file: File, _ about: TextDescription, _ vocabulary: Vocabulary) throws(HDF5Error) {
    root = try file.root
    cardinality = vocabulary.count
    let attributes = root.attributes
    try attributes.set("format", to: "recur.dataset")
    try attributes.set("format_version", to: FileDeclarations.version)
    try attributes.set("creator", to: about.creator ?? "recur")
    try attributes.set("created", to: about.created ?? Date().formatted(.iso8601))
    try attributes.set("task", to: TextDeclarations.task)
    try attributes.set("loss", to: Loss.softmax.rawValue)
    try attributes.set("unit", to: vocabulary.unit.rawValue)
    try attributes.set("unknown", to: vocabulary.unknown ?? -1)
    for (name, text) in [
      ("description", about.text), ("normalization", about.normalization), ("division", about.division),
      ("vocabulary_order", about.vocabularyOrder), ("sources", about.sources),
    ] {
      if let text { try attributes.set(name, to: text) }
    }
    if let count = about.minimumCount { try attributes.set("minimum_count", to: count) }
    try root.createScale(named: VocabularyReader.name, strings: vocabulary.symbols)
  }

  /// Appends symbols to a split; one that the vocabulary does not have is a programmer's error and traps.
  ///
  /// - Throws: ``SequenceFileError`` of kind `writing` where they cannot be stored.
  public func append(_ symbols: [Int32], to split: Split) throws(SequenceFileError) {
    guard !symbols.isEmpty else { return }
    let limit = Int32(cardinality)
    precondition(symbols.allSatisfy { 0 <= $0 && $0 < limit }, "Symbols are 0 to \(cardinality - 1).")
    do throws(HDF5Error) {
      let part = if let part = parts[split] { part } else { try open(split) }
      switch cardinality {
      case ...256: try part.symbols.append(symbols.map { UInt8(truncatingIfNeeded: $0) })
      case ...65536: try part.symbols.append(symbols.map { UInt16(truncatingIfNeeded: $0) })
      default: try part.symbols.append(symbols)
      }
      try part.position.append((part.count..<part.count + symbols.count).map { Int64($0) })
      parts[split] = (part.symbols, part.position, part.count + symbols.count)
    } catch {
      throw SequenceFileError(.writing, error.description)
    }
  }

  private func open(_ split: Split) throws(HDF5Error) -> (symbols: Dataset, position: Dataset, count: Int) {
    let group = try root.createGroup(named: split.rawValue)
    func grow<Value: Element>(_ name: String, _ type: Value.Type) throws(HDF5Error) -> Dataset {
      try group.createDataset(named: name, of: type, shape: [0], options: .growing)
    }
    let symbols =
      switch cardinality {
      case ...256: try grow("symbols", UInt8.self)
      case ...65536: try grow("symbols", UInt16.self)
      default: try grow("symbols", Int32.self)
      }
    let position = try grow("position", Int64.self)
    try position.makeScale(named: "position")
    try position.attributes.set("description", to: "the number of the symbol within the split, from 0")
    try symbols.attachScale(position, toAxis: 0)
    try symbols.setLabel("position", ofAxis: 0)
    return (symbols, position, 0)
  }
}
