import Foundation
import TestSupport
import Testing

@Suite("recur derivatives", .serialized)
struct DerivativesTests {
  private static let isPossible = Python.hasH5py
  private static let reason = Python.missing

  /// A folder with `checkpoint.h5`, `data.h5` and `vectors.h5` that fit each other.
  private func problem() throws -> Scratch {
    let problem = try Once.value(for: "problem") {
      let scratch = try InterchangeTests.Model(task: "addition", activation: "tanh").trained().copied()
      let made = try Python.run(file: "make_problem.py", "\(scratch.path)/run/checkpoint.h5", scratch.path, "3")
      #expect(made.status == 0, "\(made.output)")
      return scratch
    }
    return try Scratch(copying: problem)
  }

  private func derivatives(_ scratch: Scratch, _ options: [String], checkpoint: String = "checkpoint.h5") throws
    -> Command
  {
    let files = [("--data", "data.h5"), ("--vectors", "vectors.h5"), ("--output", "out.h5")]
    let defaults = files.flatMap { options.contains($0) ? [] : [$0, $1] }
    return try Command(["derivatives", checkpoint] + defaults + options, folder: scratch.path)
  }

  /// One sentence on standard error, nothing on standard output, and no output file.
  private func expect(
    _ scratch: Scratch, _ command: Command, _ code: Int32, _ words: String,
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(command.exitCode == code, "\(command.errors)", sourceLocation: location)
    #expect(command.output.isEmpty, sourceLocation: location)
    #expect(command.errors.contains(words), "\(command.errors)", sourceLocation: location)
    #expect(command.errors.hasPrefix("recur: "), "\(command.errors)", sourceLocation: location)
    #expect(command.errors.split(separator: "\n").count == 1, "\(command.errors)", sourceLocation: location)
    #expect(!scratch.exists("out.h5"), sourceLocation: location)
  }

  @Test("64: options that make no sense")
  func usage() throws {
    let scratch = try Scratch()
    for (options, words) in [
      (["--curvature", "gauss-newton,gauss"], "gauss-newton,gauss"), (["--curvature", ""], "curvature"),
      (["--curvature", "hessian,hessian"], "hessian,hessian"), (["--lambda=-1"], "--lambda should be"),
      (["--lambda", "nan"], "--lambda should be"), (["--mu", "0.1"], "--mu 0.1 is relative to --lambda"),
      (["--weight-decay", "inf"], "--weight-decay should be"), (["--precision", "half"], "half"),
      (["--split", "dev"], "dev"), (["--threads", "0"], "--threads should be between 1 and 1024, got 0"),
    ] {
      let command = try derivatives(scratch, options)
      #expect(command.exitCode == 64 && command.output.isEmpty, "\(options): \(command.errors)")
      #expect(command.errors.contains(words), "\(command.errors)")
    }
    expect(scratch, try derivatives(scratch, ["--memory-limit", "much"]), 64, "--memory-limit should be")
  }

  @Test("66: files that are not there", .enabled(if: isPossible, reason))
  func missing() throws {
    let scratch = try problem()
    expect(scratch, try derivatives(scratch, [], checkpoint: "no.h5"), 66, "no.h5")
    expect(scratch, try derivatives(scratch, ["--data", "no.h5"]), 66, "no.h5")
    expect(scratch, try derivatives(scratch, ["--vectors", "no.h5"]), 66, "there is no file no.h5")
  }

  @Test("65: files that do not fit each other", .enabled(if: isPossible, reason))
  func badData() throws {
    let scratch = try problem()
    expect(scratch, try derivatives(scratch, ["--vectors", "data.h5"]), 65, "data.h5: the blocks should be W_hh, W_xh")
    expect(scratch, try derivatives(scratch, ["--data", "vectors.h5"]), 65, "vectors.h5")
    expect(scratch, try derivatives(scratch, [], checkpoint: "data.h5"), 65, "data.h5")
    expect(scratch, try derivatives(scratch, ["--split", "test"]), 65, "test")
    let other = try InterchangeTests.Model(task: "xor", activation: "tanh").trained()
    expect(
      scratch, try derivatives(scratch, [], checkpoint: other.path + "/run/checkpoint.h5"), 65,
      "data.h5: the loss should be logistic")
    let narrow = try Python.run(
      """
      import h5py, sys
      with h5py.File(sys.argv[1], "r+") as f:
        for split in f.values():
          x = split["inputs"][:, :1]
          del split["inputs"]
          split["inputs"] = x
      """, scratch.path + "/data.h5")
    #expect(narrow.status == 0, "\(narrow.output)")
    expect(scratch, try derivatives(scratch, []), 65, "the network reads 2 real features, the data has 1 real feature")
  }

  @Test(
    "65: vectors whose numbers lie elsewhere", .enabled(if: isPossible, reason),
    arguments: ["soft", "external-link", "external", "virtual", "unwritten", "compound"])
  func elsewhere(kind: String) throws {
    let scratch = try problem()
    let made = try Python.run(
      """
      import h5py, numpy, sys
      path, kind, other = sys.argv[1:]
      with h5py.File(other, "w") as f: f["x"] = numpy.zeros((5, 5))
      with h5py.File(path, "r+") as f:
        w = f["W_hh"][()]
        del f["W_hh"]
        if kind == "soft": f["W_hh"] = h5py.SoftLink("/W_xh")
        if kind == "external-link": f["W_hh"] = h5py.ExternalLink(other, "x")
        if kind == "external": f.create_dataset("W_hh", (5, 5), "f8", external=[(other, 0, 200)])
        if kind == "unwritten": f.create_dataset("W_hh", (5, 5), "f8", chunks=(5, 5))
        if kind == "compound": f["W_hh"] = w.view([("re", "f8")])
        if kind == "virtual":
          layout = h5py.VirtualLayout((5, 5), "f8")
          layout[:] = h5py.VirtualSource(other, "x", (5, 5))
          f.create_virtual_dataset("W_hh", layout)
      """, scratch.path + "/vectors.h5", kind, scratch.path + "/other.h5")
    #expect(made.status == 0, "\(made.output)")
    expect(scratch, try derivatives(scratch, []), 65, "/W_hh should ")
  }

  @Test("73: an output that exists, has no folder, or is an input", .enabled(if: isPossible, reason))
  func output() throws {
    let scratch = try problem()
    expect(scratch, try derivatives(scratch, ["--output", "data.h5"]), 64, "would replace the input data.h5")
    expect(scratch, try derivatives(scratch, ["--output", "./vectors.h5", "--force"]), 64, "would replace the input")
    expect(scratch, try derivatives(scratch, ["--output", "none/o.h5"]), 73, "none/o.h5 cannot be written")
    expect(scratch, try derivatives(scratch, ["--output", "run"]), 73, "run cannot be written: it is a folder")
    try scratch.write("precious", to: "o.h5")
    expect(scratch, try derivatives(scratch, ["--output", "o.h5"]), 73, "it exists (--force replaces it)")
    #expect(try String(contentsOfFile: scratch.path + "/o.h5", encoding: .utf8) == "precious")
    let forced = try derivatives(scratch, ["--output", "o.h5", "--force"])
    #expect(forced.exitCode == 0, "\(forced.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
    #expect(!names.contains { $0.hasSuffix(".partial") })
  }

  @Test("1: numbers that overflow are not written", .enabled(if: isPossible, reason))
  func overflow() throws {
    let scratch = try problem()
    let made = try Python.run(
      """
      import h5py, sys
      with h5py.File(sys.argv[1], "r+") as f: f["W_ho"][...] = 3e38
      """, scratch.path + "/vectors.h5")
    #expect(made.status == 0, "\(made.output)")
    expect(scratch, try derivatives(scratch, ["--precision", "float"]), 1, "numbers overflowed in float")
    #expect(try derivatives(scratch, []).exitCode == 0)
  }

  @Test(
    "0: words for people, one object with --json; a run folder stands for its checkpoint",
    .enabled(if: isPossible, reason))
  func report() throws {
    let scratch = try problem()
    let words = try derivatives(scratch, ["--curvature", "hessian,monte-carlo-fisher"], checkpoint: "run")
    #expect(words.exitCode == 0 && words.errors.isEmpty, "\(words.errors)")
    for part in ["11 sequences", "loss", "‖gradient‖", "C = hessian", "C = monte-carlo-fisher", "written to out.h5"] {
      #expect(words.output.contains(part), "\(words.output)")
    }
    #expect(!words.output.contains("\u{1B}"))
    let options = ["--output", "json.h5", "--json", "--lambda", "2", "--structural", "squared", "--mu", "0.5"]
    let command = try derivatives(scratch, options)
    let object = try #require(try command.objects.first)
    #expect(try command.objects.count == 1)
    #expect(object["lambda"] as? Double == 2 && object["structural"] as? String == "squared")
    #expect(object["loss"] is NSNumber && object["gradient_norm"] is NSNumber && object["sequences"] as? Int == 11)
    let product = try #require((object["products"] as? [[String: Any]])?.first)
    // vᵀ(G + 2)v / vᵀv is at least 2.
    #expect(product["curvature"] as? String == "gauss-newton" && (product["quotient"] as? Double ?? 0) > 2)
  }

  @Test("The same bits with 1 and 3 threads and under a memory limit", .enabled(if: isPossible, reason))
  func bits() throws {
    let scratch = try problem()
    let options = ["--curvature", "gauss-newton,hessian,monte-carlo-fisher,finite-difference", "--seed", "5"]
    let runs = [["--threads", "1"], ["--threads", "3"], ["--memory-limit", "1K"]]
    for (index, choices) in runs.enumerated() {
      let command = try derivatives(scratch, options + choices + ["--output", "\(index).h5"])
      #expect(command.exitCode == 0, "\(command.errors)")
    }
    let result = try Python.run(
      """
      import h5py, sys
      files = [h5py.File(path, "r") for path in sys.argv[1:]]
      count = 0
      def visit(name, item):
        global count
        if isinstance(item, h5py.Dataset):
          count += 1
          assert all((other[name][()] == item[()]).all() for other in files), name
      files[0].visititems(visit)
      assert count > 30
      """, scratch.path + "/0.h5", scratch.path + "/1.h5", scratch.path + "/2.h5")
    #expect(result.status == 0, "\(result.output)")
  }

  @Test("The checkpoint of a run folder is an input, which the output does not replace")
  func ownCheckpoint() throws {
    let scratch = try InterchangeTests.Model(task: "addition", activation: "tanh").trained().copied()
    let before = try Data(contentsOf: URL(fileURLWithPath: scratch.file("run/checkpoint.h5")))
    let command = try derivatives(scratch, ["--output", "run/checkpoint.h5", "--force"], checkpoint: "run")
    expect(scratch, command, 64, "--output run/checkpoint.h5 would replace the input")
    #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.file("run/checkpoint.h5"))) == before)
  }
}
