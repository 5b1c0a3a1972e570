import ArgumentParser
import Benchmarking
import Commands
import LinearAlgebra

struct BenchmarkPartsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parts",
    abstract: "Time everything that training does around the passes over a batch.",
    discussion: """
      Examples:
        recur benchmark parts
        recur benchmark parts kernel cg/iteration-large --repetitions 20 --json

      Kernels on matrices that stay in a core's cache, the vectors of conjugate
      gradients, the making of sequences, dataset files and checkpoints. A name
      stands for all parts that begin with it:

      \(PartsRequest.families)

      Times are of doing a part once: a call of a kernel, an iteration, a batch,
      a file. Files are written to the disk of --folder, and go away; they are read
      from the system's memory.
      The result of each part is checked; exit code 1 where one is wrong.

      --json prints an object a line: part, what, milliseconds_median,
      milliseconds_least, rate, unit, item, nanoseconds_per_item, repetitions,
      threads, precision.
      """)

  @Argument(help: ArgumentHelp("Parts, or beginnings of their names. (default: all)", valueName: "name"))
  var names: [String] = []

  @Option(help: "Repetitions of each part.") var repetitions = 7
  @Option(help: "Worker threads that make sequences. (default: the cores of this process)") var threads: Int?
  @Option(help: "Precision: float or double.") var precision = Precision.float
  @Option(help: "Folder for temporary files. (default: TMPDIR, or /tmp)") var folder: String?
  @Flag(help: "Print one JSON object for each part.") var json = false

  private var request: PartsRequest {
    PartsRequest(
      names, repetitions: repetitions, threads: threads, precision: precision, folder: folder, json: json)
  }

  func validate() throws { try checked(request.validate()) }

  func run() throws { try request.run() }
}
