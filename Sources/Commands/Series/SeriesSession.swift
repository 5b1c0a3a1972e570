import Foundation
import LinearAlgebra
import Synchronization
import Training

/// The runs of a series, some at a time.
final class SeriesSession: Sendable {
  private struct Progress {
    var waiting: [UInt64]
    var ended: [RunSummary] = []
    /// What kept runs from ending.
    var failures: [any Error] = []
  }

  private let configuration: ExperimentConfiguration
  private let folder: SeriesFolder
  private let seeds: [UInt64]
  private let printer: SeriesPrinter
  /// The data file of all runs as it is now; nil where sequences are made on the fly.
  private let dataFile: DataFileRecord?
  private let progress: Mutex<Progress>
  private let jobs: Int

  init(
    configuration: ExperimentConfiguration, folder: SeriesFolder, seeds: [UInt64], jobs: Int,
    dataFile: DataFileRecord?, printer: SeriesPrinter
  ) {
    self.configuration = configuration
    self.folder = folder
    self.seeds = seeds
    self.printer = printer
    self.jobs = jobs
    self.dataFile = dataFile
    progress = Mutex(Progress(waiting: seeds))
  }

  /// Runs all that have not ended.
  ///
  /// - Returns: the exit code.
  /// - Throws: the first of the errors that kept runs from ending; the others have run nevertheless.
  func run() throws -> Int32 {
    printer.begin()
    try takeOver()
    // Where the system gives fewer threads, fewer runs go on at a time.
    WorkerPool(threads: jobs).run(jobs) { [self] _, _ in
      while let seed = next() { run(seed) }
    }
    let summary = summary
    try printer.end(summary)
    // What two runs wrote that ended at the same time may lack one of them.
    try folder.write(summary)
    if let failure = progress.withLock({ $0.failures.first }) { throw failure }
    if summary.open > 0 { return ExitStatus.interrupted }
    return summary.runs.contains { $0.exitStatus != ExitStatus.succeeded } ? ExitStatus.failed : ExitStatus.succeeded
  }

  /// Counts the runs that have ended in an earlier session.
  private func takeOver() throws {
    for seed in seeds {
      guard let summary = folder.summary(seed, under: configuration) else { continue }
      try requireSameData(seed)
      progress.withLock {
        $0.ended.append(summary)
        $0.waiting.removeAll { $0 == seed }
      }
      try printer.ended(summary, isNew: false)
    }
  }

  /// Makes sure that a run that has ended was trained on the data file that the others are.
  private func requireSameData(_ seed: UInt64) throws {
    guard let dataFile else { return }
    let file = try CheckpointFile(guarded: RunLocation(folder.runFolder(seed)))
    try file.recordedDataFile?.requireSameBytes(in: dataFile)
  }

  private func next() -> UInt64? {
    progress.withLock { Interrupt.isRequested || $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
  }

  private func run(_ seed: UInt64) {
    do {
      let summary = try session(seed)
      guard summary.outcome != .interrupted else { return }
      progress.withLock { $0.ended.append(summary) }
      try printer.ended(summary, isNew: true)
      try folder.write(self.summary)
    } catch {
      printer.failed(seed, error)
      progress.withLock { $0.failures.append(error) }
    }
  }

  private var summary: SeriesSummary {
    let ended = progress.withLock { $0.ended }
    return SeriesSummary(ended, open: seeds.count - ended.count)
  }

  /// Runs one seed, from its checkpoint if it has one.
  private func session(_ seed: UInt64) throws -> RunSummary {
    let own = try folder.configuration(configuration, seed: seed)
    switch own.precision {
    case .float: return try session(Float.self, own)
    case .double: return try session(Double.self, own)
    }
  }

  private func session<Element: Scalar>(_: Element.Type, _ own: ExperimentConfiguration) throws -> RunSummary {
    let reporter = SeriesReporter(seed: own.seed, printer: printer)
    let (runFolder, isBegun) = try folder.open(own)
    guard isBegun else {
      let trainer = try Trainer<Element>(own, dataFile: dataFile, sharedBy: jobs)
      trainer.records.commandLine = CommandLine.arguments.joined(separator: " ")
      return try TrainingSession(trainer: trainer, folder: runFolder, reporter: reporter).run()
    }
    let location = try RunLocation(runFolder.path)
    let hasCheckpoint = FileManager.default.fileExists(atPath: location.checkpoint)
    let trainer =
      if hasCheckpoint {
        try Trainer(
          location.reading { _ in try Checkpoint<Element>(CheckpointFile(guarded: location)) }, configuration: own,
          dataFile: dataFile, sharedBy: jobs)
      } else {
        // It was killed before its first checkpoint.
        try Trainer<Element>(own, dataFile: dataFile, sharedBy: jobs)
      }
    let words = CommandLine.arguments.joined(separator: " ")
    if hasCheckpoint { trainer.records.continuations.append(words) } else { trainer.records.commandLine = words }
    try runFolder.write(own, trainer.history)
    return try TrainingSession(
      trainer: trainer, folder: runFolder, origin: hasCheckpoint ? location.checkpoint : nil, reporter: reporter
    ).run()
  }
}

/// Tells the printer of a series how the run of one seed goes.
private struct SeriesReporter: RunReporter {
  let seed: UInt64
  let printer: SeriesPrinter

  func begin<Element: Scalar>(_ trainer: Trainer<Element>, continuing: Bool) {
    printer.began(seed, after: trainer.history.last, trainer.data.kind)
  }
  func step(_ row: HistoryRow) { printer.step(seed, row) }
  func end(_ summary: RunSummary) {}
  func tell(_ sentence: String) { printer.tell("seed \(seed): \(sentence)") }
}
