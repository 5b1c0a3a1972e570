import Foundation
import HDF5
import TestSupport
import Testing

@Suite("Reports on runs of several kinds")
struct ReportPageTests {

  private func folder(_ cell: String, _ options: String...) throws -> TextFolder {
    let folder = try TextFolder.shared().copied()
    let trained = try folder.command(
      [
        "train", "text.h5", "--cell", cell, "--hidden", "4", "--window", "20", "--warm-up", "5", "--gradient-batch",
        "30",
        "--validation-batch", "30", "--iterations", "2", "--run-folder", "other",
      ] + (options.contains("--optimizer") ? [] : ["--optimizer", "hf"]) + options)
    #expect(trained.exitCode == 0, "\(trained.errors)")
    return folder
  }

  @Test("A run of a first-order method is not shown conjugate gradients, nor a damping that it does not have")
  func firstOrder() throws {
    let folder = try folder("lstm", "--optimizer", "adam", "--updates-per-step", "3")
    let shown = try folder.command("inspect", "other")
    #expect(shown.exitCode == 0 && shown.output.contains("learning_rate"), "\(shown.errors)")
    #expect(!shown.output.contains("conjugate gradients"), "\(shown.output)")
    let curves = try folder.command("inspect", "other", "--damping", "--sequences", "20")
    #expect(curves.output.contains("model and loss, undamped") && !curves.output.contains("λ"), "\(curves.output)")
    #expect(try folder.command("inspect", "run").output.contains("conjugate gradients stopped: "))
    let damped = try folder.command("inspect", "run", "--damping", "--sequences", "20")
    #expect(damped.output.contains("model and loss, λ ") && damped.output.contains("and structural"))
    guard Gnuplot.isThere else { return }
    let written = try folder.command("inspect", "other", "--damping", "--report", "page.html", "--sequences", "20")
    #expect(written.exitCode == 0, "\(written.errors)")
    let page = try folder.scratch.text("page.html")
    #expect(page.contains("learning rate") && page.contains("There is no damping"))
    for words in ["conjugate gradients", "cg iterations", "cg_iterations", "λ", "μ", "structural", ">rho<", ">lambda<"]
    {
      #expect(!page.contains(words), "\(words)")
    }
  }

  @Test(
    "The gates of a cell have their names",
    arguments: [
      ("lstm", ["logistic, input gate i", "logistic, forget gate f", "tanh, candidate g", "logistic, output gate o"]),
      ("gru", ["logistic, reset gate r", "logistic, update gate z", "tanh, candidate n"]), ("mrnn", ["tanh, units"]),
    ])
  func gates(cell: String, names: [String]) throws {
    let folder = try folder(cell, "--optimizer", "adam", "--updates-per-step", "3")
    let shown = try folder.command("inspect", "other", "--gradient-flow", "--sequences", "20")
    for name in names { #expect(shown.output.contains("saturated, \(name)"), "\(shown.output)") }
    #expect(!shown.output.contains(/saturated, [a-z]+, ?[0-9]/), "\(shown.output)")
  }

  @Test("A text is shown in its characters, on the screen, on the page and in pictures")
  func characters() throws {
    let folder = try TextFolder.shared()
    let shown = try folder.command("inspect", "run", "--states", "--sequences", "20")
    #expect(shown.output.contains(/step 20: reads '.+', target '.+', prediction '.+' [0-9]+ %/), "\(shown.output)")
    let object = try #require(
      try folder.command("inspect", "run", "--states", "--sequences", "20", "--json").objects.first)
    let states = try #require((object["states"] as? [[String: Any]])?.first)
    #expect((states["vocabulary"] as? [String])?.contains("\n") == true)
    guard Gnuplot.isThere else { return }
    let scratch = try Scratch()
    let written = try folder.command(
      "inspect", "run", "--states", "--show-sequences", "1,2,3,4,5,6", "--sequences", "20", "--report",
      scratch.file("page.html"), "--picture", scratch.file("page.svg"))
    #expect(written.exitCode == 0, "\(written.errors)")
    let (page, picture) = (try scratch.text("page.html"), try scratch.text("page.svg"))
    #expect(page.contains("<td>'t'</td>") && page.contains("<td>' '</td>") && page.contains("<td>'\\n'</td>"))
    #expect(page.contains(" %, '"), "predictions are the likeliest characters")
    for text in [page, picture] { #expect(text.contains("␣") && text.contains("↵")) }
    // The first chart of a sequence is its text, which has no height that an axis could measure.
    let chart = try #require(picture.split(separator: "inputs").dropFirst().first?.split(separator: "units over").first)
    #expect(!chart.contains("-0.5") && !chart.contains(">0.5"))
  }

  @Test(
    "Features and outputs are curves where they are few, colors where their names would fill the picture",
    .enabled(if: Gnuplot.isThere, Gnuplot.missing), arguments: [1, 3, 4, 20])
  func many(width: Int) throws {
    let scratch = try Scratch()
    try File.replacing(scratch.file("notes.h5"), growing: .memory) { file in
      let root = try file.root
      for (name, words) in [("format", "recur.dataset"), ("loss", "logistic")] {
        try root.attributes.set(name, to: words)
      }
      try root.attributes.set("format_version", to: 1)
      let group = try root.createGroup(named: "train")
      try group.createDataset(named: "offsets", values: [0, 4, 8] as [Int64])
      let values = (0..<8 * width).map { Float($0 * 7 % 3 % 2) }
      for name in ["inputs", "targets"] { try group.createDataset(named: name, values: values, shape: [8, width]) }
    }
    func run(_ arguments: String...) throws -> Command { try Command(arguments, folder: scratch.path) }
    let trained = try run(
      "train", "notes.h5", "--cell", "tanh", "--hidden", "3", "--iterations", "1", "--run-folder", "run")
    #expect(trained.exitCode == 0, "\(trained.errors)")
    #expect(try run("inspect", "run", "--states", "--picture", "states.svg").exitCode == 0)
    let picture = try scratch.text("states.svg")
    #expect(picture.contains(">input \(width)<") == (2...6).contains(width), "one curve needs no name")
    #expect(picture.contains("predictions and targets") == (width <= 3))
    #expect(picture.contains(width == 1 ? ">prediction<" : ">prediction \(width)<") == (width <= 3))
    #expect(picture.contains(width == 1 ? ">target<" : ">target \(width)<") == (width <= 3))
  }

  @Test("In print a page hides no column", .enabled(if: Gnuplot.isThere, Gnuplot.missing))
  func print() throws {
    let folder = try TextFolder.shared()
    let scratch = try Scratch()
    let written = try folder.command(
      "inspect", "run", "--spectrum", "--sequences", "20", "--report", scratch.file("page.html"))
    #expect(written.exitCode == 0, "\(written.errors)")
    let page = try scratch.text("page.html")
    #expect(page.contains("<th>departure from normality</th>"))
    let rules = try #require(page.split(separator: "@media print {").dropFirst().first)
    #expect(rules.contains("figure, .wide { overflow: visible }"), "what is too wide is not behind a scroll bar")
    #expect(
      rules.contains("white-space: normal; overflow-wrap: anywhere")
        && rules.contains("table { font-size: 8.5pt; width: 100% }"))
  }

  @Test("ρ of a step at which the model or the loss rose is a word, in the table of training and in that of inspect")
  func rose() throws {
    let scratch = try Scratch()
    try File.replacing(scratch.file("rose.h5"), growing: .memory) { file in
      let history = try file.root.createGroup(named: "history")
      try history.createDataset(named: "step", values: [1, 2, 3, 4] as [Int64])
      try history.createDataset(named: "loss", values: [4, 3, 2, 1] as [Double])
      try history.createDataset(named: "rho", values: [-Double.infinity, .nan, .infinity, 0.5])
      try history.createDataset(named: "lambda", values: [1, 1, 1, 1] as [Double])
    }
    let command = try Command("inspect", "rose.h5", "--history", folder: scratch.path)
    #expect(command.exitCode == 0, "\(command.errors)")
    let rows = command.output.split(separator: "\n").filter { $0.contains(/^\s+[1-4]\s+[1-4]\s/) }
    let column = rows.map { $0.split(separator: " ")[2] }
    #expect(column == ["rose", "-", "∞", "0.5"], "\(command.output)")
  }

  @Test("A file of one sequence has a report, and is spoken of as one")
  func oneSequence() throws {
    let scratch = try Scratch()
    try File.replacing(scratch.file("one.h5"), growing: .memory) { file in
      let root = try file.root
      for (name, words) in [("format", "recur.dataset"), ("loss", "squared-error")] {
        try root.attributes.set(name, to: words)
      }
      try root.attributes.set("format_version", to: 1)
      let group = try root.createGroup(named: "train")
      try group.createDataset(named: "offsets", values: [0, 3] as [Int64])
      for name in ["inputs", "targets"] {
        try group.createDataset(named: name, values: [0.5, -0.5, 0.25] as [Float], shape: [3, 1])
      }
    }
    func run(_ arguments: String...) throws -> Command { try Command(arguments, folder: scratch.path) }
    let trained = try run(
      "train", "one.h5", "--cell", "tanh", "--hidden", "1", "--iterations", "1", "--run-folder", "run")
    #expect(trained.exitCode == 0 && trained.output.contains("1 tanh unit ×"), "\(trained.errors)")
    let shown = try run("inspect", "run", "--states")
    #expect(shown.exitCode == 0 && shown.output.contains("sequence 1, 3 steps"), "\(shown.errors)")
    let model = try run("inspect", "run").output
    #expect(model.contains("1 tanh unit, 1 feature → 1 output,"), "\(model)")
    let beyond = try run("inspect", "run", "--states", "--show-sequences", "2")
    #expect(beyond.exitCode == 64 && beyond.errors.contains("--show-sequences 2: "), "\(beyond.errors)")
    let series = try run(
      "repeat", "one.h5", "--hidden", "1", "--iterations", "1", "--seeds", "1", "--run-folder", "series")
    #expect(series.output.contains(", seed 1\n") && series.output.contains("at most 1 step, 50000 passes;"))
  }

  @Test(
    "The last column is what is left of the first budget that is spent",
    arguments: [
      ["--iterations", "2", "--seconds", "1000"], ["--iterations", "2", "--minibatches", "1e9"],
      ["--minibatches", "1"],
    ])
  func budgets(options: [String]) throws {
    let scratch = try Scratch()
    let command = try Command(
      [
        "train", "temporal-order", "--length", "12", "--hidden", "5", "--gradient-batch", "20", "--curvature-batch",
        "10",
        "--backtracking-batch", "10", "--validation-batch", "10", "--run-folder", "run",
      ] + options,
      folder: scratch.path)
    #expect(command.exitCode == 1, "\(command.errors)")
    let lines = command.output.split(separator: "\n")
    #expect(lines.contains { $0.hasSuffix("   time   left") }, "\(command.output)")
    let left = lines.filter { $0.contains(/^\s+[0-9]+\s+[0-9.]+\s+[0-9.]+\s.*s$/) }.compactMap {
      $0.split(separator: " ").last
    }
    #expect(!left.isEmpty && left.allSatisfy { $0.contains(/^[0-9.]+s$/) }, "\(left)")
    #expect(left.last == "0.0s", "\(left)")
  }
}
