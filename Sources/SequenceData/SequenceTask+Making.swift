extension SequenceTask {
  /// A task has no variants unless it says so.
  public static var variants: [TaskVariant] { [] }

  /// Features have no names unless the task gives them some.
  public var featureNames: [String] { [] }

  /// Outputs have no names unless the task gives them some.
  public var outputNames: [String] { [] }

  /// What the number of steps that carry loss says.
  public var demand: TaskDemand {
    isScoredAtEveryStep || scoredSteps(length: smallestLength) > 1 ? .foretelling : .answer
  }

  /// Sequences have no conditions unless the task says otherwise.
  public func condition(index: Int, seed: UInt64, split: Split, length: Int) -> TrialCondition? { nil }

  /// Splits have any size unless the task says otherwise.
  public func fixedSize(length: Int) -> Int? { nil }

  /// The name a user gives and a data file carries.
  public var name: String { Self.name }

  /// The version of the definition, from 1.
  public var definitionVersion: Int { Self.definitionVersion }

  /// Throws a sentence for the user if the definition makes no sense at this nominal length.
  public func validate(length: Int) throws(SequenceDataError) {
    guard length >= smallestLength else {
      throw .lengthTooSmall(length: length, task: name, smallest: smallestLength)
    }
  }

  /// A set without sequences, of this task's shapes.
  public func makeEmptySet() -> SequenceSet {
    SequenceSet(inputs: inputs, targets: outputs, weighted: !isScoredAtEveryStep)
  }

  /// The sequences of a range of numbers, all of one nominal length.
  public func makeSequences(_ indices: Range<Int>, seed: UInt64, split: Split, length: Int) -> SequenceSet {
    makeSequences(indices, seed: seed, split: split) { _ in length }
  }

  /// The sequences of a range of numbers, each of a nominal length of its own.
  public func makeSequences(
    _ indices: Range<Int>, seed: UInt64, split: Split, lengthOfIndex: (Int) -> Int
  ) -> SequenceSet {
    var set = makeEmptySet()
    set.reserveCapacity(
      sequences: indices.count, rows: indices.reduce(0) { $0 + maximumSequenceLength(length: lengthOfIndex($1)) })
    for index in indices {
      appendSequence(index: index, seed: seed, split: split, length: lengthOfIndex(index), to: &set)
    }
    return set
  }

  /// A whole split: `size` sequences from number 0, or as many as ``fixedSize(length:)`` says.
  public func makeSplit(_ split: Split, size: Int, seed: UInt64, length: Int) -> SequenceSet {
    makeSequences(0..<(fixedSize(length: length) ?? size), seed: seed, split: split, length: length)
  }

  /// Traps on a nominal length that ``validate(length:)`` refuses.
  internal func require(length: Int) {
    precondition(
      length >= smallestLength, "Length \(length) is too small for \(name): the smallest is \(smallestLength).")
  }

  /// The name of a variant of this task, unchanged; traps on any other.
  internal static func known(_ variant: String) -> String {
    precondition(
      variant.isEmpty || variants.contains { $0.name == variant }, "The task \(name) has no variant \"\(variant)\".")
    return variant
  }
}
