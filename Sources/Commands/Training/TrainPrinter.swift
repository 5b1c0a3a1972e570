package import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Optimization
package import Training

/// What `train` shows: a head, a line a step, advice, and the verdict.
package final class TrainPrinter: RunReporter {
  private let configuration: ExperimentConfiguration
  private let baseline: Baseline
  private let data: ExperimentData
  private let folder: RunFolder
  private let view: RunView
  private var advisor: Advisor
  private var plot: RunPlot?
  private let table: StepTable
  /// What has been said before the first step, which its notes say again.
  private var opening: Set<String> = []

  /// A printer for a run about `data` in a folder.
  package init(
    _ configuration: ExperimentConfiguration, data: ExperimentData, folder: RunFolder, _ view: RunView
  ) {
    self.configuration = configuration
    self.data = data
    baseline = data.baseline(length: configuration.length)
    self.folder = folder
    self.view = view
    table = StepTable(
      configuration, data.kind,
      width: Terminal.output.isTerminal ? TerminalSize.columns : StepTable.usualWidth)
    plot = view.plot && !view.json ? RunPlot() : nil
    advisor = Advisor(
      baselineLoss: baseline.loss, growsLengths: configuration.data == nil, optimizer: configuration.optimizer.options)
  }

  /// The head: what will be done, against what, with how much memory, and after what for a run that goes on.
  package func begin<Element: Scalar>(_ trainer: Trainer<Element>, continuing: Bool) throws {
    let memory = try trainer.memoryPlan()
    let parameters = trainer.network.layout.count
    // Advice goes on where it was, and is not repeated.
    for row in trainer.history {
      _ = advisor.advice(after: row)
      plot?.add(row)
    }
    opening = Set(trainer.openingAdvice)
    for note in data.notes + trainer.openingAdvice { Console.error(Console.plain(note)) }
    guard !view.json else { return }
    let lengths = configuration.lengths
    let length =
      if let window = configuration.window {
        "windows of \(window.length, "step"), "
          + (window.order == .consecutive
            ? "each from the state in which the one before it ended" : "the first \(window.warmUp) to warm up")
      } else if lengths.count > 1 {
        "T growing \(lengths.map(String.init).joined(separator: " "))"
      } else {
        "T = \(configuration.length)"
      }
    let network = configuration.network
    Console.print(Console.bold(Console.plain(configuration.task)) + ", \(length): \(Console.plain(data.summary))")
    Console.print(
      "\(network.layersInWords), \(parameters, "parameter"), \(configuration.precision.rawValue), \(configuration.threads, "thread"), seed \(configuration.seed)"
    )
    Console.print(configuration.recipeInWords)
    let optimizer = configuration.optimizer.options
    if let words = optimizer.summary(gradientBatch: configuration.leadingBatch.count, number: Numbers.short) {
      Console.print(words)
    }
    if optimizer.roles.contains(.curvature), let words = configuration.curvature.words { Console.print(words) }
    if let words = configuration.noise.words { Console.print(words) }
    if let first = configuration.initialBatch {
      let reason = optimizer.choosesRows ? "when other sequences gain little" : "as their noise asks for"
      Console.print("batches grow: gradients of \(first) to \(configuration.gradientBatch, "sequence"), \(reason)")
    }
    let constant = "a constant predictor scores loss \(Numbers.short(baseline.loss))"
    switch data.kind {
    case .text:
      let symbols = data.vocabulary.map { "\($0.count, "symbol"); " } ?? ""
      Console.print("\(symbols)\(constant) nats = \(Numbers.bits(baseline.loss)) bits per character")
    case .unjudged: Console.print("\(constant); the data do not say when a sequence is wrong")
    case .judged:
      let fresh = "\(Trainer<Float>.testSize) fresh sequences"
      let test = data.size(of: .test, length: configuration.length).map { "the \($0, "test sequence")" }
      Console.print(
        "\(constant) and \(Numbers.percent(baseline.wrongShare)) wrong; solved below \(Numbers.percent(configuration.solvedBelow(at: configuration.length))) of \(test ?? fresh)"
      )
    }
    let kept = memory.interval.map { "kept every \($0, "step"), the rest recomputed" } ?? "all kept"
    Console.print(
      "activations take \(ByteCount.describe(memory.bytes)) (\(kept)); run folder \(folder.path)")
    if let limit = configuration.memoryLimitInBytes, memory.bytes > limit {
      Console.error(
        "--memory-limit \(ByteCount.describe(limit)) cannot be kept: \(ByteCount.describe(memory.bytes)) is the least these batches need"
      )
    }
    if let core = BLASLibrary.fasterCore {
      Console.error(
        "OpenBLAS runs its \(BLASLibrary.core) code; \(core) would be faster on this processor, see recur doctor")
    }
    if continuing {
      let time = Numbers.time(trainer.history.last?.seconds ?? 0)
      let spent = trainer.state.standing.progress.cost.minibatches
      Console.print(
        Console.bold("going on after step \(trainer.history.count)")
          + ": \(Numbers.cost(spent)) and \(time) spent so far")
    }
    table.header.forEach { Console.print(Console.dim($0)) }
  }

  /// One step.
  package func step(_ row: HistoryRow) throws {
    if view.json {
      Console.print(try JSONText.line(row))
    } else {
      Console.print(table.line(row))
      for note in row.notes where !opening.contains(note) { Console.print("        " + Console.bold(note)) }
      if !row.report.accepted { Console.note("        \(row.report.outcome.explanation)") }
    }
    for sentence in advisor.advice(after: row) { Console.note("        advice: \(sentence)") }
    plot?.add(row)
    plot?.showNow()
  }

  /// Something that is no figure, on standard error.
  package func tell(_ sentence: String) { Console.error(sentence) }

  /// The verdict, and where the time went if somebody asked for it.
  package func end(_ summary: RunSummary) throws {
    guard !view.json else {
      Console.print(try JSONText.line(summary))
      return
    }
    plot?.show()
    RunVerdict(summary, baseline: baseline, data: data, clock: configuration.clock).lines.forEach(Console.print)
    guard view.profile, let profile = summary.profile else { return }
    for line in ProfileTable.lines(profile) { Console.print(line) }
  }
}

extension ExperimentConfiguration {
  /// The recipe with what holds of what recipes say, chosen or not.
  fileprivate var recipeInWords: String {
    let layer = layer
    let names = [
      "cell", "hidden", "optimizer", "learning-rate", "schedule", "gradient-batch", "updates-per-step", "mu",
      "preconditioner", "patience",
    ]
    let words = names.compactMap { name -> String? in
      guard let value = layer[name] else { return nil }
      guard case .number(let number) = value else { return "\(name) \(value.words)" }
      return "\(name) \(Numbers.short(number))"
    }
    return "recipe \(self.recipe), for \(self.recipe.recipe.subject): \(words.joined(separator: ", "))"
  }
}

extension TrainingNoise {
  /// The noise in words; nil where there is none.
  fileprivate var words: String? {
    var parts: [String] = []
    if dropout > 0 {
      let span = maskSpan == .sequence ? ", the same at every step of a sequence" : ""
      parts.append("\(Numbers.percent(dropout)) of outputs dropped\(span)")
    }
    if inputDropout > 0 { parts.append("\(Numbers.percent(inputDropout)) of features dropped") }
    if inputNoise > 0 { parts.append("noise of deviation \(Numbers.short(inputNoise)) on features") }
    if stateNoise > 0 { parts.append("noise of deviation \(Numbers.short(stateNoise)) in states") }
    return parts.isEmpty ? nil : "in training alone: " + parts.joined(separator: "; ")
  }
}
