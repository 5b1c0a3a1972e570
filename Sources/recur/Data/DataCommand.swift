import ArgumentParser

/// Dataset files: made, described, validated.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Make dataset files, say what is in them, check them.",
    discussion: """
      Examples:
        recur data task addition --length 100 --seed 1 --output addition.h5
        recur data arrays mine.npz --standardize --output mine.h5
        recur data arrays mine.csv --sequence id --targets y --output mine.h5
        recur data text book.txt --output book.h5
        recur data piano-roll JSB_Chorales.npz --output jsb.h5
        recur data images train-images.gz train-labels.gz --output images.h5
        recur data balls --output balls.h5
        recur data describe addition.h5
        recur data validate addition.h5

      The files are HDF5 files that any program can read and write; the contract
      is in Datasets/README.md, with an example in Python.
      """,
    subcommands: [
      DataTaskCommand.self, DataArraysCommand.self, DataTextCommand.self, DataPianoRollCommand.self,
      DataImagesCommand.self, DataCurvesCommand.self, DataBallsCommand.self,
      DataDescribeCommand.self, DataValidateCommand.self,
    ])
}
