import ArgumentParser
import Foundation
import LinearAlgebra
import SequenceData
import Training

struct DataTextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "text",
    abstract: "Make a dataset file of plain text.",
    discussion: """
      Examples:
        recur data text book.txt --output book.h5
        recur data text part1.txt part2.txt --split 0.8,0.1,0.1 --minimum-count 10 \\
          --output book.h5
        recur data text --train A.txt --validation B.txt --test C.txt --unknown \\
          --output corpus.h5
        recur data text new.txt --vocabulary runs/book --output new.h5
        recur data text --from-torch-rnn shakespeare.h5 --vocabulary shakespeare.json \\
          --output shakespeare-text.h5

      Files are joined in the order given and cut at shares of their symbols. Nothing
      is normalised: line ends, capitals and byte-order marks stay as they are. The
      vocabulary is in the order of code points. It is that of the whole text, or,
      where --train and others name files for each split, that of the training files;
      what the others have beyond it becomes the unknown symbol (--unknown) or is
      refused. The files are read twice and may be larger than memory.

      With --vocabulary the symbols are those of an earlier text, or of a model of
      text, in their order: recur train new.h5 --initialize-from runs/book goes on
      from that model. What they do not have becomes their unknown symbol, or is
      refused where there is none.
      """)

  @Argument(help: "Files of text.")
  var files: [String] = []

  @Option(help: "Shares of the symbols for train, validation, test. (default: \(ShareList.usual))")
  var split: String?

  @Option(help: "A file to train on; may be repeated.")
  var train: [String] = []

  @Option(help: "A file that decides when to stop; may be repeated.")
  var validation: [String] = []

  @Option(help: "A file for the verdict; may be repeated.")
  var test: [String] = []

  @Option(help: ArgumentHelp("What a symbol is: \(TextUnit.names). (default: character)"))
  var unit: TextUnit?

  @Option(help: "Symbols that occur more rarely become the unknown symbol.")
  var minimumCount = 1

  @Flag(help: "Have an unknown symbol even if nothing in the training text needs it.")
  var unknown = false

  @Option(help: "Instead of text: an HDF5 file that torch-rnn's preprocessing has written.")
  var fromTorchRnn: String?

  @Option(help: "A text file (.h5), checkpoint or run folder whose symbols are taken; of torch-rnn its JSON file.")
  var vocabulary: String?

  @Option(help: "The text in a sentence, to be stored in the file.")
  var description: String?

  @OptionGroup var file: NewFileOptions

  func validate() throws {
    if let split { _ = try ShareList(split) }
    guard minimumCount >= 1 else {
      throw ValidationError("--minimum-count should be at least 1, got \(minimumCount)")
    }
    let own = train + validation + test
    guard fromTorchRnn == nil || vocabulary != nil else {
      throw ValidationError("--from-torch-rnn needs --vocabulary, the JSON file that was written with it")
    }
    guard fromTorchRnn == nil else {
      guard files.isEmpty, own.isEmpty, split == nil, minimumCount == 1, !unknown, unit == nil else {
        throw ValidationError("--from-torch-rnn takes symbols and splits as they are; no other choices go with it")
      }
      return
    }
    guard vocabulary == nil || (minimumCount == 1 && !unknown) else {
      throw ValidationError("--vocabulary is taken as it is: --minimum-count and --unknown would make another one")
    }
    guard files.isEmpty != own.isEmpty else {
      throw ValidationError(
        files.isEmpty
          ? "a file of text should be named"
          : "files are either joined and cut, or named by --train, --validation, --test"
      )
    }
    guard files.isEmpty || !files.contains("-") else {
      throw ValidationError("a text is read twice, which standard input cannot be; store it in a file first")
    }
    guard own.isEmpty || !train.isEmpty else {
      throw ValidationError("--train should name a file: the vocabulary is that of the training text")
    }
    guard own.isEmpty || split == nil else {
      throw ValidationError("--split cuts files that are joined; with --train there is nothing to cut")
    }
  }

  func run() throws {
    if let fromTorchRnn, let vocabulary {
      try takeOver(fromTorchRnn, vocabulary)
    } else {
      try make()
    }
  }

  private func takeOver(_ path: String, _ vocabulary: String) throws {
    try file.require(unlikeAnyOf: [path, vocabulary])
    try FileGuard.admit(path)
    let text = try TorchText(contentsOf: path, vocabulary: vocabulary)
    try InterruptibleWriting.run(file.output) { progress in
      try text.write(to: file.output, mayReplace: file.force, about, progress: progress)
    }
    for part in text.tooShort {
      Console.note("\(path): /\(part.name) has \(part.count, "symbol"), too few to predict anything in; left out")
    }
    try show(DataTextReport(text, sources: [path, vocabulary], file.output))
  }

  private var about: TextDescription {
    var about = TextDescription()
    about.text = description
    about.creator = "recur \(programVersion)"
    return about
  }

  private func make() throws {
    let division: TextDivision =
      try train.isEmpty
      ? .shares(ShareList(split ?? ShareList.usual).values, files: files)
      : .files([.train: train, .validation: validation, .test: test].filter { !$0.value.isEmpty })
    try file.require(unlikeAnyOf: division.files + [vocabulary].compactMap(\.self))
    var making = TextMaking(division)
    (making.unit, making.minimumCount, making.hasUnknown) = (unit ?? .character, minimumCount, unknown)
    if let vocabulary {
      let given = try known(vocabulary)
      (making.unit, making.given) = (given.unit, (given, vocabulary))
    }
    let made = try InterruptibleWriting.run(file.output) { progress in
      try making.write(to: file.output, mayReplace: file.force, about, progress: progress)
    }
    try show(
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

  private func show(_ report: DataTextReport) throws {
    report.note()
    if file.json {
      Console.print(try JSONText.line(report))
    } else {
      report.print()
    }
  }
}

extension TextUnit {
  /// All of them, for people who have to choose.
  fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
