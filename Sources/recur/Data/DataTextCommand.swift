import ArgumentParser
import Commands
import SequenceData

struct DataTextCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "text",
    abstract: "Make a dataset file of plain text.",
    discussion: """
      Examples:
        recur data text book.txt --output book.h5
        recur data text part1.txt part2.txt --split 0.8,0.1,0.1 --minimum-count 10 \\
          --output book.h5
        recur data text bible.txt --block-size 10000 --output interleaved.h5
        recur data text --train A.txt --validation B.txt --test C.txt --unknown \\
          --output corpus.h5
        recur data text new.txt --vocabulary runs/book --output new.h5
        recur data text --from-torch-rnn shakespeare.h5 --vocabulary shakespeare.json \\
          --output shakespeare-text.h5

      Files are joined in the order given and cut at shares of their symbols. Nothing
      is normalized: line ends, capitals and byte-order marks stay as they are. The
      vocabulary is in the order of code points. It is that of the whole text, or,
      where --train and others name files for each split, that of the training files;
      what the others have beyond it becomes the unknown symbol (--unknown) or is
      refused. The files may be larger than memory.

      A text whose end is unlike its beginning is better cut with --block-size: blocks
      of so many symbols go to the splits in turn, by their shares. Where two blocks
      of a split meet, the first symbols are predicted from a foreign past.

      With --vocabulary the symbols are those of an earlier text, or of a model of
      text, in their order: recur train new.h5 --initialize-from runs/book goes on
      from that model. What they do not have becomes their unknown symbol, or is
      refused where there is none.
      """)

  @Argument(help: "Files of text.") var files: [String] = []
  @Option(help: "Shares of the symbols for train, validation, test. (default: \(ShareList.usual))") var split: String?
  @Option(help: "Symbols of a block; blocks go to the splits in turn, by shares. (default: one block a split)")
  var blockSize: Int?
  @Option(help: "A file to train on; may be repeated.") var train: [String] = []
  @Option(help: "A file that decides when to stop; may be repeated.") var validation: [String] = []
  @Option(help: "A file for the verdict; may be repeated.") var test: [String] = []
  @Option(help: ArgumentHelp("What a symbol is: \(TextFileRequest.units). (default: character)")) var unit: TextUnit?
  @Option(help: "Symbols that occur more rarely become the unknown symbol.") var minimumCount = 1
  @Flag(help: "Have an unknown symbol even if nothing in the training text needs it.") var unknown = false
  @Option(help: "Instead of text: an HDF5 file that torch-rnn's preprocessing has written.") var fromTorchRnn: String?

  @Option(help: "A text file (.h5), checkpoint or run folder whose symbols are taken; of torch-rnn its JSON file.")
  var vocabulary: String?

  @Option(help: "The text in a sentence, to be stored in the file.") var description: String?

  @OptionGroup var file: NewFileOptions

  private var request: TextFileRequest {
    TextFileRequest(
      files, split: split, blockSize: blockSize, own: [.train: train, .validation: validation, .test: test], unit: unit,
      minimumCount: minimumCount, hasUnknown: unknown, torchFile: fromTorchRnn, vocabulary: vocabulary,
      description: description)
  }

  func validate() throws { try checked(request.validate()) }

  func run() throws { try request.run(file.file) }
}
