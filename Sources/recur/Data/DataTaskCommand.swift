import ArgumentParser
import Commands
import SequenceData

struct DataTaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task",
    abstract: "Make a dataset file of a long-range task.",
    discussion: """
      Examples:
        recur data task addition --length 100 --output addition.h5
        recur data task random-permutation --variant last --length 50 \\
          --train 50000 --test 0 --seed 7 --output permutation.h5

      The tasks: \(SequenceTasks.names.joined(separator: ", ")).

      The sequences are those that a run on the task itself is given for the same
      seed, in the same order. memorization-5 has 32 sequences: every split that
      is asked for holds all of them, whatever the size.
      """)

  @Argument(help: "The task.") var task: String
  @Option(help: "The nominal length T of a sequence.") var length = 100
  @Option(help: "The variant of the task.") var variant = ""
  @Option(help: "Sequences to train on; 0 leaves the split out.") var train = 10_000
  @Option(help: "Sequences that decide when to stop.") var validation = 1000
  @Option(help: "Sequences for the verdict.") var test = 10_000
  @Option(help: "The seed of the sequences.") var seed: UInt64 = 1

  @OptionGroup var file: NewFileOptions

  private var request: TaskFileRequest {
    TaskFileRequest(task, variant: variant, length: length, sizes: (train, validation, test), seed: seed)
  }

  func validate() throws { try checked(request.validate()) }

  func run() throws { try request.run(file.file) }
}
