import ArgumentParser
import Commands

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Prove the derivatives of a model right, on the model itself and some of its data.",
    discussion: """
      Examples:
        recur check addition
        recur check temporal-order --hidden 20 --layers 2 --activation logistic
        recur check --config runs/addition-100-seed-1/config.yaml
        recur check runs/addition-100-seed-1/checkpoint.h5 --length 20

      One line a check: whether it passed, its name, the largest deviation met,
      the bound, and what it proves. Derivatives are compared with differences of
      what they are derivatives of, always in double; padding, threads and saved
      memory must not change a bit.

      A task is checked at its smallest length and at the parameters with which
      training starts, with noise where they are zero; a checkpoint at its own
      parameters and length. A few short sequences are enough: a wrong term shows
      on any.

      Exit code 0: every check passed; 1: one failed.
      """)

  @Argument(help: "The task, a checkpoint or a YAML file.") var subject: String?
  @OptionGroup var options: CheckFlags
  @Option(help: "Sequences to check on.") var sequences = 3
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws { try checked(OptionLimits.require("sequences", sequences, in: 1...100_000)) }

  func run() throws {
    let request = CheckRequest(subject, sequences: sequences, json: json)
    throw ExitCode(try request.run { try options.layer(subject: $0) })
  }
}
