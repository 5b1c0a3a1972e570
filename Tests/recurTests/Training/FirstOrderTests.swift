import Foundation
import TestSupport
import Testing

@Suite("First-order methods on the command line", .serialized)
struct FirstOrderTests {
  private static let methods = ["sgd", "nesterov", "rmsprop", "adam"]

  private func train(_ scratch: Scratch, _ optimizer: String, _ options: String...) throws -> Command {
    try Command(
      [
        "train", "addition", "--length", "12", "--hidden", "8", "--gradient-batch", "40", "--iterations", "6",
        "--run-folder", "run", "--threads", "2", "--optimizer", optimizer,
      ] + options, folder: scratch.path)
  }

  @Test("A run says what matters: no column of conjugate gradients, one of clipping", arguments: methods)
  func words(optimizer: String) throws {
    let scratch = try Scratch()
    let run = try train(scratch, optimizer, "--clip-norm", "0.01")
    #expect(run.exitCode == 1, "\(run.errors)")
    #expect(run.output.contains("\n\(optimizer), learning rate 0.0"))
    #expect(run.output.contains("clipped at norm 0.01; a step is 50 updates on 40 sequences each"))
    #expect(run.output.contains("‖grad‖ clipped    rate passes"))
    #expect(!run.output.contains("CG") && !run.output.contains("λ") && !run.output.contains("nan"))
    #expect(run.output.contains("6 steps, 12 passes"))
  }

  @Test("--json: the columns of the contract are there, null where they mean nothing")
  func json() throws {
    let scratch = try Scratch()
    let run = try train(scratch, "adam", "--json", "--updates-per-step", "10")
    let rows = try run.objects.dropLast()
    #expect(rows.count == 6)
    for row in rows {
      for name in [
        "loss", "validation_loss", "validation_wrong", "gradient_norm", "step_norm", "minibatches", "seconds",
      ] {
        #expect(row[name] is NSNumber, "\(name)")
      }
      for name in ["rho", "lambda", "mu", "alpha", "cg_outcome"] { #expect(row[name] is NSNull, "\(name)") }
      #expect(row["updates"] as? Int == 10 && row["learning_rate"] as? Double == 0.001 && row["clipped"] is NSNumber)
      #expect(row["remarks"] == nil)
    }
    #expect(try run.objects.last?["minibatches"] as? Double == 2.4)
  }

  @Test("Everything that reads checkpoints reads theirs", arguments: methods)
  func readers(optimizer: String) throws {
    let scratch = try Scratch()
    #expect(try train(scratch, optimizer).exitCode == 1)
    let inspect = try Command("inspect", "run", folder: scratch.path)
    #expect(inspect.exitCode == 0, "\(inspect.errors)")
    #expect(inspect.output.contains("name \(optimizer)") && inspect.output.contains("first_moment: 105 numbers"))
    #expect(inspect.output.contains("learning_rate") && !inspect.output.contains("cg_iterations"))
    #expect(!inspect.output.contains("absent"))
    let report = try #require(try Command("inspect", "run", "--json", folder: scratch.path).objects.first)
    #expect((report["missing"] as? [String])?.isEmpty == true)
    let evaluate = try Command("evaluate", "run", "--sequences", "50", "--json", folder: scratch.path)
    #expect(evaluate.exitCode == 1 && evaluate.errors.isEmpty, "\(evaluate.errors)")
    let check = try Command("check", "run", folder: scratch.path)
    #expect(check.exitCode == 0, "\(check.errors)")
    let yaml = try Command("check", "run/config.yaml", folder: scratch.path)
    #expect(yaml.exitCode == 0, "\(yaml.errors)")
    let difference = try Command("inspect", "run", "run", folder: scratch.path)
    #expect(difference.exitCode == 0, "\(difference.errors)")
  }

  @Test(
    "Without its moments a checkpoint is not complete", .enabled(if: Python.hasH5py, Python.missing))
  func missing() throws {
    let scratch = try Scratch()
    #expect(try train(scratch, "adam").exitCode == 1)
    _ = try Python.run(
      "import h5py, sys; f = h5py.File(sys.argv[1], 'a'); del f['optimizer/second_moment']",
      scratch.path + "/run/checkpoint.h5")
    let inspect = try Command("inspect", "run", folder: scratch.path)
    #expect(inspect.output.contains("/optimizer/second_moment: absent") && !inspect.output.contains("direction"))
  }

  @Test("A stored configuration is trained with another optimizer, or on as it is")
  func another() throws {
    let scratch = try Scratch()
    #expect(try train(scratch, "sgd", "--momentum", "0.5").exitCode == 1)
    let again = try Command(
      "train", "--config", "run/config.yaml", "--run-folder", "again", folder: scratch.path)
    #expect(again.exitCode == 1 && again.output.contains("momentum 0.5"), "\(again.errors)")
    let adam = try Command(
      "train", "--config", "run/config.yaml", "--run-folder", "adam", "--optimizer", "adam", folder: scratch.path)
    #expect(adam.exitCode == 1 && adam.output.contains("adam, learning rate 0.001, momentum 0.9"), "\(adam.errors)")
    let hf = try Command(
      "train", "--config", "run/config.yaml", "--run-folder", "hf", "--optimizer", "hf", "--iterations", "1",
      "--gradient-batch", "200", folder: scratch.path)
    #expect(hf.exitCode == 1 && hf.output.contains("ρ       λ   CG     α passes"), "\(hf.errors)")
  }

  @Test(
    "Options that make no sense give one sentence",
    arguments: [
      (
        ["--optimizer", "adam", "--mu", "0.1"],
        "--mu is an option of Hessian-free optimization: choose it with --optimizer hf"
      ),
      (["--optimizer", "sgd", "--curvature-batch", "9"], "--curvature-batch is an option of Hessian-free"),
      (["--learning-rate", "0.1"], "--learning-rate is an option of first-order methods: choose one with --optimizer"),
      (["--optimizer", "hf", "--clip-norm", "none"], "--clip-norm is an option of first-order methods"),
      (["--optimizer", "adam", "--momentum", "1"], "--momentum should be at least 0 and below 1, got 1.0"),
      (["--optimizer", "adam", "--learning-rate", "nan"], "--learning-rate should be a finite decimal number"),
      (["--optimizer", "adam", "--updates-per-step", "0"], "--updates-per-step should be at least 1, got 0"),
      (
        ["--optimizer", "adam", "--clip-norm", "inf"],
        "--clip-norm should be a finite decimal number such as 2.5, or none"
      ),
      (
        ["--optimizer", "adam", "--clip-norm", "wide"],
        "--clip-norm should be a finite decimal number such as 2.5, or none"
      ),
      (["--optimizer", "adagrad"], "--optimizer should be one of hf, sgd, "),
    ])
  func refused(options: [String], sentence: String) throws {
    let scratch = try Scratch()
    let run = try Command(["train", "addition"] + options, folder: scratch.path)
    #expect(run.exitCode == 64 && run.output.isEmpty, "\(run.errors)")
    #expect(run.errors.contains(sentence), "\(run.errors)")
    #expect(!scratch.exists("runs"))
  }
}
