import Foundation
import HDF5
import TestSupport
import Testing

@Suite("recur predict")
struct PredictTests {
  /// A run with two layers of different cells on classes, and its data; in double precision.
  private static let classes: [Fixture.Line] = [
    .line(
      "data", "task", "temporal-order", "--length", "12", "--train", "300", "--validation", "100", "--test", "150",
      "--output", "data.h5"),
    .unsolved(
      "train", "data.h5", "--layers", "lstm:6,gru:5", "--gradient-batch", "300", "--curvature-batch", "60",
      "--backtracking-batch", "60", "--iterations", "2", "--precision", "double", "--run-folder", "run"),
  ]

  /// A run on values, and its data.
  private static let values: [Fixture.Line] = [
    .line(
      "data", "task", "addition", "--length", "14", "--train", "300", "--validation", "100", "--test", "150",
      "--output", "data.h5"),
    .unsolved(
      "train", "data.h5", "--hidden", "7", "--gradient-batch", "300", "--curvature-batch", "60",
      "--backtracking-batch", "60", "--iterations", "2", "--run-folder", "run"),
  ]

  /// Writes a file for predictions, of two features and without anything that predictions do without.
  private func inputs(
    _ path: String, split: String = "test", lengths: [Int] = [3, 1, 5], features: Int = 2,
    _ spoil: (Group) throws -> Void = { _ in }
  ) throws {
    try File.replacing(path, growing: .memory) { file in
      let root = try file.root
      try root.attributes.set("format", to: "recur.dataset")
      try root.attributes.set("format_version", to: 1)
      let group = try root.createGroup(named: split)
      var offsets: [Int64] = [0]
      for length in lengths { offsets.append(offsets[offsets.count - 1] + Int64(length)) }
      try group.createDataset(named: "offsets", values: offsets)
      let rows = lengths.reduce(0, +)
      try group.createDataset(
        named: "inputs", values: (0..<rows * features).map { index -> Double in Double(index % 7) / 7 },
        shape: [rows, features])
      try spoil(group)
    }
  }

  @Test(
    "NumPy, sequence by sequence and step by step from the formulas, says the same: predictions, logits, states",
    .enabled(if: Python.hasH5py, Python.missing),
    arguments: [
      ("addition", "--cell tanh --hidden 7"), ("addition", "--layers lstm:6,lstm:4 --precision double"),
      ("xor", "--cell gru --hidden 9"), ("temporal-order", "--cell mrnn --hidden 6"),
      ("temporal-order", "--layers gru:5,dense:4:relu,tanh:3:logistic --initial-state zero"),
      ("addition", "--layers lem:5,indrnn:4:relu,cornn:3:dt=400"), ("xor", "--layers cornn:6,mingru:4,lem:3:dt=500"),
    ])
  func numpy(task: String, options: String) throws {
    let scratch = try Fixture.made(
      by: .line(
        "data", "task", task, "--length", "12", "--train", "100", "--validation", "30", "--test", "70", "--output",
        "data.h5"),
      .unsolved(
        ["train", "data.h5", "--gradient-batch", "100", "--curvature-batch", "30", "--backtracking-batch", "30"]
          + ["--iterations", "1", "--run-folder", "run"] + options.split(separator: " ").map(String.init))
    ).copied()
    for parameters in ["--best", "--last"] {
      let command = try Command(
        "predict", "run", parameters, "--output", "P.h5", "--force", "--states", "--logits", folder: scratch.path)
      #expect(command.exitCode == 0 && command.errors.isEmpty, "\(command.errors)")
      let check = try Python.run(
        file: "check_predictions.py", scratch.file("run/checkpoint.h5"), scratch.file("data.h5"), scratch.file("P.h5"))
      #expect(check.status == 0, "\(check.output)")
      #expect(check.output.contains(" 1 "), "\(check.output)")
    }
  }

  @Test("A text is one sequence, carried on for longer than what is held at a time", .enabled(if: Python.hasH5py))
  func text() throws {
    let folder = try TextFolder.shared()
    let command = try folder.command(
      "predict", "run", "--split", "train", "--output", "P.h5", "--states", "--logits", "--json", "--force")
    #expect(command.exitCode == 0, "\(command.errors)")
    let report = try #require(try command.objects.first)
    #expect(report["kind"] as? String == "probabilities" && report["sequences"] as? Int == 1)
    let check = try Python.run(
      file: "check_predictions.py", folder.scratch.file("run/checkpoint.h5"), folder.scratch.file("text.h5"),
      folder.scratch.file("P.h5"))
    #expect(check.status == 0, "\(check.output)")
    let names = try File.open(folder.scratch.file("P.h5")).root.dataset("output").readStrings()
    #expect(names.contains("t") && names.count == report["outputs"] as? Int)
  }

  @Test("The bits depend neither on threads nor on what else is stored; the most probable class stands beside")
  func bits() throws {
    let scratch = try Fixture.made(by: Self.classes).copied()
    for (name, options) in [("1.h5", ["--threads", "1"]), ("3.h5", ["--threads", "3", "--states", "--logits"])] {
      let command = try Command(["predict", "run", "--output", name] + options, folder: scratch.path)
      #expect(command.exitCode == 0, "\(command.errors)")
    }
    let roots = try ["1.h5", "3.h5"].map { try File.open(scratch.file($0)).root }
    let found = try roots.map { try $0.dataset("predictions").read(as: Double.self) }
    #expect(found[0].map(\.bitPattern) == found[1].map(\.bitPattern) && found[0].count == 4 * 150 * 12)
    let classes = try roots[0].dataset("classes").read(as: Int.self)
    for (row, likeliest) in classes.enumerated() {
      let predicted = Array(found[0][4 * row..<4 * row + 4])
      #expect(predicted[likeliest] == predicted.max())
    }
    #expect(try roots[0].contains("states") == false)
    #expect(try roots[1].dataset("states/1/c").shape == [1800, 6])
    #expect(try roots[1].attributes["best"].readScalar(as: Int.self) == 1)
  }

  @Test("What is printed is what is stored: an object a sequence, a line a step")
  func printed() throws {
    let scratch = try Fixture.made(by: Self.classes).copied()
    #expect(try Command("predict", "run", "--output", "P.h5", "--states", folder: scratch.path).exitCode == 0)
    let root = try File.open(scratch.file("P.h5")).root
    let (offsets, classes) = (
      try root.dataset("offsets").read(as: Int.self), try root.dataset("classes").read(as: Int.self)
    )
    let objects = try Command("predict", "run", "--json", "--states", folder: scratch.path).objects
    #expect(objects.count == 150 && objects.map { $0["sequence"] as? Int } == Array(0..<150))
    #expect(objects.flatMap { $0["classes"] as? [Int] ?? [] } == classes)
    let states = try #require(objects[7]["states"] as? [[String: [[Double]]]])
    let stored = try root.dataset("states/1/c").read(
      as: Double.self, start: [offsets[7], 0], count: [offsets[8] - offsets[7], 6])
    #expect(states.count == 2 && states[1]["c"] == nil)
    // What reads JSON here may round the last digit.
    expectClose(states[0]["c"]?.flatMap { $0 } ?? [], stored, tolerance: 1e-14, "states")
    let lines = try Command("predict", "run", "--csv", folder: scratch.path).output.split(separator: "\n")
    #expect(lines.count == 1801 && lines[0] == "sequence,step,output_0,output_1,output_2,output_3,class")
    let values = try root.dataset("predictions").read(as: Double.self)
    let fields = lines[1 + offsets[7]].split(separator: ",")
    #expect(fields[0] == "7" && fields[1] == "0" && fields[6] == "\(classes[offsets[7]])")
    let printed = fields[2..<6].compactMap { Double($0) }
    #expect(printed == Array(values[4 * offsets[7]..<4 * offsets[7] + 4]))
  }

  @Test(
    "Targets, weights and a loss need not be there; without a split the test is read, or what there is, with a word")
  func bareInputs() throws {
    let scratch = try Fixture.made(by: Self.values).copied()
    try inputs(scratch.file("new.h5"), split: "validation")
    let command = try Command("predict", "run", "--data", "new.h5", "--output", "P.h5", folder: scratch.path)
    #expect(command.exitCode == 0)
    #expect(command.errors == "recur: new.h5 has no /test: /validation is used in its place\n")
    let root = try File.open(scratch.file("P.h5")).root
    #expect(try root.dataset("offsets").read(as: Int.self) == [0, 3, 4, 9])
    #expect(try root.dataset("predictions").shape == [9, 1])
    #expect(try root.dataset("predictions").attributes["kind"].readString() == "values")
    #expect(try root.attributes["split"].readString() == "validation")
  }

  @Test("What cannot be done is one sentence, and an exit code of its kind; no file is left behind")
  func refusals() throws {
    let scratch = try Fixture.made(by: Self.values).copied()
    try inputs(scratch.file("three.h5"), features: 3)
    try inputs(scratch.file("good.h5"))
    try inputs(scratch.file("nan.h5")) { group in
      try group.dataset("inputs").write([Double.nan], start: [4, 1], count: [1, 1])
    }
    try inputs(scratch.file("short.h5")) { group in
      try group.remove("offsets")
      try group.createDataset(named: "offsets", values: [0, 3, 8] as [Int64])
    }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: scratch.file("data.h5")))
    try scratch.write(bytes.prefix(bytes.count / 2), to: "cut.h5")
    try FileManager.default.createDirectory(atPath: scratch.file("empty"), withIntermediateDirectories: true)
    try scratch.write("", to: "there.h5")
    let cases: [(arguments: [String], code: Int32, words: String)] = [
      (["run", "--data", "three.h5"], 65, "/test shows 3 real features, the network reads 2 real features"),
      (["run", "--data", "good.h5", "--split", "train"], 65, "good.h5 has no group /train, only /test"),
      (["run", "--data", "nan.h5"], 65, "row 4 (step 0 of sequence 2), column 1: a finite number was expected"),
      (["run", "--data", "short.h5"], 65, "/test/offsets ends at row 8, but /test/inputs has 9 rows"),
      (["run", "--data", "cut.h5"], 65, "cut.h5"),
      (["run", "--data", "nothing.h5"], 66, "there is no file nothing.h5"),
      (["empty"], 66, "there is no file empty/checkpoint.h5"),
      (["nowhere"], 66, "there is no run folder and no checkpoint at nowhere"),
      (["run", "--data", "good.h5", "--output", "there.h5"], 73, "it exists (--force replaces it)"),
      (["run", "--data", "good.h5", "--output", "no/P.h5"], 73, "there is no folder no"),
      (["run", "--data", "good.h5", "--output", "good.h5", "--force"], 64, "would replace the input good.h5"),
    ]
    for (arguments, code, words) in cases {
      let output = arguments.contains("--output") ? [] : ["--output", "P.h5"]
      let command = try Command(["predict"] + arguments + output, folder: scratch.path)
      #expect(command.exitCode == code && command.output.isEmpty, "\(arguments): \(command.exitCode)")
      #expect(command.errors.contains(words), "\(arguments): \(command.errors)")
      let lines = command.errors.split(separator: "\n")
      #expect(lines.count { !$0.hasPrefix("Usage") && !$0.hasPrefix("  See") } == 1, "\(arguments): \(command.errors)")
      #expect(!scratch.exists("P.h5"))
    }
    // Inputs that are no numbers are taken where that is asked for, and spread from where they are.
    let allowed = try Command(
      "predict", "run", "--data", "nan.h5", "--allow-nonfinite-data", "--csv", folder: scratch.path)
    #expect(allowed.exitCode == 0 && allowed.output.split(separator: "\n").count { $0.hasSuffix("nan") } == 5)
  }

  @Test("Numbers that overflow are refused, with the row")
  func overflow() throws {
    let scratch = try Fixture.made(
      by: .unsolved(
        "train", "addition", "--length", "10", "--activation", "linear", "--iterations", "0", "--run-folder", "run")
    ).copied()
    try inputs(scratch.file("huge.h5")) { group in
      try group.dataset("inputs").write([Double.greatestFiniteMagnitude], start: [4, 1], count: [1, 1])
    }
    let command = try Command("predict", "run", "--data", "huge.h5", "--csv", folder: scratch.path)
    #expect(
      command.exitCode == 65 && command.errors.contains("overflow at row 4 (step 0 of sequence 2)"), "\(command.errors)"
    )
  }

  @Test("Runs on sequences made on the fly ask for data; the last parameters stand in for the best until there are any")
  func withoutData() throws {
    let scratch = try Fixture.made(
      by: .unsolved("train", "addition", "--length", "10", "--iterations", "0", "--run-folder", "run")
    ).copied()
    let asked = try Command("predict", "run", "--csv", folder: scratch.path)
    #expect(asked.exitCode == 64 && asked.errors.contains("--data should name a file"), "\(asked.errors)")
    try inputs(scratch.file("new.h5"))
    let best = try Command("predict", "run", "--data", "new.h5", "--best", "--csv", folder: scratch.path)
    #expect(best.exitCode == 65 && best.errors.contains("holds no best parameters"), "\(best.errors)")
    let usual = try Command(
      "predict", "run", "--data", "new.h5", "--output", "P.h5", "--json", folder: scratch.path)
    #expect(try usual.objects.first?["best"] as? Bool == false, "\(usual.errors)")
  }

  @Test("Ctrl-C: 130, and nothing is left behind")
  func interrupted() throws {
    let scratch = try Fixture.made(by: Self.classes).copied()
    // Enough to be written to the disk while it grows, and little to read.
    let (count, length) = (20_000, 100)
    try File.replacing(scratch.file("long.h5"), growing: .memory) { file in
      let root = try file.root
      try root.attributes.set("format", to: "recur.dataset")
      try root.attributes.set("format_version", to: 1)
      let group = try root.createGroup(named: "test")
      try group.createDataset(named: "offsets", values: (0...count).map { Int64($0 * length) })
      let symbols = [UInt8](repeating: 3, count: count * length)
      let dataset = try group.createDataset(named: "inputs", values: symbols, options: .compressed)
      try dataset.attributes.set("cardinality", to: 6)
    }
    let command = try Command(
      ["predict", "run", "--data", "long.h5", "--output", "P.h5", "--states"], folder: scratch.path, limit: 120,
      interruptWhen: { scratch.content.contains { $0.hasPrefix(".P.h5") } })
    #expect(command.exitCode == 130 && command.errors.contains("P.h5 was not written"), "\(command.errors)")
    #expect(!scratch.content.contains { $0.contains("P.h5") })
  }

  @Test(
    "A full disk: 73, one sentence, nothing left behind",
    .enabled(if: SmallDisk.canMount, "no small file system can be mounted here"))
  func fullDisk() throws {
    let scratch = try Fixture.made(by: Self.values).copied()
    try inputs(scratch.file("long.h5"), lengths: Array(repeating: 100, count: 300))
    try scratch.write(
      """
      mkdir disk && mount -t tmpfs -o size=64k tmpfs disk || exit 99
      "\(Command.program.path)" predict run --data long.h5 --output disk/P.h5 --states
      code=$?
      ls -A disk >left.txt
      exit $code
      """, to: "script")
    let command = try Command("-c", "exec unshare -rm sh script", of: SmallDisk.shell, folder: scratch.path, limit: 60)
    #expect(command.exitCode == 73 && command.errors.contains("No space left"), "\(command.errors)")
    #expect(try scratch.text("left.txt").isEmpty)
  }
}
