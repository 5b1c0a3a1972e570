import ArgumentParser
import Inspection
import LinearAlgebra
import SequenceData
import Training

@main
struct Recur: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recur",
    abstract: "Train recurrent networks with Hessian-free optimization.",
    discussion: """
      Start here:
        recur train addition --length 50   a network learns to remember 50 steps
        recur check addition               the derivatives proven on a small model
        recur doctor                       what this machine offers, used well?
      """,
    version: programVersion,
    subcommands: [TrainCommand.self, CheckCommand.self, DoctorCommand.self])

  static func main() {
    BLASCore.chooseFastest()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      exit(withError: code)
    } catch {
      fail(error)
    }
  }

  /// One sentence on standard error and an exit code that says what kind of failure it was.
  private static func fail(_ error: any Error) -> Never {
    switch error {
    case let error as TrainingError:
      Console.error(error.description)
      exit(withError: ExitCode(error.kind.exitCode))
    case let error as SequenceDataError:
      Console.error(error.description)
      exit(withError: ExitCode(ExitStatus.usage))
    default:
      exit(withError: error)
    }
  }
}
