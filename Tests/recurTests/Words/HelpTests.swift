import Foundation
import TestSupport
import Testing
import Training

@Suite("Help")
struct HelpTests {
  private static let commands = [
    "train", "resume", "evaluate", "predict", "sample", "data", "inspect", "check", "derivatives", "benchmark",
    "doctor",
  ]

  @Test("Every command has help with an example", arguments: commands)
  func examples(command: String) throws {
    let help = try Command(command, "--help")
    #expect(help.exitCode == 0)
    #expect(help.output.contains("recur \(command)"))
    #expect(help.output.contains("Example"))
    #expect(help.output.contains("USAGE:"))
    #expect(help.errors.isEmpty)
    #expect(!help.output.contains("\u{1B}"))
  }

  @Test("Without a command there is the list of commands", arguments: [[], ["--help"]])
  func overview(arguments: [String]) throws {
    let help = try arguments.isEmpty ? Command() : Command(arguments[0])
    #expect(help.exitCode == 0)
    for command in Self.commands { #expect(help.output.contains("\n  \(command) ")) }
  }

  @Test("Help on training is a screen and a half; all of it has every option, completions the usual ones")
  func training() throws {
    let brief = try Command("train", "--help", limit: 120)
    let lines = brief.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(brief.exitCode == 0 && lines.count <= 60, "\(lines.count): \(brief.output)")
    #expect(lines.allSatisfy { $0.count <= 100 }, "\(lines.filter { $0.count > 100 })")
    for option in ["--cell", "--hidden", "--optimizer", "--learning-rate", "--iterations", "--patience", "--help-all"] {
      #expect(brief.output.contains(option), "\(option)")
    }
    let all = try Command("train", "--help-all", limit: 120).output
    let script = try Command("train", "--generate-completion-script", "bash", limit: 120).output
    #expect(all.contains("Exit code 0: solved"))
    for entry in ExperimentOptions.entries where entry.isFlag {
      #expect(all.contains("--\(entry.name)"), "\(entry.name)")
      #expect(!entry.isUsual || script.contains("--\(entry.name)"), "\(entry.name)")
    }
  }

  @Test("There is a version")
  func version() throws {
    let version = try Command("--version")
    #expect(version.exitCode == 0)
    #expect(version.output.wholeMatch(of: /\d+\.\d+\.\d+(\+[0-9a-f]{12}(-changed)?)?\n/) != nil)
  }

  @Test("The doctor's report has its fields, and words for people")
  func doctor() throws {
    let report = try Command("doctor", "--json")
    #expect(report.exitCode == 0)
    let object = try #require(try report.objects.first)
    for name in ["blas", "blas_core", "hdf5", "version"] { #expect((object[name] as? String)?.isEmpty == false) }
    #expect((object["threads"] as? Int).map { $0 >= 1 } == true)
    #expect((object["gflops"] as? Double).map { $0 > 0 } == true)
    let words = try Command("doctor")
    #expect(words.exitCode == 0)
    #expect(words.output.contains("HDF5") && !words.output.contains("\u{1B}"))
  }
}
