internal import HDF5

extension SequenceFile {
  /// Writes splits of a task: in each the sequences from number 0 that ``SequenceTask`` makes for the seed, or as many as
  /// exist where the task has a fixed size.
  ///
  /// - Parameters:
  ///   - path: where the file is to be found.
  ///   - task: the task; ``SequenceTask/validate(length:)`` has to have been passed.
  ///   - length: the nominal length T.
  ///   - sizes: the number of sequences of each split; a split of none is left out, and there has to be one with some.
  ///   - seed: the seed of the sequences.
  ///   - mayReplace: whether there may be a file; if not, one that has come to be there in the end is left alone.
  ///   - creator: the program that writes, with its version.
  ///   - progress: told how many sequences have been written, of all splits; what it throws ends the writing.
  /// - Returns: the number of sequences written, by split.
  /// - Throws: what `progress` throws; ``SequenceFileError`` of kind `writing` where the file cannot be stored.
  @discardableResult
  public static func write(
    to path: String, mayReplace: Bool = true, _ task: any SequenceTask, length: Int, sizes: [Split: Int], seed: UInt64,
    creator: String,
    progress: (Int) throws -> Void = { _ in }
  ) throws -> [Split: Int] {
    let sizes = sizes.filter { $0.value > 0 }.mapValues { task.fixedSize(length: length) ?? $0 }
    precondition(!sizes.isEmpty, "A dataset file has at least one sequence.")
    let content = SequenceFileContent(task)
    var description = SequenceFileDescription(task, seed: seed, length: length)
    description.creator = creator
    let longest = task.maximumSequenceLength(length: length)
    let rows = Double(sizes.values.reduce(0, +)) * Double(longest)
    let buffering: FileBuffering = rows * Double(content.bytesPerRow) > Double(memoryLimit) ? .disk : .memory
    let block = max(1, blockRows / longest)
    try write(to: path, mayReplace: mayReplace, description, content, growing: buffering) { writer in
      var written = 0
      for split in Split.allCases {
        let size = sizes[split] ?? 0
        for start in stride(from: 0, to: size, by: block) {
          let indices = start..<min(start + block, size)
          try writer.append(task.makeSequences(indices, seed: seed, split: split, length: length), to: split)
          written += indices.count
          try progress(written)
        }
      }
    }
    return sizes
  }

  /// Files that would be larger than this without compression grow on the disk.
  private static var memoryLimit: Int { 1 << 28 }

  /// The rows that are made and written at a time.
  public static var blockRows: Int { 1 << 16 }
}
