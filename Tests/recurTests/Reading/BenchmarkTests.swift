import Losses
import Foundation
import TestSupport
import Testing

@Suite("recur benchmark", .serialized)
struct BenchmarkTests {
  static let tiny = ["benchmark", "--hidden", "8", "--length", "5", "--batch", "6", "--repetitions", "1"]
  static let passes = ["forward", "gradient", "gauss-newton", "gauss-newton-structural"]

  /// One sentence on standard error, nothing on standard output.
  private func expect(_ command: Command, _ code: Int32, _ words: String, _ location: SourceLocation = #_sourceLocation)
  {
    #expect(command.exitCode == code, "\(command.errors)", sourceLocation: location)
    #expect(command.output.isEmpty, "\(command.output)", sourceLocation: location)
    #expect(command.errors.contains(words), "\(command.errors)", sourceLocation: location)
  }

  @Test("A table for people, with columns for the bare products where they are asked for")
  func words() throws {
    let run = try Command(Self.tiny)
    #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
    #expect(run.output.contains("8 tanh units, 2 inputs, 1 output, T = 5, 6 sequences, float"))
    for pass in Self.passes { #expect(run.output.contains(pass)) }
    #expect(!run.output.contains("ratio") && !run.output.contains("\u{1B}"))
    let compared = try Command(Self.tiny + ["--reference-products"])
    #expect(compared.exitCode == 0 && compared.output.contains("ratio"))
    #expect(compared.output.split(separator: "\n").count == run.output.split(separator: "\n").count)
  }

  @Test("With --json there is one object a pass, with the keys that others rely on")
  func json() throws {
    let keys = ["operation", "milliseconds_median", "gflops", "hidden", "length", "batch", "threads", "precision"]
    let run = try Command(Self.tiny + ["--json", "--threads", "1", "--precision", "double"])
    #expect(run.exitCode == 0 && run.errors.isEmpty)
    let objects = try run.objects
    #expect(objects.map { $0["operation"] as? String } == Self.passes)
    for object in objects {
      for key in keys { #expect(object[key] != nil, "\(key)") }
      #expect(object["hidden"] as? Int == 8 && object["length"] as? Int == 5 && object["batch"] as? Int == 6)
      #expect(object["threads"] as? Int == 1 && object["precision"] as? String == "double")
      #expect((object["milliseconds_median"] as? Double).map { $0 > 0 } == true)
      #expect((object["gflops"] as? Double).map { $0 > 0 } == true)
      #expect(object["floor_milliseconds"] == nil && object["ratio_to_floor"] == nil)
    }
    let compared = try Command(Self.tiny + ["--json", "--reference-products", "--pass", "gauss-newton"]).objects
    #expect(compared.count == 1)
    let object = try #require(compared.first)
    let numbers = ["milliseconds_median", "floor_milliseconds", "ratio_to_floor"].map { object[$0] as? Double ?? .nan }
    #expect(numbers.allSatisfy { $0 > 0 })
    #expect(abs(numbers[2] * numbers[1] / numbers[0] - 1) < 1e-9)
  }

  @Test("Passes, shapes, losses and limits are as they are chosen")
  func choices() throws {
    let options = [
      "--symbols", "7", "--outputs", "7", "--loss", "softmax", "--every-step", "--layers", "2", "--memory-limit", "1",
      "--json", "--pass", "gradient", "--pass", "forward",
    ]
    let objects = try Command(Self.tiny + options).objects
    #expect(objects.map { $0["operation"] as? String } == ["forward", "gradient"])
    #expect(objects.allSatisfy { $0["inputs"] as? Int == 7 && $0["outputs"] as? Int == 7 && $0["kept_every"] != nil })
    let limited = try Command(Self.tiny + ["--memory-limit", "1"])
    #expect(limited.output.contains("states kept every"))
  }

  @Test("--compare adds the change since an earlier run, and a dash where there is none")
  func compare() throws {
    let scratch = try Scratch()
    let before = try Command(Self.tiny + ["--json", "--pass", "forward"])
    try scratch.write(before.output, to: "before.json")
    let run = try Command(Self.tiny + ["--compare", "before.json"], folder: scratch.path)
    #expect(run.exitCode == 0 && run.output.contains("change"), "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.first { $0.contains("forward") }?.contains(" %") == true)
    #expect(lines.first { $0.contains("gradient") }?.hasSuffix("-") == true)
    expect(try Command(Self.tiny + ["--compare", "nowhere.json"], folder: scratch.path), 66, "nowhere.json")
    try scratch.write("{}", to: "empty.json")
    expect(try Command(Self.tiny + ["--compare", "empty.json"], folder: scratch.path), 65, "empty.json")
  }

  @Test("A grid of sizes, in words and as objects")
  func grid() throws {
    let options = ["benchmark", "grid", "--hidden", "4,5", "--batch", "3", "--length", "5", "--repetitions", "1"]
    let run = try Command(options)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(run.output.contains("3 seq.") && run.output.contains("gauss-newton"))
    #expect(run.output.split(separator: "\n").count == 4)
    let objects = try Command(options + ["--json", "--pass", "forward", "--threads", "1"]).objects
    #expect(objects.map { $0["hidden"] as? Int } == [4, 5])
    #expect(objects.allSatisfy { $0["operation"] as? String == "forward" && $0["ratio_to_floor"] is Double })
  }

  @Test("Parts of the work, by the beginnings of their names")
  func parts() throws {
    let options = ["benchmark", "parts", "kernel/tanh", "data/x", "--repetitions", "1", "--threads", "1"]
    let run = try Command(options)
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(run.output.contains("kernel/tanh") && run.output.contains("data/xor"))
    let objects = try Command(options + ["--json"]).objects
    #expect(objects.map { $0["part"] as? String } == ["kernel/tanh", "data/xor"])
    let kernels = try Command("benchmark", "parts", "kernel", "--repetitions", "1", "--json", limit: 120).objects
    #expect(kernels.count > 5 && kernels.allSatisfy { ($0["part"] as? String)?.hasPrefix("kernel/") == true })
    expect(try Command("benchmark", "parts", "nonsense"), 64, "nonsense")
  }

  @Test(
    "64: values that make no sense",
    arguments: [
      ["--hidden", "0"], ["--length", "-1"], ["--batch", "x"], ["--repetitions", "0"], ["--threads", "0"],
      ["--threads", "2000"], ["--shape", "Z"], ["--pass", "backward"], ["--precision", "half"], ["--loss", "hinge"],
      ["--inputs", "2", "--symbols", "3"], ["--output", "O.h5"], ["--shape", "A", "--hidden", "3"],
      ["--problem", "P.h5", "--shape", "A"], ["--memory-limit", "much"], ["--memory-limit", "-1"],
      ["--cell", "nonsense"], ["--length", "100000", "--batch", "100000"], ["--hidden", "10000000"],
      ["grid", "--hidden", "0"], ["grid", "--hidden", "3,,4"], ["grid", "--batch", "x"],
      ["grid", "--repetitions", "0"],
      ["grid", "--hidden", "10000000"], ["grid", "--length", "100000", "--batch", "100000"],
      ["parts", "--repetitions", "0"], ["parts", "--threads", "0"],
    ])
  func usage(options: [String]) throws {
    let scratch = try Scratch()
    let run = try Command(["benchmark"] + options, folder: scratch.path)
    #expect(run.exitCode == 64 && !run.isKilled, "\(run.errors)")
    #expect(run.output.isEmpty && !run.errors.isEmpty)
    #expect(scratch.content.isEmpty)
  }

  @Test("66 and 65: problems that are missing or none")
  func problems() throws {
    let scratch = try Scratch()
    func solve(_ name: String) throws -> Command {
      try Command("benchmark", "--problem", name, "--output", "O.h5", folder: scratch.path)
    }
    expect(try solve("nowhere.h5"), 66, "nowhere.h5")
    try scratch.write("this is a text", to: "text.h5")
    expect(try solve("text.h5"), 65, "text.h5")
    try scratch.write([UInt8](), to: "empty.h5")
    expect(try solve("empty.h5"), 65, "empty.h5")
    let data = try Command(
      "data", "task", "xor", "--length", "10", "--train", "5", "--output", "d.h5", folder: scratch.path)
    #expect(data.exitCode == 0)
    expect(try solve("d.h5"), 65, "the attribute loss should be squared, softmax or sigmoid")
    #expect(!scratch.exists("O.h5"))
  }

  /// A problem and how it is computed.
  struct Problem: Sendable, CustomTestStringConvertible {
    let loss: String
    let isLast, isOneHot: Bool
    var options: [String] = []

    var testDescription: String {
      "\(loss), \(isLast ? "last step" : "every step"), \(isOneHot ? "one-hot" : "real"), \(options)"
    }
  }

  static let solvable = [
    Problem(loss: "squared", isLast: true, isOneHot: false),
    Problem(loss: "squared", isLast: false, isOneHot: true, options: ["--precision", "double"]),
    Problem(loss: "softmax", isLast: true, isOneHot: true, options: ["--threads", "3"]),
    Problem(loss: "softmax", isLast: false, isOneHot: false),
    Problem(loss: "sigmoid", isLast: true, isOneHot: true, options: ["--memory-limit", "1"]),
    Problem(loss: "sigmoid", isLast: false, isOneHot: false, options: ["--precision", "double", "--threads", "1"]),
  ]

  @Test(
    "Loss, gradient and product of a problem file are those of NumPy in double precision, to 1e-5",
    .enabled(if: Python.hasH5py, Python.missing), arguments: solvable)
  func interchange(problem: Problem) throws {
    let scratch = try Scratch()
    let made = try Python.run(
      file: "check_passes.py", "make", scratch.file("P.h5"), "3", problem.loss, problem.isLast ? "1" : "0",
      problem.isOneHot ? "1" : "0")
    #expect(made.status == 0, "\(made.output)")
    let options = ["benchmark", "--problem", "P.h5", "--output", "O.h5", "--repetitions", "1", "--json"]
    let run = try Command(options + problem.options, folder: scratch.path)
    #expect(run.exitCode == 0, "\(run.errors)")
    let objects = try run.objects
    #expect(objects.map { $0["operation"] as? String } == Self.passes)
    #expect(objects.allSatisfy { $0["problem"] as? String == "\(problem.loss) 3" && $0["length"] as? Int == 7 })
    let result = try Python.run(file: "check_passes.py", "check", scratch.file("P.h5"), scratch.file("O.h5"))
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.split(separator: "\n").filter { $0.hasPrefix("ok\t") }.count == 3, "\(result.output)")

    // Results are replaced by results; other files are kept unless they may be replaced, the problem itself never is.
    #expect(try Command(options, folder: scratch.path).exitCode == 0)
    func write(to path: String, _ more: String...) throws -> Command {
      try Command(["benchmark", "--problem", "P.h5", "--output", path] + more, folder: scratch.path)
    }
    try scratch.write("mine", to: "text")
    expect(try write(to: "text"), 73, "text cannot be written: it exists (--force replaces it)")
    #expect(try scratch.text("text") == "mine")
    try FileManager.default.copyItem(atPath: scratch.file("P.h5"), toPath: scratch.file("Q.h5"))
    expect(try write(to: "Q.h5"), 73, "Q.h5 cannot be written: it exists (--force replaces it)")
    #expect(try write(to: "Q.h5", "--force").exitCode == 0)
    #expect(try write(to: "Q.h5").exitCode == 0)
    expect(try write(to: "./P.h5", "--force"), 64, "would replace the input")
    expect(try write(to: "nowhere/O.h5"), 73, "nowhere")
    #expect(scratch.content == ["O.h5", "P.h5", "Q.h5", "text"])
  }

  @Test(
    "65: a problem file that is damaged",
    .enabled(if: Python.hasH5py, Python.missing))
  func damage() throws {
    let scratch = try Scratch()
    _ = try Python.run(file: "check_passes.py", "make", scratch.file("P.h5"), "3", "squared", "0", "0")
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: scratch.file("P.h5"))))
    for count in [bytes.count / 2, 600] {
      try scratch.write(bytes.prefix(count), to: "cut.h5")
      let run = try Command("benchmark", "--problem", "cut.h5", "--output", "O.h5", folder: scratch.path)
      expect(run, 65, "cut.h5")
      #expect(run.errors.split(separator: "\n").count == 1 && !scratch.exists("O.h5"))
      let output = try Command("benchmark", "--problem", "P.h5", "--output", "cut.h5", folder: scratch.path)
      expect(output, 73, "cut.h5 cannot be written: it exists")
    }
  }
}
