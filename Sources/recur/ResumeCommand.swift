import ArgumentParser
import Commands

struct ResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with a run that was interrupted or killed, bit for bit.",
    discussion: """
      Examples:
        recur resume runs/addition-100-seed-1
        recur resume runs/addition-100-seed-1 --minibatches 100000
        recur resume runs/addition-100-seed-1/checkpoint-75.h5
        recur resume copied.h5 --run-folder runs/again

      The run goes on from its last checkpoint in the same folder, and takes the
      steps that it would have taken had it never stopped, to the last bit: on any
      number of threads, wherever it was killed. The log is put in order first:
      steps after the checkpoint, and a line that was cut short, are taken again.

      A data file is looked for where it was, and beside the run if that has been
      moved; it has to hold the very bytes that training began with.

      Budgets are totals: --iterations 40 ends after step 40 whenever the run
      stopped before. A run that has ended says what would make it go on.

      The table of --profile counts this session, not those before it.

      Exit codes are those of train: 0 solved; 1 not solved; 130 interrupted; 73
      the folder cannot be written, or another process is working in it.
      """)

  @Argument(help: ArgumentHelp("A run folder, or a checkpoint.", valueName: "run")) var origin: String
  @OptionGroup var options: ResumeFlags

  @Flag(help: "Print at the end where the time went; with --json the final object holds it always, as profile.")
  var profile = false

  @Flag(help: "Draw the validation loss in characters: on a terminal every 20 seconds, and at the end. Needs gnuplot.")
  var plot = false

  @Flag(help: "Print one JSON object a step, and a final one, on standard output.") var json = false

  func run() throws {
    let view = RunView(json: json, profile: profile, plot: plot)
    let request = ResumeRequest(origin, data: options.data, runFolder: options.runFolder, view)
    throw ExitCode(try request.run { try options.configuration(over: $0, data: $1) })
  }
}
