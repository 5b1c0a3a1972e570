import Commands
import RecurrentNetworks
import Testing
import Training

@Suite("Arguments")
struct ArgumentTests {
  private static let kinds: [String: ValueKind] = [
    "--length": .integer, "--seed": .seed, "--lambda": .decimal, "--clip-norm": .word, "--hidden": .integers,
    "--prime": .word,
  ]

  private func prepared(_ arguments: String...) throws(TrainingError) -> [String] {
    try ArgumentReader.prepared(arguments) { Self.kinds[$0] }
  }

  private func complaint(_ arguments: String...) -> String {
    do throws(TrainingError) {
      return "accepted: \(try ArgumentReader.prepared(arguments) { Self.kinds[$0] })"
    } catch {
      return error.kind == .usage ? error.description : "another kind: \(error)"
    }
  }

  @Test("A value that begins with a dash is tied to its option; what looks like an option is none")
  func dashes() throws {
    #expect(try prepared("train", "--lambda", "-1e-3", "--json") == ["train", "--lambda=-1e-3", "--json"])
    #expect(try prepared("--prime", "- a") == ["--prime=- a"])
    #expect(try prepared("--prime", "--json") == ["--prime", "--json"])
    #expect(try prepared("--prime", "-h") == ["--prime", "-h"])
    #expect(try prepared("--", "--length", "x") == ["--", "--length", "x"])
    #expect(try prepared("--seed", "3", "--clip-norm=none") == ["--seed", "3", "--clip-norm=none"])
  }

  @Test("Numbers are read strictly")
  func numbers() {
    #expect(
      complaint("--length", "1.5") == "--length should be a whole number of at most 9223372036854775807, got \"1.5\"")
    #expect(complaint("--length=x") == "--length should be a whole number of at most 9223372036854775807, got \"x\"")
    #expect(complaint("--seed", "-1") == "--seed should be a whole number from 0 to 18446744073709551615, got \"-1\"")
    #expect(
      complaint("--lambda", "0x10") == "--lambda should be a finite decimal number such as 0.03 or 2e-5, got \"0x10\"")
    #expect(complaint("--lambda", "1e999").hasSuffix("got \"1e999\""))
    #expect(
      complaint("--hidden", "1,,2")
        == "--hidden should be whole numbers from 1 to 10000000, separated by commas, got \"1,,2\"")
    let name = "--" + String(repeating: "x", count: 99)
    #expect(complaint(name).hasSuffix("the name of an option has at most 100 characters"))
  }

  @Test("A name that an option had before is refused with the present one")
  func formerNames() {
    for argument in ["--keep", "--keep=3"] {
      let error = #expect(throws: TrainingError.self) {
        try ArgumentReader.prepared([argument, "3"], formerNames: ["--keep": "--keep-checkpoints"]) { Self.kinds[$0] }
      }
      #expect(error?.description == "--keep is called --keep-checkpoints now")
    }
  }

  @Test("Lists")
  func lists() throws {
    #expect(IntegerList(argument: "1,20")?.values == [1, 20])
    #expect(IntegerList(argument: "0") == nil && IntegerList(argument: "") == nil)
    #expect(IntegerList([3, 4]).description == "3,4")
    #expect(CurvatureList(argument: "hessian,gauss-newton")?.curvatures == [.hessian, .gaussNewton])
    #expect(CurvatureList(argument: "hessian,hessian") == nil && CurvatureList(argument: "none") == nil)
    #expect(CurvatureList([.hessian]).description == "hessian")
    #expect(try ShareList("0.8, 0.1,0.1").values == [0.8, 0.1, 0.1])
    for words in ["", "0.5", "0.5,0.6", "-1,2", "0.25,0.25,0.25,0.25", "a"] {
      #expect(
        throws: CommandError.usage(
          "--split should be one to three shares that add up to 1, such as 0.9,0.05,0.05, got '\(words)'")
      ) { try ShareList(words) }
    }
  }

  @Test("Limits name the option, the range and what was found")
  func limits() throws {
    try OptionLimits.require(threads: nil)
    #expect(throws: CommandError.usage("--threads should be between 1 and 1024, got 0")) {
      try OptionLimits.require(threads: 0)
    }
    #expect(throws: CommandError.usage("--repetitions should be between 1 and 1000000, got -1")) {
      try OptionLimits.require(repetitions: -1)
    }
    try OptionLimits.require(lambda: 0.1, mu: 2)
    try OptionLimits.require(lambda: nil, mu: 2, isDamped: true)
    #expect(throws: CommandError.usage("--lambda should be a number of at least 0, got -1.0")) {
      try OptionLimits.require(lambda: -1, mu: 0)
    }
    #expect(throws: CommandError.usage("--weight-decay should be a number of at least 0, got inf")) {
      try OptionLimits.require(lambda: 1, mu: 0, others: [("weight-decay", .infinity)])
    }
    #expect(throws: CommandError.usage("--mu 2.0 is relative to --lambda, which is 0: give --lambda a number above 0"))
    {
      try OptionLimits.require(lambda: nil, mu: 2)
    }
  }

  @Test("Bytes that are no text are shown as escapes, and cut where they are many")
  func bytes() {
    #expect(Arguments.escaped([0x61, 0x5C, 0xFF, 0x20]) == "a\\x5C\\xFF ")
    #expect(Arguments.escaped([UInt8](repeating: 0x61, count: 201)) == String(repeating: "a", count: 200) + "…")
  }
}
