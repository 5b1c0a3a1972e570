import LinearAlgebra
package import SequenceData
package import Training

/// How a run has ended, for people.
package struct RunVerdict {
  private let summary: RunSummary
  private let baseline: Baseline
  private let data: ExperimentData
  private let clock: RunClock

  /// The verdict on a run about `data`, beside what a constant predictor scores; its seconds are those of a clock.
  package init(_ summary: RunSummary, baseline: Baseline, data: ExperimentData, clock: RunClock = .real) {
    self.summary = summary
    self.baseline = baseline
    self.data = data
    self.clock = clock
  }

  /// The verdict, the figures beside those of a constant predictor, and where the checkpoint is.
  package var lines: [String] {
    let figures =
      switch summary.kind {
      case .judged: judged
      case .unjudged: unjudged
      case .text: text
      }
    let content = summary.outcome == .interrupted ? ", which holds the last finished step" : ""
    return figures + earlyStop + summary.advice.map { "\(Console.bold("advice:")) \(Console.plain($0))" } + [
      "checkpoint \(Console.plain(summary.checkpoint))\(content)"
    ]
  }

  /// Of a run that has stopped early: which parameters count.
  private var earlyStop: [String] {
    guard summary.outcome == .patience, let best = summary.bestStep else { return [] }
    let since = summary.stepsSinceBest ?? summary.iterations - best
    return [
      "step \(best) did best, \(since, "step") before the end: evaluate, predict, sample and inspect take it, the last with --last"
    ]
  }

  private var cost: String {
    let forward = Numbers.amount(summary.forwardMinibatches)
    return
      "\(summary.iterations, "step"), \(Numbers.cost(summary.minibatches)) (and \(forward) forward only), \(Numbers.time(summary.seconds))\(clock.words)"
  }

  private var loss: String { summary.loss.map(Numbers.short) ?? "not finite" }

  private var judged: [String] {
    let share = summary.wrong.map(Numbers.percent) ?? "?"
    let split: Split = summary.tests > 0 ? .test : .validation
    let fresh = data.size(of: split, length: summary.length) == nil ? "fresh " : ""
    let sequences = "\(summary.sequences, "\(fresh)\(split.rawValue) sequence")"
    var lines: [String] = []
    if summary.outcome == .solved {
      lines.append(Console.green("solved") + " after \(cost)")
      lines.append("the network has learned the task at length \(summary.length):")
    } else {
      lines.append(Console.red(summary.outcome.explanation) + " after \(cost)")
    }
    lines.append(
      "\(share) of \(sequences) wrong, a constant predictor \(Numbers.percent(baseline.wrongShare)); loss \(loss) against \(Numbers.short(baseline.loss))"
    )
    if let isWhole = summary.isTestWhole {
      lines.append(Self.exactness(isWhole, "of the best parameters met, as recur evaluate finds them"))
    }
    return lines
  }

  /// How training has ended where nothing says what is solved.
  private var trained: String {
    let words = summary.outcome.explanation(summary.kind)
    switch summary.outcome {
    case .overflow, .stalled: return "\(Console.red(words)), after \(cost)"
    case .interrupted: return "\(words) after \(cost)"
    case .patience: return "\(Console.bold(words)), after \(cost)"
    case .solved, .budget, .iterations, .time, .converged: return "\(Console.bold(words)) for \(cost)"
    }
  }

  private var unjudged: [String] {
    let against = "a constant predictor \(Numbers.short(baseline.loss))"
    guard let isWhole = summary.isTestWhole else {
      return [trained, "validation loss \(loss) on \(summary.sequences, "sequence"), \(against)"]
    }
    let split = (data.splitRead(for: .test) ?? .test).rawValue
    var lines = [trained, "\(split) loss \(loss) on \(summary.sequences, "sequence"), \(against)"]
    if let quality = summary.quality { lines.append(quality.words) }
    lines.append(Self.exactness(isWhole, "of the best parameters met, as recur evaluate finds them"))
    return lines
  }

  private var text: [String] {
    let validation =
      "validation loss \(loss) nats on \(summary.sequences, "fresh window"), a constant predictor \(Numbers.short(baseline.loss))"
    guard let isWhole = summary.isTestWhole else { return [trained, validation] }
    let place = "\(isWhole ? "the whole" : "the first \(summary.characters ?? 0, "character") of the") test text"
    guard let bits = summary.bitsPerCharacter else {
      let reason =
        (summary.characters ?? 0) > 0 ? "numbers overflowed on \(place)" : "there is nothing to predict in \(place)"
      return [trained, "\(Console.red("no bits per character")): \(reason)", validation]
    }
    let bytes = summary.bitsPerByte.map { ", \(Numbers.short($0)) per byte" } ?? ""
    return [
      trained,
      "\(Console.bold(Numbers.short(bits))) bits per character\(bytes) on \(place), a constant predictor \(Numbers.bits(baseline.loss))",
      Self.exactness(isWhole, "by the best parameters met, as recur evaluate finds them"), validation,
    ]
  }

  private static func exactness(_ isWhole: Bool, _ words: String) -> String {
    isWhole
      ? Console.dim("  " + words)
      : "  --seconds were over before the test was: recur evaluate reads all of it"
  }
}

extension Quality {
  /// The measure in words, and that of a constant predictor beside it.
  var words: String {
    let share = explainedVariance.map { "; R² \(Numbers.fixed($0, 3, within: 8))" } ?? ""
    return "\(measure.words) \(shown(value)), a constant predictor \(shown(constant))\(share)"
  }

  /// A value as people read it.
  func shown(_ value: Double?) -> String {
    guard let value else { return "-" }
    return measure == .meanSquaredError ? Numbers.short(value) : Numbers.percent(value)
  }
}

extension Quality.Measure {
  /// What is measured.
  var words: String {
    switch self {
    case .meanSquaredError: "mean squared error"
    case .stepAccuracy: "accuracy, of steps,"
    case .outputAccuracy: "accuracy, of outputs,"
    }
  }
}
