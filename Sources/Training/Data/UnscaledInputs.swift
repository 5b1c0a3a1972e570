internal import Foundation
internal import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData

/// Real inputs of training data whose scale is far from 1, where networks begin: their weights are drawn for inputs of about 1.
struct UnscaledInputs {
  /// What a sentence about them begins with.
  static var prefix: String { "unscaled inputs: " }
  /// A mean or a deviation is large from here on.
  private static var large: Double { 10 }
  /// A deviation is small up to here.
  private static var small: Double { 0.01 }
  /// Numbers that are looked at, at most.
  private static var sampleSize: Int { 20_000 }
  /// Steps that are looked at, at most.
  private static var sampleRows: Int { 10_000 }

  /// The figures of one column.
  struct Column {
    /// The number of the column, from 1.
    let number: Int
    private var count = 0.0
    private(set) var mean = 0.0
    private var squares = 0.0
    /// Whether all numbers so far are 0 or 1: a mark, which may be as rare as it is.
    private var isMark = true
    /// Whether all numbers so far are between 0 and 1.
    private(set) var isShare = true

    init(_ number: Int) { self.number = number }

    /// Takes a number in (Welford 1962).
    mutating func add(_ value: Double) {
      guard value.isFinite else { return }
      count += 1
      let difference = value - mean
      mean += difference / count
      squares += difference * (value - mean)
      if value != 0, value != 1 { isMark = false }
      if value < 0 || value > 1 { isShare = false }
    }

    var deviation: Double { count > 0 ? (squares / count).squareRoot() : 0 }

    /// Whether the scale is far from 1. A column that never changes is no matter of scale unless it is large.
    var isFar: Bool {
      abs(mean) > large || deviation > large || (deviation > 0 && deviation < small && !isMark)
    }
  }

  /// The columns, each of them far from a scale of 1, and how many there are in all.
  let columns: [Column]
  let count: Int

  /// Looks at a sample of the sequences of a source: three runs of neighbors, evenly spaced over the training data.
  ///
  /// - Throws: `SequenceFileError` if the file cannot be read.
  init?(_ source: any SequenceSource, features: Int, length: Int, pool: WorkerPool) throws {
    let sequences = source.size(of: .train, length: length) ?? 0
    let rows = min(Self.sampleRows, Self.sampleSize / max(1, features))
    let wanted = min(sequences, max(1, rows / max(1, source.rows(of: .train, length: length))))
    guard wanted > 0, features > 0 else { return nil }
    var columns = (1...features).map(Column.init)
    let parts = min(3, wanted)
    for part in 0..<parts {
      let first = part * sequences / parts
      let end = min(first + (wanted + parts - 1) / parts, (part + 1) * sequences / parts)
      let set = try source.sequences(first..<end, of: .train, lengths: [length], pool: pool)
      guard case .real(let values, features) = set.inputs else { return nil }
      for (index, value) in values.enumerated() { columns[index % features].add(value) }
    }
    // Of shares, as pixels are, some hardly ever differ from 0, at a border; the others are of a size that suits.
    let areUsual = columns.allSatisfy(\.isShare) && columns.contains { $0.deviation >= Self.small }
    self.columns = areUsual ? [] : columns.filter(\.isFar)
    count = features
    if self.columns.isEmpty { return nil }
  }

  /// What is off and what to do, in a sentence.
  func sentence(of path: String) -> String {
    let shown = columns.prefix(3).map {
      String(format: "%ld (mean %.3g, deviation %.3g)", $0.number, $0.mean, $0.deviation)
    }
    let more = columns.count > 3 ? " and \(columns.count - 3) more" : ""
    let verb = columns.count == 1 ? "is" : "are"
    return Self.prefix
      + "\(columns.count) of the \(count, "input") of \(path) \(verb) far from mean 0 and deviation 1: number \(shown.joined(separator: ", "))\(more); recur data arrays --standardize scales them"
  }
}

extension ExperimentData {
  /// What is to be said of the scale of the inputs of a file; nil where that is nothing, and of tasks, texts and inputs that have been
  /// standardized.
  ///
  /// - Throws: `SequenceFileError` if the file cannot be read.
  func unscaledInputs(_ configuration: ExperimentConfiguration, pool: WorkerPool) throws -> String? {
    guard let path = pathOfRawInputs, case .features(let features) = configuration.network.input else { return nil }
    return try UnscaledInputs(source, features: features, length: configuration.length, pool: pool)?.sentence(of: path)
  }
}
