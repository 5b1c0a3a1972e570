import Foundation
import Optimization
import TestSupport
import Testing
import Training

@Suite("Run folder", .serialized)
struct RunFolderTests {
  static let columns = [
    "step", "loss", "validation_loss", "validation_wrong", "rho", "lambda", "mu", "cg_iterations", "cg_outcome",
    "cg_chosen", "warm_factor", "quadratic_start", "alpha", "quadratic", "gradient_norm", "step_norm", "minibatches",
    "forward_minibatches", "seconds", "length",
  ]

  private func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test("A run leaves a resolved configuration, one JSON object a step with every column, and a summary")
  func content() throws {
    let scratch = try Scratch()
    let configuration = try Small.configuration("addition") {
      $0.runFolder = scratch.file("run")
      $0.iterations = 3
    }
    let folder = try RunFolder(for: configuration)
    let trainer = try Trainer<Float>(configuration)
    var summary = try trainer.run { try folder.append($0) }
    summary.checkpoint = folder.checkpoint
    try folder.write(summary)

    let layer = try ConfigurationLayer(yamlFile: scratch.file("run/config.yaml"))
    #expect(try ExperimentConfiguration(layer) == configuration)
    let rows = try objects(scratch.text("run/log.jsonl"))
    #expect(rows.count == 3)
    for (index, row) in rows.enumerated() {
      for column in Self.columns { #expect(row[column] != nil, "\(column)") }
      #expect(row["step"] as? Int == index + 1)
      #expect(row["length"] as? Int == 10)
    }
    let data = Data(try scratch.text("run/summary.json").utf8)
    #expect(try JSONDecoder().decode(RunSummary.self, from: data) == summary)
    let fields = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    for name in ["solved", "iterations", "minibatches", "seconds", "loss", "wrong", "checkpoint"] {
      #expect(fields[name] != nil, "\(name)")
    }
  }

  @Test("Columns without a number are null, not absent")
  func nulls() throws {
    let row = HistoryRow(
      report: StepReport(step: 1, lambda: 0.1, mu: 0), validation: Score(loss: .nan, sequences: 10, wrong: 10),
      cost: Cost(), seconds: 0, length: 10)
    let object = try objects(JSONText.line(row))[0]
    for column in Self.columns where column != "cg_outcome" { #expect(object[column] != nil, "\(column)") }
    #expect(object["validation_loss"] is NSNull)
    #expect(object["validation_wrong"] as? Double == 1)
    #expect(object["rho"] is NSNull)
  }

  @Test("A summary without a verdict or a finite loss has both fields, as null")
  func nullVerdict() throws {
    var summary = try Trainer<Float>(Small.configuration("addition") { $0.iterations = 0 }).run()
    summary.solved = nil
    summary.loss = nil
    let object = try objects(JSONText.line(summary))[0]
    #expect(object["solved"] is NSNull && object["loss"] is NSNull)
  }

  @Test(
    "A folder that holds any file of a run is refused and left alone",
    arguments: ["config.yaml", "log.jsonl", "checkpoint.h5", "summary.json"])
  func taken(name: String) throws {
    let scratch = try Scratch()
    _ = try scratch.write("precious".utf8, to: name)
    let configuration = try Small.configuration("addition") { $0.runFolder = scratch.path }
    let error = Small.error { _ = try RunFolder(for: configuration) }
    #expect(error?.kind == .writing)
    #expect(error?.description.contains("already holds a run") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [name])
    #expect(try scratch.text(name) == "precious")
  }

  @Test("A folder that is there and holds nothing of a run is taken")
  func emptyFolder() throws {
    let scratch = try Scratch()
    _ = try scratch.write("x".utf8, to: "notes.txt")
    let folder = try RunFolder(for: Small.configuration("addition") { $0.runFolder = scratch.path })
    #expect(folder.path == scratch.path)
    #expect(folder.checkpoint == scratch.file("checkpoint.h5"))
  }

  @Test("A path that cannot be a folder gives a sentence", arguments: ["", "/dev/null/run", "FILE", "FILE/run"])
  func impossible(path: String) throws {
    let scratch = try Scratch()
    let file = try scratch.write("x".utf8, to: "file")
    let configuration = try Small.configuration("addition") {
      $0.runFolder = path.replacingOccurrences(of: "FILE", with: file)
    }
    let error = Small.error { _ = try RunFolder(for: configuration) }
    #expect(error?.kind == (path.isEmpty ? .usage : .writing))
    #expect(error?.description.contains("\n") == false)
  }
}
