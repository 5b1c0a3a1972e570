internal import HDF5
internal import LinearAlgebra
public import Losses

/// Data that are made from a definition, a seed and the number of a sequence alone, and have no rule by which a sequence is wrong.
public protocol GeneratedData: Sendable {
  /// The name in files.
  static var name: String { get }
  /// Counts up with every change of the numbers.
  static var definitionVersion: Int { get }
  /// What they are, in a sentence.
  var summary: String { get }
  /// What a network is shown.
  var inputs: InputShape { get }
  /// What it is asked for.
  var targets: TargetShape { get }
  /// The rows of a sequence.
  var length: Int { get }
  /// Sequence `index` of a split: as many rows of inputs and targets.
  func sequence(_ index: Int, seed: UInt64, split: Split) -> (inputs: [Double], targets: [Double])
}

/// What a file of generated data holds, and how well its targets are met without a network.
public struct GeneratedSummary: Sendable, Equatable {
  /// One split.
  public struct Part: Sendable, Equatable {
    /// The split.
    public let split: Split
    /// Its sequences.
    public let sequences: Int
    /// The squared error of the mean target of the split, summed over outputs, the mean over rows.
    public let ofMean: Double
    /// The same where the inputs of a row stand for its targets, as the previous frame of a film does; 0 where they are asked for.
    public let ofInputs: Double
  }

  /// The splits, in order.
  public let parts: [Part]
}

extension SequenceFile {
  /// Writes splits of generated data, in single precision.
  ///
  /// - Parameters:
  ///   - path: the file to write.
  ///   - mayReplace: whether there may be a file; if not, one that has come to be there in the end is left alone.
  ///   - data: what is made.
  ///   - loss: the loss that the file states.
  ///   - sizes: the sequences of each split; a split of none is left out, and there has to be one with some.
  ///   - seed: the seed.
  ///   - creator: the program that writes, with its version.
  ///   - progress: told how many sequences have been written; what it throws ends the writing.
  /// - Throws: what `progress` throws; ``SequenceFileError`` where the file cannot be stored.
  public static func write(
    to path: String, mayReplace: Bool = true, _ data: some GeneratedData, loss: Loss, sizes: [Split: Int],
    seed: UInt64, creator: String, progress: (Int) throws -> Void = { _ in }
  ) throws -> GeneratedSummary {
    let sizes = sizes.filter { $0.value > 0 }
    precondition(!sizes.isEmpty, "A dataset file has at least one sequence.")
    let content = SequenceFileContent(
      inputs: data.inputs, targets: data.targets, isWeighted: false, precision: .single)
    var description = SequenceFileDescription(loss: loss)
    (description.task, description.definitionVersion) = (type(of: data).name, type(of: data).definitionVersion)
    (description.text, description.seed, description.creator) = (data.summary, seed, creator)
    let rows = Double(sizes.values.reduce(0, +) * data.length)
    let isLarge = rows * Double(content.bytesPerRow) > Double(1 << 28)
    // About as many numbers as a block of a task has.
    let block = max(1, blockRows / (data.length * max(1, data.targets.width / 16)))
    var parts: [GeneratedSummary.Part] = []
    try write(to: path, mayReplace: mayReplace, description, content, growing: isLarge ? .disk : .memory) { writer in
      var written = 0
      for split in Split.allCases {
        let size = sizes[split] ?? 0
        var tally = GeneratedTally(data)
        for first in stride(from: 0, to: size, by: block) {
          var (inputs, targets, offsets) = ([Double](), [Double](), [0])
          for index in first..<min(first + block, size) {
            let sequence = data.sequence(index, seed: seed, split: split)
            // As the file holds them.
            inputs += sequence.inputs.map { Double(Float($0)) }
            targets += sequence.targets.map { Double(Float($0)) }
            offsets.append(offsets[offsets.count - 1] + data.length)
          }
          let set = SequenceSet(
            offsets: offsets, inputs: .real(inputs, features: data.inputs.width),
            targets: .real(targets, outputs: data.targets.width))
          tally.add(inputs, targets)
          try writer.append(set, to: split)
          written += set.count
          try progress(written)
        }
        if size > 0 { parts.append(tally.part(split, sequences: size)) }
      }
    }
    return GeneratedSummary(parts: parts)
  }
}

/// Sums for the errors of the mean target, and of inputs in the place of targets.
private struct GeneratedTally {
  private var rows = 0
  private var sums: [Double]
  private var squares: [Double]
  private var differences = 0.0
  private let isSameWidth: Bool

  init(_ data: some GeneratedData) {
    sums = Array(repeating: 0, count: data.targets.width)
    squares = sums
    isSameWidth = data.inputs.width == data.targets.width
  }

  mutating func add(_ inputs: [Double], _ targets: [Double]) {
    let width = sums.count
    rows += targets.count / width
    for (place, y) in targets.enumerated() {
      sums[place % width] += y
      squares[place % width] += y * y
      if isSameWidth { differences += (inputs[place] - y) * (inputs[place] - y) }
    }
  }

  func part(_ split: Split, sequences: Int) -> GeneratedSummary.Part {
    let count = Double(rows)
    let ofMean = zip(sums, squares).reduce(0) { $0 + $1.1 - $1.0 * $1.0 / count } / count
    return GeneratedSummary.Part(
      split: split, sequences: sequences, ofMean: ofMean, ofInputs: isSameWidth ? differences / count : .nan)
  }
}
