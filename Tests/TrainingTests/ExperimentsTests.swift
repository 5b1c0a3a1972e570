import Foundation
import Testing
import Training

@Suite("The inputs of Experiments")
struct ExperimentsTests {
  /// A row of a `runs.csv`: what is trained, and the choices that it and its base make.
  struct Row: CustomTestStringConvertible {
    let name: String
    let subject: String
    let base: URL
    let options: [(name: String, value: String)]
    var testDescription: String { "\(base.deletingLastPathComponent().lastPathComponent)/\(name)" }

    /// The options as YAML: what a reader of YAML would take for something else than text is quoted.
    var yaml: String {
      options.map { "\($0.name): \($0.value.contains(":") ? "\"\($0.value)\"" : $0.value)\n" }.joined()
    }
  }

  static let rows: [Row] = {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let experiments = tests.deletingLastPathComponent().appendingPathComponent("Experiments")
    let files = FileManager.default.enumerator(at: experiments, includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.lastPathComponent == "runs.csv" }.flatMap(rows(of:))
  }()

  private static func rows(of file: URL) -> [Row] {
    let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n") ?? []
    return lines.dropFirst().map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let words = cells[3].split(separator: " ").map(String.init)
      let options = options(words)
      let base = file.deletingLastPathComponent().appendingPathComponent(cells[2])
      return Row(name: cells[0], subject: cells[1], base: base, options: options)
    }
  }

  /// Options and their values; a flag without one is true, and with `no-` before its name false.
  private static func options(_ words: [String]) -> [(name: String, value: String)] {
    words.indices.filter { words[$0].hasPrefix("--") }.map { index in
      let name = String(words[index].dropFirst(2))
      if index + 1 < words.count, !words[index + 1].hasPrefix("--") { return (name, words[index + 1]) }
      return name.hasPrefix("no-") ? (String(name.dropFirst(3)), "false") : (name, "true")
    }
  }

  @Test("are all found")
  func found() {
    #expect(Self.rows.count > 300)
    #expect(Set(Self.rows.map(\.base)).count > 10)
  }

  @Test("are configurations that this program takes, each choice of them as it is written", arguments: rows)
  func taken(_ row: Row) throws {
    let base = try ConfigurationLayer(yamlFile: row.base.path)
    var layer = try ConfigurationLayer(yaml: row.yaml, source: row.name).over(base)
    // A dataset file is not there, and a folder that a run begins from is not either.
    guard !row.subject.hasSuffix(".h5") else { return }
    (layer.task, layer.initializeFrom) = (row.subject, nil)
    let resolved = Set(try ExperimentConfiguration(layer).layer.yaml.split(separator: "\n"))
    for choice in layer.yaml.split(separator: "\n") where !choice.hasPrefix("length-schedule: ") {
      #expect(resolved.contains(choice))
    }
  }
}
