import LinearAlgebra
package import SequenceData
import Training

/// What `data text` is asked to do: to make a dataset file of plain text.
package struct TextFileRequest {
  private let files: [String]
  private let split: String?
  private let blockSize: Int?
  private let own: [Split: [String]]
  private let unit: TextUnit?
  private let minimumCount: Int
  private let hasUnknown: Bool
  private let torchFile: String?
  private let vocabulary: String?
  private let description: String?

  /// - Parameters:
  ///   - files: files of text that are joined and cut; empty where splits have their own.
  ///   - split: where they are cut, as shares.
  ///   - blockSize: the symbols of a block, where blocks go to the splits in turn.
  ///   - own: the files of each split.
  ///   - unit: what a symbol is; nil for a character.
  ///   - minimumCount: symbols that occur more rarely become the unknown one.
  ///   - hasUnknown: whether there is an unknown symbol in any case.
  ///   - torchFile: instead of text, a file that torch-rnn's preprocessing has written.
  ///   - vocabulary: a text, a model or a JSON file whose symbols are taken.
  ///   - description: the text in a sentence.
  package init(
    _ files: [String], split: String?, blockSize: Int? = nil, own: [Split: [String]], unit: TextUnit?,
    minimumCount: Int,
    hasUnknown: Bool, torchFile: String?, vocabulary: String?, description: String?
  ) {
    self.files = files
    self.split = split
    self.blockSize = blockSize
    self.own = own.filter { !$0.value.isEmpty }
    self.unit = unit
    self.minimumCount = minimumCount
    self.hasUnknown = hasUnknown
    self.torchFile = torchFile
    self.vocabulary = vocabulary
    self.description = description
  }

  /// All units, for people who have to choose.
  package static var units: String { TextUnit.allCases.map(\.rawValue).joined(separator: ", ") }

  /// Makes sure that the choices go together.
  package func validate() throws(CommandError) {
    if let split { _ = try ShareList(split) }
    guard minimumCount >= 1 else { throw .usage("--minimum-count should be at least 1, got \(minimumCount)") }
    if let blockSize, blockSize < 2 { throw .usage("--block-size should be at least 2 symbols, got \(blockSize)") }
    guard torchFile == nil || vocabulary != nil else {
      throw .usage("--from-torch-rnn needs --vocabulary, the JSON file that was written with it")
    }
    guard torchFile == nil else {
      guard files.isEmpty, own.isEmpty, split == nil, blockSize == nil, minimumCount == 1, !hasUnknown, unit == nil
      else {
        throw .usage("--from-torch-rnn takes symbols and splits as they are; no other choices go with it")
      }
      return
    }
    guard vocabulary == nil || (minimumCount == 1 && !hasUnknown) else {
      throw .usage("--vocabulary is taken as it is: --minimum-count and --unknown would make another one")
    }
    guard files.isEmpty != own.isEmpty else {
      throw .usage(
        files.isEmpty
          ? "a file of text should be named"
          : "files are either joined and cut, or named by --train, --validation, --test")
    }
    guard files.isEmpty || !files.contains("-") else {
      throw .usage("a long text is read twice, which standard input cannot be; store it in a file first")
    }
    guard own.isEmpty || own[.train] != nil else {
      throw .usage("--train should name a file: the vocabulary is that of the training text")
    }
    guard own.isEmpty || split == nil && blockSize == nil else {
      throw .usage(
        "--\(split == nil ? "block-size" : "split") cuts files that are joined; with --train there is nothing to cut")
    }
  }

  /// Writes the file.
  package func run(_ file: NewFile) throws {
    if let torchFile, let vocabulary {
      try takeOver(torchFile, vocabulary, file)
    } else {
      try make(file)
    }
  }

  private func takeOver(_ path: String, _ vocabulary: String, _ file: NewFile) throws {
    try file.require(unlikeAnyOf: [path, vocabulary])
    try FileGuard.admit(path)
    let text = try TorchText(contentsOf: path, vocabulary: vocabulary)
    try InterruptibleWriting.run(file.output) { progress in
      try text.write(to: file.output, mayReplace: file.mayReplace, about, progress: progress)
    }
    for part in text.tooShort {
      Console.note("\(path): /\(part.name) has \(part.count, "symbol"), too few to predict anything in; left out")
    }
    try file.show(DataTextReport(text, sources: [path, vocabulary], file.output))
  }

  private var about: TextDescription {
    var about = TextDescription()
    about.text = description
    about.creator = "recur \(programVersion)"
    return about
  }

  private var division: TextDivision {
    get throws(CommandError) {
      guard own.isEmpty else { return .files(own) }
      let shares = try ShareList(split ?? ShareList.usual).values
      return blockSize.map { .blocks(shares, size: $0, files: files) } ?? .shares(shares, files: files)
    }
  }

  private func make(_ file: NewFile) throws {
    let division = try division
    try file.require(unlikeAnyOf: division.files + [vocabulary].compactMap(\.self))
    var making = TextMaking(division)
    (making.unit, making.minimumCount, making.hasUnknown) = (unit ?? .character, minimumCount, hasUnknown)
    if let vocabulary {
      let given = try known(vocabulary)
      (making.unit, making.given) = (given.unit, (given, vocabulary))
    }
    let made = try InterruptibleWriting.run(file.output) { progress in
      try making.write(to: file.output, mayReplace: file.mayReplace, about, progress: progress)
    }
    try file.show(
      DataTextReport(made, unit: making.unit, minimumCount: minimumCount, isGiven: vocabulary != nil, file.output))
  }

  /// The vocabulary of an earlier text or of a model.
  private func known(_ path: String) throws -> Vocabulary {
    try FileGuard.admit(RunLocation(path).checkpoint)
    let vocabulary = try Vocabulary(ofModelOrText: path)
    if let unit, unit != vocabulary.unit {
      throw TrainingError(
        .usage,
        "--unit \(unit.rawValue) does not go with the vocabulary of \(path), whose unit is \(vocabulary.unit.rawValue)")
    }
    return vocabulary
  }
}
