import Foundation
import SequenceData
import Optimization
import TestSupport
import Testing
import Training

@Suite("Series: the folder")
struct SeriesFolderTests {
  private let scratch: Scratch
  private let path: String

  init() throws {
    scratch = try Scratch()
    path = scratch.file("series")
  }

  private func configuration(_ change: (inout ConfigurationLayer) -> Void = { _ in }) throws -> ExperimentConfiguration
  {
    try Small.configuration("temporal-order") {
      $0.runFolder = path
      change(&$0)
    }
  }

  private func finish(_ folder: SeriesFolder, _ configuration: ExperimentConfiguration, seed: UInt64) throws
    -> RunSummary
  {
    let trainer = try Trainer<Float>(folder.configuration(configuration, seed: seed))
    let run = try RunFolder(for: trainer.configuration)
    let summary = try trainer.run()
    try run.write(summary)
    return summary
  }

  @Test("A run that has ended is known again, unless a larger budget lets it go on")
  func budgets() throws {
    let first = try configuration { $0.iterations = 2 }
    let folder = try SeriesFolder(for: first)
    #expect(folder.summary(5, under: first) == nil)
    var summary = try finish(folder, first, seed: 5)
    summary.profile = nil
    #expect(summary.outcome == .iterations && summary.seed == 5)
    #expect(folder.runFolder(5) == "\(path)/seed-5")
    var found = folder.summary(5, under: first)
    found?.profile = nil
    #expect(found == summary)
    #expect(folder.summary(5, under: try configuration { $0.iterations = 3 }) == nil)
    #expect(folder.summary(5, under: try configuration { ($0.iterations, $0.minibatches) = (3, 1) }) != nil)
    #expect(folder.summary(5, under: try configuration { ($0.iterations, $0.seconds) = (3, 1e-9) }) != nil)
    try scratch.write("{}", to: "series/seed-5/summary.json")
    #expect(folder.summary(5, under: first) == nil)
  }

  @Test("Runs of a solved task go on under a lower target alone")
  func solved() throws {
    let easy = try configuration { ($0.targetWrong, $0.iterations) = (1, 2) }
    let folder = try SeriesFolder(for: easy)
    #expect(try finish(folder, easy, seed: 1).outcome == .solved)
    #expect(folder.summary(1, under: try configuration { ($0.targetWrong, $0.iterations) = (1, 50) }) != nil)
    #expect(folder.summary(1, under: try configuration { $0.targetWrong = 1e-9 }) == nil)
  }

  @Test("A folder is for runs of one configuration, whatever their seeds, threads and budgets")
  func oneConfiguration() throws {
    let own = try configuration()
    do { _ = try SeriesFolder(for: own) }
    do {
      _ = try SeriesFolder(
        for: try configuration { ($0.seed, $0.threads, $0.minibatches, $0.keepCheckpoints) = (9, 1, 7, 2) })
    }
    let hidden = Small.error { _ = try SeriesFolder(for: try configuration { $0.hidden = 13 }) }
    #expect(hidden?.kind == .usage)
    #expect(
      hidden?.description.contains("holds a series with hidden 12, asked for is 13") == true,
      "\(String(describing: hidden))")
    let schedule = Small.error {
      _ = try SeriesFolder(for: try configuration { ($0.length, $0.lengthSchedule) = (12, "10") })
    }
    #expect(schedule?.description.contains("length 10, asked for is 12") == true, "\(String(describing: schedule))")
    let held = try SeriesFolder(for: own)
    #expect(Small.error { _ = try SeriesFolder(for: own) }?.description.contains("another process is working") == true)
    _ = held.path
  }

  @Test("A series begun before a choice existed goes on with its default, and with nothing else")
  func olderSeries() throws {
    let own = try configuration()
    do { _ = try SeriesFolder(for: own) }
    let file = "\(path)/config.yaml"
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    let older = lines.filter { !$0.hasPrefix("lambda-factor") && !$0.hasPrefix("center-inputs") }
    #expect(older.count == lines.count - 2)
    try scratch.write(older.joined(separator: "\n"), to: "series/config.yaml")
    let other = Small.error { _ = try SeriesFolder(for: try configuration { $0["lambda-factor"] = 2 }) }
    #expect(
      other?.description.contains("lambda-factor 1.5, asked for is 2") == true, "\(String(describing: other))")
    _ = try SeriesFolder(for: own)
  }

  @Test("The folder of a single run is no folder of a series, nor is one that cannot be made")
  func others() throws {
    _ = try RunFolder(for: configuration())
    #expect(
      Small.error { _ = try SeriesFolder(for: configuration()) }?.description.contains("holds a single run") == true)
    try scratch.write("a file", to: "file")
    let file = Small.error { _ = try SeriesFolder(for: try configuration { $0.runFolder = scratch.file("file") }) }
    #expect(file?.kind == .writing)
    let empty = Small.error { _ = try SeriesFolder(for: try configuration { $0.runFolder = "" }) }
    #expect(empty?.kind == .usage)
  }

  @Test("A long path with blanks is one choice: a series goes on with it, and another one is named whole")
  func longPath() throws {
    func configuration(_ name: String) throws -> ExperimentConfiguration {
      let file = scratch.file(String(repeating: "x ", count: 100) + name)
      try SequenceFile.write(
        to: file, AdditionTask(), length: 10, sizes: [.train: 5, .validation: 5, .test: 5], seed: 1, creator: "a test")
      var layer = Small.layer("addition")
      (layer.task, layer.length, layer.data, layer.runFolder) = (nil, nil, file, path)
      return try ExperimentConfiguration(layer)
    }
    let own = try configuration("one.h5")
    do { _ = try SeriesFolder(for: own) }
    do { _ = try SeriesFolder(for: own) }
    let other = try configuration("two.h5")
    let error = Small.error { _ = try SeriesFolder(for: other) }
    #expect(error?.description.contains("data \(own.data!), asked for is \(other.data!)") == true, "\(error!)")
  }
}
