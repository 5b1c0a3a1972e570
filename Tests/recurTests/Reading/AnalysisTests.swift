import Foundation
import HDF5
import TestSupport
import Testing

@Suite("recur inspect with data", .serialized)
struct AnalysisTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Fixture.made(
      by: .unsolved(
        "train", "temporal-order", "--length", "12", "--hidden", "8", "--gradient-batch", "100", "--curvature-batch",
        "50", "--iterations", "3", "--run-folder", "run", "--threads", "1")
    ).copied()
  }

  private func inspect(_ arguments: String...) throws -> Command {
    try Command(["inspect"] + arguments, folder: scratch.path)
  }

  /// One sentence on standard error, nothing on standard output.
  private func expect(
    _ command: Command, _ code: Int32, _ words: String..., at location: SourceLocation = #_sourceLocation
  ) {
    #expect(command.exitCode == code, "\(command.errors)", sourceLocation: location)
    #expect(command.output.isEmpty, sourceLocation: location)
    for words in words { #expect(command.errors.contains(words), "\(command.errors)", sourceLocation: location) }
  }

  @Test("--json has every section under its name, and the file's own where they are asked for")
  func json() throws {
    let command = try inspect(
      "run", "--curvature", "--spectrum", "--gradient-flow", "--states", "--damping", "--history", "--json",
      "--sequences", "40", "--products", "60", "--eigenvalues", "2")
    #expect(command.exitCode == 0, "\(command.errors)")
    let object = try #require(try command.objects.first)
    let curvature = try #require(object["curvature"] as? [[String: Any]])
    #expect(curvature.map { $0["matrix"] as? String } == ["gauss-newton", "hessian"])
    for matrix in curvature {
      #expect((matrix["largest"] as? [Double])?.count == 2 && (matrix["residuals"] as? [Double])?.count == 4)
      #expect(matrix["trace"] is Double && matrix["trace_standard_error"] is Double)
      #expect((matrix["blocks"] as? [Any])?.count == 6)
    }
    let spectrum = try #require(object["spectrum"] as? [[String: Any]])
    #expect(spectrum[0]["name"] as? String == "W_hh" && (spectrum[0]["eigenvalues"] as? [[Double]])?.count == 8)
    #expect((object["step_jacobians"] as? [Any])?.count == 4)
    let flow = try #require(object["gradient_flow"] as? [String: Any])
    #expect((flow["lag"] as? [Int])?.first == 0 && flow.keys.contains("memory_horizon"))
    #expect((object["states"] as? [[String: Any]])?.map { $0["sequence"] as? Int } == [1, 2])
    #expect(((object["damping"] as? [String: Any])?["curves"] as? [Any])?.isEmpty == false)
    #expect(object["history"] != nil && object["file"] != nil && object["model"] == nil)
    #expect(object["sequences"] as? Int == 40)
  }

  @Test("--cg-curves: a table, numbers in JSON and in a file; of the batches of the next step and no others")
  func solves() throws {
    let options = ["--cg-curves", "--cg-iterations", "20", "--preconditioners", "none,kfac,martens"]
    let words = try Command(["inspect", "run"] + options + ["--output", "c.h5"], folder: scratch.path)
    #expect(words.exitCode == 0, "\(words.errors)")
    for part in [
      "conjugate gradients, gauss-newton, λ", "preconditioner kfac, warm", "q held out", "least q held out after",
    ] {
      #expect(words.output.contains(part), "\(words.output)")
    }
    let object = try #require(try inspect("run", "--cg-curves", "--cg-iterations", "20", "--json").objects.first)
    let solves = try #require(object["cg_curves"] as? [String: Any])
    #expect(solves["gradient_sequences"] as? Int == 100 && solves["curvature_sequences"] as? Int == 50)
    let curves = try #require(solves["curves"] as? [[String: Any]])
    #expect(curves.map { $0["preconditioner"] as? String } == ["none", "none", "kfac", "kfac"])
    #expect(curves.map { $0["warm_start"] as? Bool } == [false, true, false, true])
    for curve in curves {
      let q = try #require(curve["quadratic"] as? [Double])
      #expect((curve["iterations"] as? [Int]) == [0, 1, 2, 3, 5, 10, 20] && q.count == 7)
      #expect(zip(q, q.dropFirst()).allSatisfy { $1 <= $0 } && (curve["held_out_quadratic"] as? [Double])?.count == 7)
    }
    let file = try File.open("\(scratch.path)/c.h5")
    let stored = try file.root.dataset("cg_curves/0/quadratic").read(as: Double.self)
    // JSON is read back to the last digit but one.
    expectClose(stored, try #require(curves[0]["quadratic"] as? [Double]), tolerance: 1e-12, "q in the file")
    for (choice, value) in [("--split", "test"), ("--length", "20")] {
      expect(
        try inspect("run", "--cg-curves", choice, value), 64,
        "\(choice) has no meaning for --cg-curves, which takes the batches of the next step of the run")
    }
    expect(try inspect("run", "--cg-curves", "--preconditioners", "none,none"), 64, "none,none")
  }

  @Test("The same question has the same answer on any number of threads and with little memory")
  func determinism() throws {
    let plain = ["run", "--curvature", "--gradient-flow", "--json", "--sequences", "60", "--products", "40"]
    let outputs = try [["--threads", "1"], ["--threads", "2"], ["--threads", "2", "--memory-limit", "1K"]].map {
      let command = try Command(["inspect"] + plain + $0, folder: scratch.path)
      #expect(command.exitCode == 0, "\(command.errors)")
      return command.output
    }
    #expect(outputs[0] == outputs[1] && outputs[0] == outputs[2])
  }

  @Test("--damped adds λ to every eigenvalue")
  func damped() throws {
    func largest(_ options: String...) throws -> [Double] {
      let command = try Command(
        [
          "inspect", "run", "--curvature", "--json", "--matrices", "gauss-newton", "--precision", "double",
          "--sequences", "30",
        ]
          + options, folder: scratch.path)
      #expect(command.exitCode == 0, "\(command.errors)")
      let curvature = try #require(try command.objects.first?["curvature"] as? [[String: Any]])
      return try #require(curvature[0]["largest"] as? [Double])
    }
    let (plain, shifted) = (try largest(), try largest("--lambda", "0.5", "--mu", "0"))
    for (a, b) in zip(plain, shifted) { #expect(abs(b - a - 0.5) < 1e-3 * abs(plain[0])) }
    #expect(try largest("--damped")[0] > plain[0])
  }

  @Test("--output holds the arrays")
  func arrays() throws {
    let command = try inspect(
      "run", "--spectrum", "--gradient-flow", "--curvature", "--output", "all.h5", "--sequences", "30", "--products",
      "40")
    #expect(command.exitCode == 0, "\(command.errors)")
    let file = try File.open("\(scratch.path)/all.h5")
    #expect(try file.root.attributes["format"].readString() == "recur.inspection")
    let lags = try file.root.dataset("gradient_flow/lag").read(as: Double.self)
    #expect(lags.count >= 12)
    #expect(try file.root.dataset("spectrum/W_hh/eigenvalues").read(as: Double.self).count == 16)
    for name in ["curvature/hessian/largest", "curvature/gauss-newton/smallest"] {
      #expect(try file.root.dataset(name).read(as: Double.self).count == 5)
      let vectors = try file.root.dataset("\(name)_vectors").read(as: Double.self)
      let squares = stride(from: 0, to: vectors.count, by: vectors.count / 5).map { row in
        vectors[row..<row + vectors.count / 5].reduce(0) { $0 + $1 * $1 }
      }
      #expect(squares.count == 5 && squares.allSatisfy { abs($0 - 1) < 1e-5 })
    }
    expect(try inspect("run", "--spectrum", "--output", "all.h5"), 73, "all.h5", "--force")
  }

  @Test(
    "--report is one page that needs nothing else",
    .enabled(if: Gnuplot.isThere, Gnuplot.missing))
  func page() throws {
    let command = try inspect("run", "--report", "page.html", "--sequences", "30", "--products", "40")
    #expect(command.exitCode == 0, "\(command.errors)")
    let page = try String(contentsOfFile: "\(scratch.path)/page.html", encoding: .utf8)
    for section in ["model", "history", "spectrum", "gradient-flow", "states", "damping", "curvature"] {
      #expect(page.contains("id=\"\(section)\""))
    }
    #expect(page.contains("<svg") && page.contains("prefers-color-scheme: dark") && page.contains("@media print"))
    // Names of XML are no addresses to fetch.
    let addresses = page.matches(of: /(?:src|href|url)\s*[=(]\s*(?!["']?(?:#|data:)).{1,40}/).map { String($0.output) }
    #expect(addresses == [])
  }

  @Test("Bad questions get one sentence")
  func refusals() throws {
    expect(try inspect("run", "--spectrum", "--sequences", "0"), 64, "--sequences should be between 1")
    expect(try inspect("run", "--curvature", "--lambda", "-1"), 64, "--lambda")
    expect(
      try inspect("run", "--states", "--sequences", "5", "--show-sequences", "6"), 64, "--show-sequences 6",
      "5 sequences")
    expect(try inspect("run", "--curvature", "--matrices", "newton"), 64, "newton")
    expect(try inspect("run", "--picture", "p.svg"), 64, "nothing is to be found out")
    expect(try inspect("run", "--spectrum", "--picture", "p.gif"), 64, ".svg, .png or .pdf")
    expect(try inspect("run", "run", "--spectrum"), 64, "one file")
    expect(try inspect("run", "--spectrum", "--data", "nowhere.h5"), 66, "nowhere.h5")
    expect(try inspect("run", "--spectrum", "--output", "run/checkpoint.h5", "--force"), 64, "would replace")
    let data = try Command(
      "data", "task", "addition", "--length", "12", "--train", "20", "--output", "d.h5", folder: scratch.path)
    #expect(data.exitCode == 0)
    expect(try inspect("run", "--spectrum", "--data", "d.h5"), 65, "d.h5", "reads")
    expect(try inspect("d.h5", "--spectrum"), 65, "d.h5 is a dataset")
    expect(try inspect("run", "--spectrum", "--split", "test", "--data", "d.h5"), 65)
    expect(try inspect("nowhere", "--spectrum"), 66, "nowhere")
  }

  @Test("Ctrl-C ends the work with what there is, and says so")
  func interrupted() throws {
    let start = Date()
    let command = try Command(
      ["inspect", "run", "--curvature", "--gradient-flow", "--json", "--sequences", "20000", "--products", "100000"],
      folder: scratch.path, limit: 60, interruptWhen: { Date().timeIntervalSince(start) > 1.5 })
    #expect(command.exitCode == 130 && !command.isTimedOut, "\(command.errors)")
    let object = try #require(try command.objects.first)
    #expect(object["complete"] as? Bool == false && object["data"] is String)
  }

  @Test("A checkpoint of text is looked at through its windows")
  func text() throws {
    try String(repeating: "the quick brown fox jumps over the lazy dog. ", count: 200).write(
      toFile: "\(scratch.path)/t.txt", atomically: true, encoding: .utf8)
    let made = try Command("data", "text", "t.txt", "--output", "t.h5", folder: scratch.path)
    #expect(made.exitCode == 0, "\(made.errors)")
    let run = try Command(
      "train", "t.h5", "--cell", "lstm", "--optimizer", "adam", "--hidden", "8", "--window", "20", "--iterations", "2",
      "--gradient-batch", "10", "--run-folder", "text", folder: scratch.path)
    #expect(run.exitCode == 0, "\(run.errors)")
    let command = try inspect(
      "text", "--spectrum", "--gradient-flow", "--states", "--damping", "--curvature", "--sequences", "40",
      "--products",
      "30", "--json")
    #expect(command.exitCode == 0, "\(command.errors)")
    let object = try #require(try command.objects.first)
    #expect((object["spectrum"] as? [Any])?.count == 4)
    #expect(((object["states"] as? [[String: Any]])?.first?["reads_symbols"] as? Bool) == true)
  }

  @Test("Without gnuplot there is a sentence before any work, and no file")
  func withoutGnuplot() throws {
    for (option, file) in [("--picture", "p.svg"), ("--report", "p.html")] {
      let command = try Command(
        ["inspect", "run", "--spectrum", option, file, "--output", "o.h5"], folder: scratch.path,
        environment: ["PATH": "/nowhere"])
      expect(command, 66, "pictures are drawn by gnuplot, which is not installed")
      #expect(!scratch.exists("o.h5") && !scratch.exists(file))
    }
  }
}
