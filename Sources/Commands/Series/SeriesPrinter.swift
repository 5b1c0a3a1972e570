import Foundation
import Optimization
import LinearAlgebra
import RecurrentNetworks
import Synchronization
package import Training

/// What `repeat` shows: a line for each run that ends, how the others stand, and how often and at what cost.
package final class SeriesPrinter: Sendable {
  private struct State {
    /// The last step of each run that is under way; nil before its first.
    var running: [UInt64: HistoryRow?] = [:]
    /// What kind of data they are about; nil before the first begins.
    var kind: DataKind?
    var ended = 0
    var lastNote = Date.distantPast
    var hasStatus = false
  }

  private let configuration: ExperimentConfiguration
  private let folder: SeriesFolder
  private let seeds: [UInt64]
  private let jobs: Int
  private let json: Bool
  private let state = Mutex(State())

  /// A printer for a series of so many `jobs` at a time; with `json` as objects.
  package init(_ configuration: ExperimentConfiguration, folder: SeriesFolder, seeds: [UInt64], jobs: Int, json: Bool) {
    self.configuration = configuration
    self.folder = folder
    self.seeds = seeds
    self.jobs = jobs
    self.json = json
  }

  private static let columns =
    "  seed  solved   steps       passes  forward     time                 score     constant  tests"

  /// The head.
  package func begin() {
    guard !json else { return }
    let network = configuration.network
    let size = configuration.window.map { "windows of \($0.length, "step")" } ?? "T = \(configuration.length)"
    Console.print(
      "\(Console.bold(Console.plain(configuration.task))), \(size): \(network.layersInWords), \(configuration.optimizerKind.rawValue), \(seeds.count == 1 ? "seed \(seeds[0])" : "seeds \(seeds[0]) to \(seeds[seeds.count - 1])")"
    )
    Console.print(
      "\(jobs) at a time with \(configuration.threads, "thread") each, at most \(budgets); folder \(folder.path)"
    )
    Console.print(Console.dim(Self.columns))
  }

  /// What each run may take.
  private var budgets: String {
    let steps = configuration.iterations.map { "\($0, "step")" }
    let seconds = configuration.seconds.map { Numbers.time($0) + configuration.clock.words }
    return [steps, seconds, Numbers.cost(configuration.minibatches)].compactMap(\.self).joined(separator: ", ")
  }

  /// A run has begun, or goes on after a step.
  package func began(_ seed: UInt64, after row: HistoryRow?, _ kind: DataKind) {
    state.withLock {
      $0.kind = kind
      $0.running[seed] = .some(row)
      showStatus(&$0)
    }
  }

  /// A run has taken a step.
  package func step(_ seed: UInt64, _ row: HistoryRow) {
    state.withLock {
      $0.running[seed] = row
      showStatus(&$0)
    }
  }

  /// A run has ended, now or in an earlier session.
  package func ended(_ summary: RunSummary, isNew: Bool) throws {
    let text = try JSONText.line(summary)
    state.withLock {
      $0.running[summary.seed] = nil
      $0.ended += 1
      clearStatus(&$0)
      Console.print(json ? text : Self.line(summary) + (isNew ? "" : Console.dim("  from before")))
      showStatus(&$0)
    }
  }

  /// A run could not be brought to an end.
  package func failed(_ seed: UInt64, _ error: any Error) {
    tell("seed \(seed): \(error)")
    state.withLock { $0.running[seed] = nil }
  }

  /// Something that is no figure.
  package func tell(_ sentence: String) {
    state.withLock {
      clearStatus(&$0)
      Console.error(sentence)
    }
  }

  /// The whole.
  package func end(_ summary: SeriesSummary) throws {
    let text = try JSONText.line(summary)
    state.withLock {
      $0.running = [:]
      clearStatus(&$0)
      guard !json else { return Console.print(text) }
      Self.words(summary).forEach(Console.print)
      Console.print("\(folder.path)/summary.json")
    }
  }

  private static func line(_ run: RunSummary) -> String {
    let verdict = run.solved.map { $0 ? Console.green("   yes") : Console.red("    no") } ?? "     -"
    let score = RunScore(run)
    return [
      TextTable.pad(String(run.seed), 6), "", verdict, TextTable.pad(String(run.iterations), 7),
      TextTable.pad(Numbers.amount(run.minibatches), 12),
      TextTable.pad(Numbers.amount(run.forwardMinibatches), 8), TextTable.pad(Numbers.time(run.seconds), 8),
      TextTable.pad(score.words, 21),
      TextTable.pad(score.constant, 12), TextTable.pad(String(run.tests), 6),
    ].joined(separator: " ") + (run.solved == false ? "  \(run.outcome.explanation)" : "")
  }

  private static func words(_ summary: SeriesSummary) -> [String] {
    var lines: [String] = []
    if let share = summary.solvedShare, let interval = summary.interval, let solved = summary.solved {
      let range = "\(Numbers.percent(interval.least)) to \(Numbers.percent(interval.most))"
      lines.append(
        "solved from \(Console.bold("\(solved) of \(summary.runs.count)")) seeds: \(Numbers.percent(share)), at 95 % confidence \(range)"
      )
    }
    if summary.open > 0 { lines.append("\(summary.open) still to end: the same command goes on with them") }
    let kinds: [(String, Spread?, (Double) -> String)] = [
      ("passes", summary.minibatches, Numbers.amount),
      ("forward only", summary.forwardMinibatches, Numbers.amount),
      ("steps", summary.iterations, Numbers.short), ("time", summary.seconds, Numbers.time),
      ("bits per character", summary.bitsPerCharacter, Numbers.short), ("test loss", summary.loss, Numbers.short),
      ("mean squared error", summary.meanSquaredError, Numbers.short), ("accuracy", summary.accuracy, Numbers.percent),
    ]
    let runs = summary.kind == .judged ? "over the successes" : "over all runs"
    var table = TextTable([runs, "mean", "least", "most"])
    for (name, spread, words) in kinds {
      guard let spread else { continue }
      table.add([name, words(spread.mean), words(spread.least), words(spread.most)])
    }
    return table.rows.isEmpty ? lines : lines + table.lines()
  }

  // MARK: How the runs under way stand

  private func showStatus(_ state: inout State) {
    guard !state.running.isEmpty, Date().timeIntervalSince(state.lastNote) > (Terminal.errors.obeysCodes ? 0.2 : 60)
    else { return }
    // What was written to a log a moment after the beginning says nothing.
    if !Terminal.errors.obeysCodes, state.lastNote == .distantPast {
      state.lastNote = Date()
      return
    }
    state.lastNote = Date()
    let kind = state.kind
    let runs = state.running.sorted { $0.key < $1.key }.map { seed, row in "seed \(seed) \(Self.words(row, kind))" }
    let line = "\(state.ended) of \(seeds.count) ended; \(runs.joined(separator: ", "))"
    if Terminal.errors.obeysCodes {
      Console.status(line)
      state.hasStatus = true
    } else {
      Console.note(line)
    }
  }

  private func clearStatus(_ state: inout State) {
    guard state.hasStatus else { return }
    Console.clearStatus()
    state.hasStatus = false
  }

  private static func words(_ row: HistoryRow?, _ kind: DataKind?) -> String {
    guard let row else { return "begins" }
    let score =
      switch kind {
      case .judged: "\(Numbers.percent(row.validation.wrongShare)) wrong"
      case .text: "\(Numbers.bits(row.validation.loss)) bits/char"
      case .unjudged, nil: "validation loss \(Numbers.short(row.validation.loss))"
      }
    return "\(score) at T = \(row.length) after \(Numbers.amount(row.cost.minibatches))"
  }
}
