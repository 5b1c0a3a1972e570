import Foundation
import HDF5
import SequenceData
import TestSupport
import Testing
import Training

@Suite("recur data arrays, and what comes of it")
struct DataArraysTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func run(_ words: String, code: Int32 = 0) throws -> Command {
    let command = try Command(words.split(separator: " ").map(String.init), folder: scratch.path, limit: 120)
    #expect(command.exitCode == code, "\(words): \(command.output)\(command.errors)")
    return command
  }

  /// A table of sequences: a sine of some frequency with noise, which is to be found, and in another column a value.
  private func table(_ name: String, first: Int = 0, count: Int = 60) throws {
    var text = "id,signal,trend,kind,level\n"
    var generator = TestGenerator(seed: 3, case: first)
    for n in first..<first + count {
      let (slow, level) = (n % 2 == 0, Double(n % 7))
      for t in 0..<12 {
        let phase: Double = Double(t) * (slow ? 0.5 : 1.5)
        let signal: Double = sin(phase) * 40 + 500 + generator.normal()
        let trend: Double = level * Double(t) + 0.1 * generator.normal()
        text += "\(n),\(signal),\(trend),\(slow ? "slow" : "fast"),\(level * 300)\n"
      }
    }
    try scratch.write(text, to: name)
  }

  /// Raw inputs alone, as h5py would write them.
  private func rawInputs(_ path: String, like file: String) throws {
    let made = try SequenceFile(contentsOf: file)
    let split = try made.split(.test)
    let set = try split.sequences(0..<split.count)
    guard case .real(var values, let features) = set.inputs, let constants = made.encoding.inputs else {
      return #expect(Bool(false), "standardized inputs")
    }
    constants.restore(&values)
    try File.replacing(path, growing: .memory) { file in
      try file.root.attributes.set("format", to: "recur.dataset")
      try file.root.attributes.set("format_version", to: 1)
      let group = try file.root.createGroup(named: "test")
      try group.createDataset(named: "offsets", values: set.offsets.map { Int64($0) })
      try group.createDataset(named: "inputs", values: values, shape: [set.rowCount, features])
    }
  }

  @Test("Values: a table, training, raw inputs predicted in raw units; NumPy says the same, and the error is small")
  func values() throws {
    try table("t.csv")
    _ = try run("data arrays t.csv --sequence id --inputs signal,trend --targets level --standardize --output d.h5")
    _ = try run("train d.h5 --recipe long-range --hidden 8 --iterations 12 --run-folder run")
    let stored = try Checkpoint<Float>(contentsOf: scratch.file("run/checkpoint.h5")).records.encoding
    #expect(try stored == SequenceFile(contentsOf: scratch.file("d.h5")).encoding)
    #expect(stored.outputNames == ["level"] && (stored.targets?.scale[0] ?? 0) > 100)

    try rawInputs(scratch.file("raw.h5"), like: scratch.file("d.h5"))
    _ = try run("predict run --output p.h5")
    _ = try run("predict run --data raw.h5 --output q.h5 --states")
    let (own, raw) = try (
      File.open(scratch.file("p.h5")).root.dataset("predictions").read(as: Double.self),
      File.open(scratch.file("q.h5")).root.dataset("predictions").read(as: Double.self)
    )
    expectClose(raw, own, tolerance: 1e-2, "predictions of raw and of standardized inputs, of some hundreds")
    #expect(try File.open(scratch.file("q.h5")).root.dataset("output").readStrings() == ["level"])
    if Python.hasH5py {
      for (data, predictions) in [("d.h5", "p.h5"), ("raw.h5", "q.h5")] {
        let check = try Python.run(
          file: "check_predictions.py", scratch.file("run/checkpoint.h5"), scratch.file(data),
          scratch.file(predictions))
        #expect(check.status == 0, "\(check.output)")
      }
    }
    // In the units of the table: the targets at the ends of sequences, which are 0, 300, ... 1800.
    let split = try SequenceFile(contentsOf: scratch.file("d.h5")).split(.test)
    let set = try split.sequences(0..<split.count)
    guard case .real(var targets, _) = set.targets, let constants = stored.targets else { return }
    constants.restore(&targets)
    let ends = set.offsets.dropFirst().map { $0 - 1 }
    var error = 0.0
    for end in ends { error += abs(raw[end] - targets[end]) / Double(ends.count) }
    #expect(error < 150, "a mean error of \(error), a constant has some 500")

    // Raw numbers mean something else to the network: they are not scored by mistake.
    _ = try run("data arrays t.csv --sequence id --inputs signal,trend --targets level --output unscaled.h5")
    let refused = try run("evaluate run --data unscaled.h5", code: 65)
    #expect(refused.errors.contains("unscaled.h5 holds raw numbers, not those that"), "\(refused.errors)")
    try table("new.csv", first: 60, count: 30)
    _ = try run(
      "data arrays new.csv --sequence id --inputs signal,trend --targets level --like run --split 0,0,1 --output new.h5"
    )
    let score = try run("evaluate run --data new.h5 --json").objects.first
    let (found, constant) = (score?["mean_squared_error"] as? Double, score?["baseline_mean_squared_error"] as? Double)
    #expect((found ?? 1) < 0.3 * (constant ?? 0), "\(String(describing: score))")
  }

  @Test("Classes by name: a table, training, the most probable one by name")
  func classes() throws {
    try table("t.csv")
    let made = try run(
      "data arrays t.csv --sequence id --inputs signal --targets kind --standardize --output d.h5 --json")
    let report = try #require(try made.objects.first)
    #expect(report["loss"] as? String == "softmax" && report["output_names"] as? [String] == ["fast", "slow"])
    _ = try run("train d.h5 --recipe long-range --hidden 8 --iterations 15 --run-folder run")
    let lines = try run("predict run --csv").output.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(lines[0] == ["sequence", "step", "fast", "slow", "class"])
    let split = try SequenceFile(contentsOf: scratch.file("d.h5")).split(.test)
    guard case .classes(let classes, _) = try split.sequences(0..<split.count).targets else { return }
    let ends = split.offsets.dropFirst().map { $0 - 1 }
    let right = ends.count { lines[1 + $0][4] == ["fast", "slow"][Int(classes[$0])] }
    #expect(right == ends.count, "\(right) of \(ends.count)")
    let object = try #require(try run("predict run --json").objects.first)
    #expect((object["labels"] as? [String])?.count == 12)
  }

  @Test("A series: windows, ahead, cut in time; inputs far from 1 are said")
  func forecast() throws {
    var text = "hour,load\n"
    for hour in 0..<600 {
      let load: Double = sin(Double(hour) / 4) * 90 + 2000
      text += "\(hour % 24),\(load)\n"
    }
    try scratch.write(text, to: "load.csv")
    let plain = try run("data arrays load.csv --inputs load --window 24 --horizon 3 --output plain.h5")
    #expect(plain.errors.contains("--standardize") && plain.output.contains("1 real, 3 steps ahead, at every step"))
    let made = try run(
      "data arrays load.csv --targets load --window 24 --stride 12 --horizon 3 --standardize --output d.h5 --json")
    let splits = try #require(try made.objects.first?["splits"] as? [[String: Any]])
    // (480 − 3 − 24) / 12 + 1 windows, and of 60 steps (60 − 3 − 24) / 12 + 1.
    #expect(splits.map { $0["sequences"] as? Int } == [38, 3, 3])
    _ = try run("train d.h5 --recipe long-range --hidden 10 --iterations 15 --run-folder run")
    let score = try run("evaluate run --json").objects.first
    let (found, constant) = (score?["mean_squared_error"] as? Double, score?["baseline_mean_squared_error"] as? Double)
    #expect((found ?? 1) < 0.1 * (constant ?? 0), "\(String(describing: score))")
  }

  @Test(
    "What NumPy saves: archives with lengths, lists, words as classes",
    .enabled(if: Python.hasH5py, Python.missing),
    arguments: [
      "np.savez(folder + '/a.npz', x=padded, lengths=lengths, y=np.array(names))",
      "np.savez_compressed(folder + '/a.npz', y=np.array(names, 'S'), **{f'x_{i}': s for i, s in enumerate(sequences)})",
      "np.savez(folder + '/a.npz', inputs=np.concatenate(sequences).astype('f4'), inputs_lengths=lengths, labels=np.array(names))",
    ])
  func archives(lines: String) throws {
    let made = try Python.run(
      """
      import sys
      import numpy as np
      folder = sys.argv[1]
      lengths = np.array([3 + n % 4 for n in range(20)])
      sequences = [np.arange(2.0 * k).reshape(k, 2) + 100 * n for n, k in enumerate(lengths)]
      padded = np.zeros((20, 6, 2))
      for n, s in enumerate(sequences): padded[n, :len(s)] = s
      names = ['ab' if n % 3 else 'c' for n in range(20)]
      \(lines)
      """, scratch.path)
    #expect(made.status == 0, "\(made.output)")
    _ = try run("data arrays a.npz --split 1,0,0 --output d.h5")
    let file = try SequenceFile(contentsOf: scratch.file("d.h5"))
    #expect(file.encoding.outputNames == ["ab", "c"])
    let set = try file.split(.train).sequences(3..<5)
    #expect(set.offsets == [0, 6, 9])
    let expected: [Double] = (300..<312).map { Double($0) } + (400..<406).map { Double($0) }
    #expect(set.inputs == .real(expected, features: 2))
    #expect(set.targets == .classes([0, 0, 0, 0, 0, 1, 0, 0, 0], cardinality: 2))
  }

  @Test("What cannot be done is one sentence; nothing is left behind")
  func refusals() throws {
    try scratch.write("a,y\n1,2\n3,4\n", to: "t.csv")
    try scratch.write("{", to: "t.json")
    try scratch.write("x", to: "there.h5")
    for (words, code, expected) in [
      ("t.csv", 65, "is one sequence of 2 steps, which cannot be dealt out"),
      ("t.csv --stride 3", 64, "--stride is from one --window to the next"),
      ("t.csv --loss hinge", 64, "--loss should be one of"),
      ("t.csv --split 0.5,0.4", 64, "--split should be one to three shares"),
      ("t.csv --like nowhere", 66, "nowhere"),
      ("t.csv --like t.csv", 65, "should be an HDF5 file"),
      ("nothing.csv", 66, "there is no file"),
      ("t.json", 65, "is neither a NumPy array"),
      ("t.csv --output there.h5", 73, "it exists (--force replaces it)"),
      ("t.csv --output t.csv --force", 64, "would replace the input t.csv"),
    ] as [(String, Int32, String)] {
      let command = try run("data arrays \(words)\(words.contains("--output") ? "" : " --output d.h5")", code: code)
      #expect(command.errors.contains(expected) && command.output.isEmpty, "\(words): \(command.errors)")
      #expect(!scratch.exists("d.h5"))
    }
  }
}
