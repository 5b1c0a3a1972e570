import ArgumentParser
import Commands

struct RepeatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repeat",
    abstract: "Train from several seeds: how often is a task solved, and at what cost?",
    discussion: """
      Examples:
        recur repeat addition --length 100 --seeds 4
        recur repeat Experiments/pathological/ablation/xor.yaml --seeds 10
        recur repeat xor --length 200 --seeds 4 --jobs 2

      The seeds are --seed (1), --seed + 1, ...; everything else is as in train. The
      folder, --run-folder or runs/TASK-LENGTH-series (of a text runs/FILE-CELL-series),
      gets a run folder for each seed, seed-1, seed-2, ..., which resume, evaluate and
      inspect take like any other, and summary.json with them all.

      --jobs runs go on at a time, each with its share of the cores. That costs less
      than one after the other on all cores, and the results are the same bits; it
      takes the memory of so many runs.

      The same command again goes on where the series stopped: runs that have ended
      stay, one that was interrupted is resumed, bit for bit. A data file has to hold
      the bytes that the runs before were trained on. More --seeds add runs,
      a larger --minibatches lets those go on that had spent theirs.

      At the end: the share of the seeds that solved the task, with the interval in
      which it lies at 95 % confidence (Wilson 1927), and over these seeds the mean,
      the least and the most of the cost, as Martens & Sutskever (2011) report it:
      passes of 1000 sequences through a gradient or a curvature product.
      Forward only is what else was passed through the network, in the same unit.

      Exit code 0: solved from every seed, or the data have no rule for that; 1: not
      from every one; 130: interrupted (Ctrl-C), with valid checkpoints left behind.
      """)

  @Argument(help: "The task, a dataset file, or a YAML file as --config takes it.") var subject: String?
  @Option(help: "How many seeds.") var seeds = 4

  @Option(help: "Runs at a time. (default: one for each core, no more than there are seeds and memory for)")
  var jobs: Int?

  @OptionGroup var options: TrainingFlags
  @Flag(help: "Print one JSON object for each run as it ends, and a final one, on standard output.") var json = false

  func validate() throws { try checked(SeriesRequest.validate(seeds: seeds, jobs: jobs)) }

  func run() throws {
    let layer = try options.layer(subject: subject)
    throw ExitCode(try SeriesRequest(layer, seeds: seeds, jobs: jobs, json: json).run())
  }
}
