import Foundation
import TestSupport
import Testing

@Suite("Values of options, as people write them")
struct OptionValueTests {
  /// A command and one of its options that take a value.
  private struct Choice {
    let command: [String]
    let option: String
  }

  private struct Help: Decodable {
    struct Command: Decodable {
      let commandName: String
      let arguments: [Argument]?
      let subcommands: [Command]?
    }
    struct Argument: Decodable {
      struct Name: Decodable { let name: String }
      let kind: String
      let names: [Name]?
    }
    let command: Command
  }

  /// All options of all commands, from the program itself.
  private func choices() throws -> [Choice] {
    let dump = try Command("--experimental-dump-help")
    func choices(_ command: Help.Command, _ path: [String]) -> [Choice] {
      let own = (command.arguments ?? []).filter { $0.kind == "option" }.flatMap { argument in
        (argument.names ?? []).map { Choice(command: path, option: "--\($0.name)") }
      }
      return own + (command.subcommands ?? []).flatMap { choices($0, path + [$0.commandName]) }
    }
    return choices(try JSONDecoder().decode(Help.self, from: Data(dump.output.utf8)).command, [])
  }

  @Test("Every option of every command takes a value that begins with a dash, or refuses it for what it is")
  func dashes() async throws {
    let choices = try choices()
    #expect(choices.count > 200)
    let values = ["-1", "- item", "-And", "-x"]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, choice) in choices.enumerated() {
        if index >= 4 { try await group.next() }
        group.addTask {
          // Each kind of value in turn, behind something that no command takes: nothing is done but parsing.
          let value = values[index % values.count]
          let command = try Command(choice.command + [choice.option, value, "--no-such-option"])
          #expect(command.exitCode == 64 && command.output.isEmpty, "\(choice): \(command.errors)")
          #expect(!command.errors.contains("Missing value"), "\(choice) \(value): \(command.errors)")
        }
      }
      try await group.waitForAll()
    }
  }

  @Test(
    "What is no number, or none that the option takes, gets one sentence with the option, what it takes and what was found",
    arguments: [
      ("train xor --lambda -1", "--lambda should be a number of at least 0, got -1.0"),
      ("train xor --lambda=-1", "--lambda should be a number of at least 0, got -1.0"),
      ("train xor --lambda nan", "--lambda should be a finite decimal number such as 0.03 or 2e-5, got \"nan\""),
      ("train xor --seconds inf", "--seconds should be a finite decimal number such as 0.03 or 2e-5, got \"inf\""),
      ("train xor --mu 0x10", "--mu should be a finite decimal number such as 0.03 or 2e-5, got \"0x10\""),
      ("train xor --mu 0,5", "--mu should be a finite decimal number such as 0.03 or 2e-5, got \"0,5\""),
      ("train xor --mu 1/30", "--mu should be a finite decimal number such as 0.03 or 2e-5, got \"1/30\""),
      ("train xor --mu 1e999", "--mu should be a finite decimal number such as 0.03 or 2e-5, got \"1e999\""),
      ("train xor --mu _0.5", "--mu should be a finite decimal number such as 0.03 or 2e-5, got \" 0.5\""),
      ("train xor --clip-norm inf", "--clip-norm should be a finite decimal number such as 2.5, or none, got \"inf\""),
      ("train xor --seed -1", "--seed should be a whole number from 0 to 18446744073709551615, got \"-1\""),
      ("train xor --seed 18446744073709551616", "--seed should be a whole number from 0 to 18446744073709551615"),
      ("train xor --length 1e3", "--length should be a whole number of at most 9223372036854775807, got \"1e3\""),
      ("train xor --length 10.0", "--length should be a whole number of at most 9223372036854775807, got \"10.0\""),
      ("train xor --length ５０", "--length should be a whole number of at most 9223372036854775807, got \"５０\""),
      ("train xor --length 99999999999999999999", "--length should be a whole number of at most 9223372036854775807"),
      ("train xor --hidden=", "--hidden should be a whole number of at most 9223372036854775807, got \"\""),
      ("train xor --threads 0", "--threads should be at least 1, got 0"),
      ("train xor --threads -2", "--threads should be at least 1, got -2"),
      ("train xor --iterations -1", "--iterations should be at least 0, got -1"),
      ("sample run --temperature -1", "--temperature should be above 0 and finite, got -1.0"),
      ("sample run --length -5", "--length should be between 0 and 1000000000, got -5"),
      (
        "derivatives run --data F --vectors V --output O --lambda -1",
        "--lambda should be a number of at least 0, got -1.0"
      ),
      ("benchmark grid --hidden 20,x", "--hidden should be whole numbers from 1 to 10000000, separated by commas"),
      ("data task xor --output F.h5 --train -3", "--train should be 0 to"),
      ("repeat xor --seeds -1", "--seeds should be 1 to 10000, got -1"),
    ])
  func numbers(line: String, sentence: String) throws {
    let arguments = line.split(separator: " ").map { String($0).replacing("_", with: " ") }
    let command = try Command(arguments)
    #expect(command.exitCode == 64 && !command.isKilled, "\(command.errors)")
    #expect(command.errors.contains(sentence), "\(command.errors)")
  }

  @Test("A text that begins with a dash is a text; what looks like an option is none, but for behind an equals sign")
  func dashedText() throws {
    for text in ["- item", "-And", "-x", "--- rule", "-1"] {
      let command = try Command("sample", "no-such-run", "--prime", text)
      #expect(command.exitCode == 66 && command.errors.contains("no-such-run"), "\(text): \(command.errors)")
    }
    #expect(try Command("sample", "no-such-run", "--prime=--json").exitCode == 66)
    let missing = try Command("sample", "no-such-run", "--prime", "--json")
    #expect(missing.exitCode == 64 && missing.errors.contains("Missing value for '--prime"), "\(missing.errors)")
    let behind = try Command("sample", "--", "-no-such-run")
    #expect(behind.exitCode == 66, "\(behind.errors)")
  }

  @Test("The name of an option that is longer than any is refused at once, as are words of any length in its place")
  func longNames() throws {
    let long = String(repeating: "x", count: 90_000)
    let clock = ContinuousClock()
    for arguments in [
      ["train", "xor", "--\(long)"], ["train", "xor", "-\(long)"], ["train", "xor", "--\(long)=5"], ["--\(long)"],
      ["train", "xor", "--lambda", "--\(long)"], ["train", "xor", "--lambda", "1", "--no-\(long)"],
    ] {
      let start = clock.now
      let command = try Command(arguments)
      #expect(clock.now - start < .seconds(10))
      #expect(command.exitCode == 64 && command.errors.utf8.count < 300, "\(command.errors.prefix(300))")
      #expect(command.errors.contains("there is no option \"-"), "\(command.errors.prefix(300))")
    }
    // What follows an equals sign, or two dashes, is no name.
    let value = try Command("sample", "no-such-run", "--prime=--\(long)")
    #expect(value.exitCode == 66, "\(value.errors.prefix(300))")
    #expect(try Command("sample", "--", "-\(long)").exitCode == 66)
  }

  @Test("A value of any length is repeated in a short sentence, without what a terminal would obey")
  func longValues() throws {
    let long = String(repeating: "\u{1B}[2Jx\n", count: 1_000)
    for arguments in [
      ["train", long], ["train", "xor", "--length", long], ["train", "xor", "--precision", long],
      ["train", "--\(long)"],
      ["train", "xor", "--variant", long], ["train", "xor", "--cell", long],
      ["train", "xor", "--length-schedule", long],
      ["train", "xor", "--memory-limit", long], ["train", "--config", long], [long], ["evaluate", long],
      ["data", "text", "a.txt", "--output", "b.h5", "--split", long], ["benchmark", "--cell", long],
      ["benchmark", "--shape", long], ["compare", "a", "b", "--output", long], ["inspect", long], ["sample", long],
      ["check", long], ["resume", long], ["derivatives", long, "--data", long, "--vectors", long, "--output", long],
    ] {
      let command = try Command(arguments)
      #expect([64, 65, 66, 73].contains(command.exitCode) && !command.isKilled, "\(arguments[0].prefix(20))")
      #expect(
        command.errors.utf8.count < 20_000 && !command.errors.contains("\u{1B}"),
        "\(arguments[0].prefix(20)) \(arguments.dropFirst().first?.prefix(10) ?? "")")
      #expect(command.errors.split(separator: "\n").count < 8, "\(arguments[0].prefix(20))")
    }
  }
}
