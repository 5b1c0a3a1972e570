internal import DurableFiles
internal import Losses
internal import LinearAlgebra
internal import RecurrentNetworks
public import SequenceData

/// The sequences of an experiment, and what is known about them.
public struct ExperimentData: Sendable {
  /// The data in a sentence.
  public let summary: String
  /// What kind of data it is.
  public let kind: DataKind
  /// When a sequence counts as wrong, nil where nobody has said.
  public let successRule: SuccessRule?
  /// What is unusual about the data and should be said.
  public let notes: [String]
  let source: any SequenceSource
  /// Where training windows come from that continue one another; nil where none do.
  let lanes: TextLanes?
  private let file: SequenceFile?
  private let text: TextData?
  private let baselineAt: @Sendable (Int) -> Baseline

  /// The data of a configuration; opens the file where there is one.
  ///
  /// - Throws: ``TrainingError`` if the file cannot be trained on, or is not what the configuration has been made for.
  public init(_ configuration: ExperimentConfiguration) throws {
    if let path = configuration.data {
      let admitted = try configuration.openData.file(at: path)
      if try TextData.isText(admitted) {
        try self.init(TextData(admitted), configuration)
      } else {
        try self.init(
          DataFile(admitted, allowsNonFinite: configuration.allowNonfiniteData), configuration)
      }
    } else {
      let task = try SequenceTasks.named(configuration.task, variant: configuration.variant)
      self.init(task, configuration)
    }
  }

  private init(_ task: any SequenceTask, _ configuration: ExperimentConfiguration) {
    summary = type(of: task).summary
    kind = .judged
    successRule = task.successRule
    notes = []
    file = nil
    text = nil
    lanes = nil
    source = TaskSource(task, seed: configuration.seed)
    baselineAt = { task.baseline(length: $0, normalization: configuration.normalization) }
  }

  private init(_ file: DataFile, _ configuration: ExperimentConfiguration) throws {
    let description = file.file.description
    let shape = file.shape
    guard shape.inputs.networkInput == configuration.network.input,
      shape.outputs.width == configuration.network.outputs, shape.loss == configuration.network.loss
    else {
      throw TrainingError(
        .data,
        "\(file.file.path) holds \(shape.inputs) inputs, \(shape.outputs) and loss \(shape.loss.rawValue); the network reads \(configuration.network.input), has \(configuration.network.outputs) outputs and loss \(configuration.network.loss.rawValue)"
      )
    }
    summary = description.text ?? file.task.map { type(of: $0).summary } ?? file.file.path
    successRule = description.successRule
    kind = description.successRule == nil ? .unjudged : .judged
    text = nil
    lanes = nil
    self.file = file.file
    source = try FileSource(
      file.file, taskSize: file.task?.fixedSize(length: file.length), seed: configuration.seed)
    notes = Self.notes(on: file.file)
    let baseline = try file.baseline(configuration.normalization)
    baselineAt = { _ in baseline }
  }

  private init(_ text: TextData, _ configuration: ExperimentConfiguration) throws {
    let vocabulary = text.file.vocabulary
    let path = text.file.path
    guard let window = configuration.window, configuration.network.input == .symbols(vocabulary.count),
      configuration.network.outputs == vocabulary.count
    else {
      throw TrainingError(
        .data,
        "\(path) holds text of \(vocabulary.count) symbols; the network reads \(configuration.network.input) and has \(configuration.network.outputs) outputs"
      )
    }
    let count = text.symbols[.train]?.count ?? 0
    guard text.symbols[.train] == nil || count > window.length else {
      throw TrainingError(
        .usage,
        "--window \(window.length) is too long: /train of \(path) has \(count) symbols; at most \(count - 1) fit")
    }
    lanes = try Self.lanes(text, window, configuration)
    summary = text.file.description ?? path
    kind = .text
    successRule = nil
    notes = Self.notes(on: path, text.file.splits)
    file = nil
    self.text = text
    source = TextSource(text.symbols, cardinality: vocabulary.count, window: window, seed: configuration.seed)
    let baseline = Baseline(loss: text.entropy(of: .test), wrongShare: .nan)
    baselineAt = { _ in baseline }
  }

  /// The lanes of the training text, where windows are consecutive.
  private static func lanes(
    _ text: TextData, _ window: TextWindow, _ configuration: ExperimentConfiguration
  ) throws(TrainingError) -> TextLanes? {
    guard window.order == .consecutive, let symbols = text.symbols[.train] else { return nil }
    let (count, length) = (configuration.gradientBatch, window.length)
    let lanes = TextLanes(
      symbols, cardinality: text.file.vocabulary.count, count: count, length: length, seed: configuration.seed)
    guard let lanes else {
      throw TrainingError(
        .usage,
        "--windows consecutive reads a text in as many places as --gradient-batch says, \(count) windows of \(length) steps side by side: /train of \(text.file.path) has \(symbols.count) symbols, at least \(TextLanes.least(count: count, length: length)) are needed"
      )
    }
    return lanes
  }

  private static func notes(on path: String, _ splits: [Split]) -> [String] {
    [Split.validation, .test].compactMap { split in
      guard let used = FileSource.substitute(for: split, among: splits), used != split else { return nil }
      return "\(path) has no /\(split.rawValue): /\(used.rawValue) is used in its place"
    }
  }

  private static func notes(on file: SequenceFile) -> [String] {
    var notes = notes(on: file.path, file.splits)
    if let words = file.description.success, file.description.successRule == nil {
      notes.append("\(file.path) has a rule for success that this program does not know: '\(words.excerpt)'")
    }
    return notes
  }

  /// Makes sure that there is something to train on.
  ///
  /// - Throws: ``TrainingError`` where a file has other splits only.
  func requireTrainingData() throws(TrainingError) {
    do {
      _ = try file?.split(.train)
      _ = try text?.file.length(of: .train)
    } catch {
      throw TrainingError(error)
    }
  }

  /// The mean input of a step over the first thousand sequences that a run begins with.
  ///
  /// - Throws: `SequenceFileError` if a file cannot be read.
  func meanInput(_ configuration: ExperimentConfiguration) throws -> [Double] {
    let length = configuration.lengths[0]
    let count = min(1000, source.size(of: .train, length: length) ?? 1000)
    let pool = WorkerPool(threads: configuration.threads)
    return try source.sequences(0..<count, of: .train, lengths: [length], pool: pool).meanInput
  }

  /// The symbols that a text is made of; nil where the data are no text.
  public var vocabulary: Vocabulary? { text?.file.vocabulary }

  /// How the numbers of a file come from those of its user; plain where they are the same.
  var encoding: DataEncoding { file?.encoding ?? DataEncoding() }

  /// The file whose inputs are as its user had them; nil of a task, which is as it is defined, of a text, and of inputs that have
  /// been standardized.
  var pathOfRawInputs: String? {
    guard let file, file.encoding.inputs == nil, !SequenceTasks.names.contains(file.description.task ?? "") else {
      return nil
    }
    return file.path
  }

  /// The split that is read where one is asked for: itself, or what stands for it in a file that lacks it; nil where nothing
  /// does.
  public func splitRead(for split: Split) -> Split? {
    guard let splits = file?.splits ?? text?.file.splits else { return split }
    return FileSource.substitute(for: split, among: splits)
  }

  /// The whole of a split of a text, or of what stands for it; nil where the data are no text.
  func text(_ split: Split) -> (Vocabulary, SymbolArray)? {
    guard let text, let used = FileSource.substitute(for: split, among: text.file.splits) else { return nil }
    return (text.file.vocabulary, text.symbols[used]!)
  }

  /// The number of different sequences of a split, nil where there is no end to them.
  public func size(of split: Split, length: Int) -> Int? { source.size(of: split, length: length) }

  /// What the best constant predictor scores at a nominal length, with the loss in the normalization of the experiment.
  public func baseline(length: Int) -> Baseline { baselineAt(length) }
}

extension SequenceTask {
  /// What the best constant predictor scores.
  func baseline(length: Int, normalization: Normalization) -> Baseline {
    let baseline = baseline(length: length)
    guard normalization == .step else { return baseline }
    return Baseline(
      loss: baseline.loss / scoredSteps(length: length), wrongShare: baseline.wrongShare,
      idealWrongShare: baseline.idealWrongShare, note: baseline.note)
  }
}
