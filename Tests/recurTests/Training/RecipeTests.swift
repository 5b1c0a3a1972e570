import Foundation
import TestSupport
import Testing

@Suite("Data of one's own with no option at all")
struct RecipeTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func run(_ words: String, code: Int32 = 0) throws -> Command {
    let command = try Command(words.split(separator: " ").map(String.init), folder: scratch.path, limit: 120)
    #expect(command.exitCode == code, "\(words): \(command.output)\(command.errors)")
    return command
  }

  @Test(
    "Values, classes and a forecast: the run says its recipe, ends by itself within a minute, and halves the error of a constant and of a linear model",
    .enabled(if: Python.hasH5py, Python.missing),
    arguments: [
      ("frequency", ".npz", 8), ("turn", ".npz", 8), ("map", ".csv --window 20 --stride 10 --horizon 1", 4),
    ])
  func newcomer(name: String, rest: String, updates: Int) throws {
    let made = try Python.run(file: "own_data.py", "make", scratch.path)
    #expect(made.status == 0, "\(made.output)")
    _ = try run("data arrays \(name)\(rest) --standardize --output d.h5")
    // Processor time: other tests may run beside this one.
    let trained = try run("train d.h5 --clock processor --run-folder run")
    let head = trained.output.split(separator: "\n").prefix(4).joined(separator: "\n")
    let recipe =
      "recipe small-data, for data sets of one's own: cell lstm, hidden 64, optimizer adam, learning-rate 0.01, schedule constant, gradient-batch 32, updates-per-step \(updates), patience 50"
    #expect(head.contains("\n\(recipe)\n"), "\(head)")
    #expect(trained.output.contains("trained until the validation loss fell no more"), "\(trained.output)")
    let object = try JSONSerialization.jsonObject(with: Data(scratch.text("run/summary.json").utf8))
    let summary = try #require(object as? [String: Any])
    #expect(summary["outcome"] as? String == "patience")
    #expect((summary["seconds"] as? Double ?? .infinity) < 60)
    _ = try run("predict run --output p.h5")
    let compared = try Python.run(file: "own_data.py", "compare", scratch.file("d.h5"), scratch.file("p.h5"))
    #expect(compared.status == 0, "\(compared.output)")
  }

  @Test("Another recipe is named, or refused with one sentence, and a task has its own")
  func named() throws {
    try scratch.write("a,b\n" + (0..<300).map { "\(Double($0 % 7)),\(Double($0 % 3))\n" }.joined(), to: "t.csv")
    _ = try run("data arrays t.csv --window 8 --horizon 1 --standardize --output d.h5")
    let other = try run("train d.h5 --recipe long-range --iterations 1 --run-folder long")
    #expect(other.output.contains("\nrecipe long-range, for long-range tasks: cell tanh, hidden 100, optimizer hf, "))
    #expect(try scratch.text("long/config.yaml").contains("\nrecipe: long-range\n"))
    let refused = try run("train d.h5 --recipe text", code: 64)
    #expect(refused.errors == "recur: --recipe text is for texts, and d is none: leave it out\n", "\(refused.errors)")
    let task = try run("train addition --length 10 --hidden 5 --iterations 1 --run-folder task", code: 1)
    #expect(task.output.contains("\nrecipe long-range, for long-range tasks: cell tanh, hidden 5, optimizer dual, "))
  }

  @Test("A run goes on with the recipe that it began with")
  func resumed() throws {
    try scratch.write("a,b\n" + (0..<300).map { "\(Double($0 % 7)),\(Double($0 % 3))\n" }.joined(), to: "t.csv")
    _ = try run("data arrays t.csv --window 8 --horizon 1 --standardize --output d.h5")
    _ = try run("train d.h5 --hidden 4 --iterations 2 --run-folder short")
    let resumed = try run("resume short --iterations 4")
    #expect(resumed.output.contains("\nrecipe small-data, for data sets of one's own: cell lstm, hidden 4, "))
    _ = try run("train d.h5 --hidden 4 --iterations 4 --run-folder whole")
    func losses(_ folder: String) throws -> [Double?] {
      try scratch.text("\(folder)/log.jsonl").split(separator: "\n").map { line in
        (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["loss"] as? Double
      }
    }
    let (one, other) = try (losses("short"), losses("whole"))
    #expect(one == other && one.count == 4)
  }
}
