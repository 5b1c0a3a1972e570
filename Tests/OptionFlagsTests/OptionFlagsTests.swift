import ArgumentParser
import OptionFlags
import Optimization
import Testing
import Training

/// Two options that no program has: one entry each.
private let temper = SettledOption<Double>.number(
  "temper", .above(0), .model, "Temper of the network.", default: 0.5
).usual.formerly("mood")
private let signature = OpenOption<String>.text("signature", .files, "Who signs.")

@Suite("Flags made from the table of options")
struct OptionFlagsTests {
  enum Everything: OptionChoice {
    static func has(_ entry: OptionEntry) -> Bool { true }
  }

  struct Flags: ParsableArguments {
    @OptionGroup(title: "Everything") var options: OptionFlags<Everything>
  }

  static func layer(_ arguments: String...) throws -> ConfigurationLayer { try Flags.parse(arguments).options.layer }

  @Test("Every option has a flag of its name that reads what YAML reads")
  func everyOption() throws {
    let texts: [String: (argument: String, yaml: String)] = [
      "layers": ("lstm:20,gru:3", "'lstm:20,gru:3'"), "memory-limit": ("12M", "12M"),
      "weight-decay-blocks": ("input,bias", "'input,bias'"),
    ]
    for entry in ExperimentOptions.entries where entry.isFlag {
      let (argument, yaml) = texts[entry.name] ?? Self.value(entry.kind)
      let read = try ConfigurationLayer(yaml: "\(entry.name): \(yaml)", source: "test")
      #expect(read[entry.name] != nil)
      for name in [entry.name] + (entry.alias.map { [$0] } ?? []) {
        #expect(try Self.layer(entry.kind == .truth ? "--\(name)" : "--\(name)=\(argument)") == read, "--\(name)")
      }
    }
    #expect(try Self.layer() == ConfigurationLayer())
    #expect(try Self.layer("--no-center-inputs").centerInputs == false)
  }

  private static func value(_ kind: OptionKind) -> (argument: String, yaml: String) {
    switch kind {
    case .count: ("7", "7")
    case .number, .numberOrNone: ("2.5e-3", "2.5e-3")
    case .seed: ("18446744073709551615", "18446744073709551615")
    case .word(let words): (words.last ?? "", words.last ?? "")
    case .text, .form: ("a text", "a text")
    case .truth: ("", "true")
    }
  }

  @Test(
    "What an option does not take is refused with what it takes",
    arguments: [
      ("--hidden=2.5", "--hidden should be a whole number of at most 9223372036854775807, got \"2.5\""),
      ("--lambda=0x1", "--lambda should be a finite decimal number such as 0.03 or 2e-5, got \"0x1\""),
      ("--seed=-1", "--seed should be a whole number from 0 to 18446744073709551615, got \"-1\""),
      ("--clip-norm=off", "--clip-norm should be a finite decimal number such as 2.5, or none, got \"off\""),
      ("--precision=half", "--precision should be one of float, double, got \"half\""),
      ("--memory-limit=much", "--memory-limit should be a number of bytes such as 500M or 2G, got \"much\""),
    ])
  func refused(argument: String, sentence: String) {
    let error = #expect(throws: TrainingError.self) { try Self.layer(argument) }
    #expect(error?.description == sentence)
  }

  @Test("Help has a line for each option, its choices, its default and whose it is")
  func help() {
    let usual = Flags.helpMessage(includeHidden: false, columns: 400)
    let all = Flags.helpMessage(includeHidden: true, columns: 400)
    let entries = ExperimentOptions.entries.filter(\.isFlag)
    #expect(Self.flags(of: all) == Set(entries.map(\.name)))
    #expect(Self.flags(of: usual) == Set(entries.filter(\.isUsual).map(\.name)))
    #expect(all.contains("damped Newton steps. (gauss-newton, hessian, "))
    #expect(all.contains("[hf] Most CG iterations of a step. (default: 100)"))
    #expect(all.contains("(default: 0.01 for sgd, nesterov, soap; 0.001 for "))
  }

  /// The first name of each line of help that describes an option.
  private static func flags(of help: String) -> Set<String> {
    Set(
      help.split(separator: "\n").filter { $0.hasPrefix("  --") }.compactMap { line in
        line.dropFirst(4).split { " ,/".contains($0) }.first.map(String.init)
      })
  }

  @Test("An option that is one entry is read, checked, resolved, stored and shown like any other")
  func newOption() throws {
    try ExperimentOptions.$added.withValue([temper.entry, signature.entry]) {
      #expect(Flags.helpMessage(includeHidden: true, columns: 200).contains("Temper of the network. (default: 0.5)"))
      var base = ConfigurationLayer()
      (base.task, base.length) = ("addition", 10)
      let standard = try ExperimentConfiguration(base)
      #expect(standard[temper] == 0.5 && standard[signature] == nil)

      let chosen = try ExperimentConfiguration(try Self.layer("--temper=0.25", "--signature=me").over(base))
      #expect(chosen[temper] == 0.25 && chosen[signature] == "me")
      #expect(chosen.layer.yaml.contains("\nsignature: me\n") && chosen.layer.yaml.contains("\ntemper: 0.25\n"))
      let stored = try ConfigurationLayer(yaml: chosen.layer.yaml, source: "config.yaml")
      #expect(try ExperimentConfiguration(stored) == chosen && chosen != standard)

      let refused = #expect(throws: TrainingError.self) {
        try ExperimentConfiguration(try Self.layer("--temper=-1").over(base))
      }
      #expect(refused?.description == "--temper should be a number above 0, got -1.0")
    }
    #expect(throws: TrainingError.self) { try ConfigurationLayer(yaml: "temper: 0.25", source: "test") }
  }

  @Test("A name that an option had before is refused with the present one, and read in what is stored")
  func formerNames() throws {
    for (former, now) in [
      ("updates: 3", "updates-per-step"), ("keep: 2", "keep-checkpoints"), ("centring: inputs", "center-inputs"),
    ] {
      let error = #expect(throws: TrainingError.self) { try ConfigurationLayer(yaml: former, source: "a.yaml") }
      #expect(error?.description == "a.yaml, line 1: \(former.prefix { $0 != ":" }) is called \(now) now")
      let read = try ConfigurationLayer(yaml: former, source: "a.yaml", takesFormerNames: true)
      #expect(read[now] != nil)
    }
    for (former, now) in [("inputs", true), ("none", false)] {
      let read = try ConfigurationLayer(yaml: "centring: \(former)", source: "a.yaml", takesFormerNames: true)
      #expect(read.centerInputs == now)
    }
    let twice = #expect(throws: TrainingError.self) {
      try ConfigurationLayer(yaml: "gradient-batch: 3\nbatch-size: 4", source: "a.yaml")
    }
    #expect(twice?.description == "a.yaml, line 2: batch-size is gradient-batch, which is there already")
    #expect(OptionFlags<Everything>.formerNames.contains { $0.former == "keep" && $0.now == "keep-checkpoints" })
  }
}
