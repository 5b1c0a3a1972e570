internal import Losses

import ArgumentParser
import Commands

struct DataPianoRollCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "piano-roll",
    abstract: "Make a dataset file of sequences of sounding notes.",
    discussion: """
      Examples:
        recur data piano-roll JSB_Chorales.npz --output jsb.h5
        recur data piano-roll Nottingham.mat --output nottingham.h5
        recur data piano-roll train.npy train_len.npy test.npy test_len.npy \\
          --output rolls.h5

      Reads NumPy files (.npz, .npy), HDF5 and MATLAB files (.mat) with arrays of 0 and
      1 named train, valid (validation, val, dev) and test, or traindata and so on:
      steps x notes with train_len for the lengths of the sequences, or sequences x
      steps x notes, or, as train_bits, packed bits; in HDF5 also a group, in MATLAB a
      cell, with an array for each sequence. A .npy file is the array that it is named
      after. Pickled objects are not read.

      The task is to predict the next step from those before, under the logistic
      loss: a sequence of T steps has T - 1 rows.
      """)

  @Argument(help: "The files.") var files: [String]
  @Option(help: "The number of notes.") var notes = 88
  @Option(help: "The music in a sentence, to be stored in the file.") var description: String?

  @OptionGroup var file: NewFileOptions

  private var request: PianoRollFileRequest { PianoRollFileRequest(files, notes: notes, description: description) }

  func validate() throws { try checked(request.validate()) }

  func run() throws { try request.run(file.file) }
}
