internal import Losses
internal import Foundation
internal import DurableFiles
internal import HDF5

/// Writes the sequences of a dataset file as they come; see ``SequenceFile/write(to:mayReplace:_:_:encoding:growing:body:)``.
public final class SequenceFileWriter {
  private let path: String
  private let root: Group
  private let content: SequenceFileContent
  private var parts: [Split: SplitWriter] = [:]

  internal init(_ file: File, _ description: SequenceFileDescription, _ content: SequenceFileContent) throws(HDF5Error)
  {
    path = file.path
    root = try file.root
    self.content = content
    let attributes = root.attributes
    try attributes.set("format", to: "recur.dataset")
    try attributes.set("format_version", to: FileDeclarations.version)
    try attributes.set("creator", to: description.creator ?? "recur")
    try attributes.set("created", to: description.created ?? Date().formatted(.iso8601))
    try attributes.set("loss", to: description.loss.rawValue)
    for (name, text) in [
      ("task", description.task), ("variant", description.variant), ("description", description.text),
      ("success", description.success),
    ] {
      if let text { try attributes.set(name, to: text) }
    }
    if let version = description.definitionVersion { try attributes.set("definition_version", to: version) }
    if let length = description.length { try attributes.set("length", to: length) }
    if let seed = description.seed { try attributes.set("seed", to: seed) }
    if let loss = description.baselineLoss { try attributes.set("baseline_loss", to: loss) }
    if let wrong = description.baselineWrong { try attributes.set("baseline_wrong", to: wrong) }
    if let order = description.pixelOrder {
      let dataset = try root.createDataset(named: "pixel_order", values: order.map { Int32($0) })
      try dataset.attributes.set("description", to: "the pixel, counted row by row from 0, that stands at each place")
    }
  }

  /// Appends sequences to a split. Sets whose shapes are not those of the content are a programmer's error and trap.
  ///
  /// - Throws: ``SequenceFileError`` of kind `writing` where they cannot be stored; of kind `data` where a number is not
  ///   exactly what the content's precision can hold.
  public func append(_ set: SequenceSet, to split: Split) throws(SequenceFileError) {
    precondition(
      set.inputs.shape == content.inputs && set.targets.shape == content.targets
        && (set.weights == nil || content.isWeighted),
      "Sequences of other shapes than the file's cannot be appended.")
    guard set.count > 0 else { return }
    try requirePrecision(set)
    do throws(HDF5Error) {
      try part(split).append(set)
    } catch {
      throw SequenceFileError(.writing, error.description)
    }
  }

  private func part(_ split: Split) throws(HDF5Error) -> SplitWriter {
    if let part = parts[split] { return part }
    let part = try SplitWriter(split, in: root, content)
    parts[split] = part
    return part
  }

  /// Writes what is known only at the end.
  internal func finish() throws(HDF5Error) {
    for part in parts.values { try part.finish() }
  }

  private func requirePrecision(_ set: SequenceSet) throws(SequenceFileError) {
    guard content.precision == .single else { return }
    var all: [Double] = []
    if case .real(let values, _) = set.inputs { all = values }
    if case .real(let values, _) = set.targets { all += values }
    guard let lost = all.first(where: { Double(Float($0)) != $0 && !$0.isNaN }) else { return }
    throw SequenceFileError(.data, "\(path) is to hold float32 numbers, but \(lost) is none")
  }
}
