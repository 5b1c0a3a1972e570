import Losses
import Foundation
import TestSupport
import Testing

@Suite(
  "Interchange with Python", .serialized,
  .enabled(if: Python.hasH5py, Python.missing))
struct InterchangeTests {
  /// A model whose derivatives are compared.
  struct Model: Sendable, CustomTestStringConvertible {
    let task: String
    let activation: String
    var layers = 1
    var initialState = "learned"
    var precision = "double"

    var testDescription: String { "\(task), \(layers) × \(activation), \(initialState) h_0, \(precision)" }

    /// A folder with a short run of it, in `run`.
    func trained() throws -> Fixture {
      try .made(
        by: .unsolved(
          "train", task, "--activation", activation, "--layers", String(layers), "--initial-state", initialState,
          "--precision", precision, "--length", "10", "--hidden", "5", "--iterations", "1", "--gradient-batch", "20",
          "--curvature-batch", "10", "--backtracking-batch", "10", "--validation-batch", "10", "--cg-iterations", "3",
          "--threads", "1", "--run-folder", "run"))
    }
  }

  /// Every activation, loss, kind of input, number of layers and initial state, each with several of the others.
  static let models = [
    Model(task: "addition", activation: "tanh"),
    Model(task: "addition", activation: "relu", layers: 2, precision: "float"),
    Model(task: "addition", activation: "logistic", layers: 2, initialState: "zero"),
    Model(task: "addition", activation: "linear", initialState: "zero"),
    Model(task: "xor", activation: "tanh", layers: 2, initialState: "zero"),
    Model(task: "xor", activation: "relu", initialState: "zero"),
    Model(task: "xor", activation: "logistic"),
    Model(task: "xor", activation: "linear", layers: 2),
    Model(task: "temporal-order", activation: "tanh", layers: 2),
    Model(task: "temporal-order", activation: "relu"),
    Model(task: "temporal-order", activation: "logistic", initialState: "zero", precision: "float"),
    Model(task: "temporal-order", activation: "linear", layers: 2, initialState: "zero"),
  ]

  @Test("The reference agrees with itself: derivatives by complex steps, Gauss-Newton by dense Jacobians")
  func reference() throws {
    let result = try Python.run(file: "reference.py")
    #expect(result.status == 0, "\(result.output)")
  }

  /// Computes derivatives; the output's name says what was asked.
  private func derive(_ checkpoint: String, _ output: String, _ options: [String], in scratch: Scratch) throws {
    let command = try Command(
      ["derivatives", checkpoint, "--data", "data.h5", "--vectors", "vectors.h5", "--output", output] + options,
      folder: scratch.path)
    #expect(command.exitCode == 0, "\(command.errors)")
  }

  @Test(
    "Loss, gradient and every product are those of the reference: 1e-10 in double, 1e-5 in float", arguments: models)
  func derivatives(model: Model) throws {
    let scratch = try model.trained().copied()
    let made = try Python.run(file: "make_problem.py", "\(scratch.path)/run/checkpoint.h5", scratch.path, "1")
    #expect(made.status == 0, "\(made.output)")

    let curvatures = ["--curvature", "gauss-newton,hessian,fisher,empirical-fisher"]
    try derive("checkpoint.h5", "plain.h5", curvatures, in: scratch)
    for form in ["matching", "squared", "quarter"] {
      let damping = ["--lambda", "0.3", "--mu", "0.7", "--structural", form]
      try derive("checkpoint.h5", "\(form).h5", damping + ["--curvature", "gauss-newton,hessian"], in: scratch)
    }
    let steps = ["--normalization", "step", "--weight-decay", "0.02"]
    try derive("checkpoint.h5", "step.h5", curvatures + steps + ["--split", "validation"], in: scratch)
    let float = ["--precision", "float", "--lambda", "0.3", "--mu", "0.7"]
    try derive("checkpoint.h5", "float.h5", curvatures + float, in: scratch)
    try derive("checkpoint.h5", "float-step.h5", curvatures + float + steps, in: scratch)
    let files = ["plain", "matching", "squared", "quarter", "step", "float", "float-step"].map {
      "\(scratch.path)/\($0).h5"
    }
    try compare(scratch.path + "/checkpoint.h5", files, in: scratch)

    // The checkpoint as the run left it, too.
    try derive("run/checkpoint.h5", "own.h5", ["--lambda", "0.1", "--mu", "0.5"], in: scratch)
    try compare(scratch.path + "/run/checkpoint.h5", [scratch.path + "/own.h5"], in: scratch)
    try check([scratch.path + "/run/checkpoint.h5"] + files)
  }

  @Test(
    "A dataset file by h5py is trained on and evaluated, and everything computed on it is right",
    arguments: ["signs", "means", "echo"])
  func dataset(kind: String) throws {
    let scratch = try Scratch()
    let data = scratch.path + "/data.h5"
    let written = try Python.run(file: "write_dataset.py", kind, data)
    #expect(written.status == 0, "\(written.output)")
    let valid = try Command("data", "validate", "data.h5", folder: scratch.path)
    #expect(valid.exitCode == 0, "\(valid.errors)")

    let run = try Command(
      "train", "data.h5", "--recipe", "long-range", "--hidden", "12", "--iterations", "12", "--gradient-batch", "300",
      "--curvature-batch", "100",
      "--backtracking-batch", "100", "--validation-batch", "60", "--cg-iterations", "40", "--precision", "double",
      "--threads", "2", "--run-folder", "run", "--json", folder: scratch.path)
    // The file has no rule for what is solved.
    #expect(run.exitCode == 0, "\(run.errors)")
    let objects = try run.objects
    let (first, last) = (try #require(objects.first), try #require(objects.dropLast().last))
    let (before, after) = (try #require(first["loss"] as? Double), try #require(last["loss"] as? Double))
    #expect(after < 0.5 * before, "the loss went from \(before) to \(after)")

    let evaluated = try Command("evaluate", "run", "--data", "data.h5", "--json", folder: scratch.path)
    #expect(evaluated.exitCode == 0, "\(evaluated.errors)")
    let object = try #require(try evaluated.objects.first)
    #expect(object["sequences"] as? Int == 80)
    let checkpoint = scratch.path + "/run/checkpoint.h5"
    let printed = try Python.run(file: "print_loss.py", checkpoint, data, "test", "sequence")
    #expect(printed.status == 0, "\(printed.output)")
    let expected = try #require(Double(printed.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    let found = try #require(object["loss"] as? Double)
    #expect(abs(found - expected) < 1e-10 * expected, "\(found) should be \(expected)")

    let made = try Python.run(file: "make_vector.py", checkpoint, scratch.path + "/vectors.h5", "2")
    #expect(made.status == 0, "\(made.output)")
    let options = ["--split", "test", "--lambda", "0.1", "--mu", "0.5", "--curvature", "gauss-newton,hessian"]
    try derive("run/checkpoint.h5", "test.h5", options, in: scratch)
    try compare(checkpoint, [scratch.path + "/test.h5"], in: scratch)
    try check([checkpoint])
  }

  @Test(
    "What inspect finds out is what dense matrices say",
    arguments: [("addition", "tanh", "30"), ("temporal-order", "logistic", "14")]
  )
  func inspection(task: String, activation: String, hidden: String) throws {
    let scratch = try Scratch()
    let run = try Command(
      "train", task, "--activation", activation, "--precision", "double", "--length", "12", "--hidden", hidden,
      "--iterations", "3", "--gradient-batch", "60", "--curvature-batch", "30", "--backtracking-batch", "20",
      "--validation-batch", "20", "--threads", "1", "--run-folder", "run", folder: scratch.path)
    #expect(run.exitCode == 1, "\(run.errors)")
    let data = try Command(
      "data", "task", task, "--length", "12", "--train", "25", "--output", "data.h5", folder: scratch.path)
    #expect(data.exitCode == 0, "\(data.errors)")
    let command = try Command(
      "inspect", "run", "--last", "--data", "data.h5", "--curvature", "--spectrum", "--gradient-flow", "--json",
      "--matrices",
      "gauss-newton,hessian,empirical-fisher", "--output", "all.h5", folder: scratch.path)
    #expect(command.exitCode == 0, "\(command.errors)")
    try Data(command.output.utf8).write(to: URL(fileURLWithPath: scratch.path + "/report.json"))
    let checked = try Python.run(
      file: "check_inspection.py", scratch.path + "/run/checkpoint.h5", scratch.path + "/data.h5", "train",
      scratch.path + "/report.json")
    #expect(checked.status == 0, "\(checked.output)")
  }

  @Test("Dataset files of tasks meet the contract", arguments: ["addition", "xor", "temporal-order", "memorization-5"])
  func tasks(task: String) throws {
    let scratch = try Scratch()
    try makeData(task, in: scratch)
    try check([scratch.path + "/data.h5"])
  }

  @Test(
    "Every kind of file opens in xarray and netCDF4, and no dimension is without a name",
    .enabled(if: Python.hasNetCDF, Python.missingNetCDF),
    arguments: [models[0], models[8]])
  func readers(model: Model) throws {
    let scratch = try model.trained().copied()
    try makeData(model.task, in: scratch)
    let checkpoint = scratch.path + "/run/checkpoint.h5"
    let made = try Python.run(file: "make_vector.py", checkpoint, scratch.path + "/vectors.h5", "2")
    #expect(made.status == 0, "\(made.output)")
    try derive("run", "derivatives.h5", ["--curvature", "gauss-newton,hessian"], in: scratch)
    let files = ["run/checkpoint.h5", "data.h5", "derivatives.h5"].map { "\(scratch.path)/\($0)" }
    try check(files)
    let opened = try Python.run(file: "open_with_xarray.py", files)
    #expect(opened.status == 0, "\(opened.output)")
    #expect(opened.output.split(separator: "\n").count == files.count, "\(opened.output)")
  }

  @Test(
    "Text and piano rolls keep the contract, and open in xarray without invented dimensions",
    .enabled(if: Python.hasNetCDF, Python.missingNetCDF))
  func texts() throws {
    let scratch = try Scratch()
    try scratch.write(String(repeating: "Grüße, cat: ", count: 20_000), to: "a.txt")
    let text = try Command("data", "text", "a.txt", "--unknown", "--output", "text.h5", folder: scratch.path)
    #expect(text.exitCode == 0, "\(text.errors)")
    let made = try Python.run(
      "import sys, numpy as np; np.savez(sys.argv[1] + '/a.npz', train=np.eye(88), test=np.eye(88)[:5])",
      scratch.path)
    #expect(made.status == 0, "\(made.output)")
    let roll = try Command("data", "piano-roll", "a.npz", "--output", "roll.h5", folder: scratch.path)
    #expect(roll.exitCode == 0, "\(roll.errors)")
    let files = ["text.h5", "roll.h5"].map { "\(scratch.path)/\($0)" }
    try check(files)
    let opened = try Python.run(file: "open_with_xarray.py", files)
    #expect(opened.status == 0, "\(opened.output)")
  }

  private func makeData(_ task: String, in scratch: Scratch) throws {
    let made = try Command(
      "data", "task", task, "--length", "20", "--train", "30", "--validation", "10", "--test", "10", "--seed", "1",
      "--output", "data.h5", folder: scratch.path)
    #expect(made.exitCode == 0, "\(made.errors)")
  }

  /// Compares outputs with the reference.
  private func compare(_ checkpoint: String, _ outputs: [String], in scratch: Scratch) throws {
    let (data, vectors) = (scratch.path + "/data.h5", scratch.path + "/vectors.h5")
    let result = try Python.run(file: "check_derivatives.py", [checkpoint, data, vectors] + outputs)
    #expect(result.status == 0, "\(result.output)")
    let lines = result.output.split(separator: "\n")
    #expect(lines.count >= 3 * outputs.count && lines.allSatisfy { $0.hasPrefix("ok\t") }, "\(result.output)")
  }

  /// Checks files against the contract.
  private func check(_ files: [String]) throws {
    let result = try Python.run(file: "check_contract.py", files)
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.split(separator: "\n").count == files.count, "\(result.output)")
  }
}
