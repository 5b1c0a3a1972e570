import ArgumentParser

struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark",
    abstract: "Time the passes of training against this machine's bare matrix products.",
    discussion: """
      Examples:
        recur benchmark --reference-products
        recur benchmark --shape B --threads 1
        recur benchmark --hidden 200 --length 500 --batch 100 --reference-products
        recur benchmark grid
        recur benchmark parts cg checkpoint
      """,
    subcommands: [BenchmarkPassesCommand.self, BenchmarkGridCommand.self, BenchmarkPartsCommand.self],
    defaultSubcommand: BenchmarkPassesCommand.self)
}
