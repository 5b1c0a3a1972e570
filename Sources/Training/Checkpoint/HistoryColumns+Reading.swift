internal import HDF5
internal import Optimization

extension HistoryColumns {
  /// Reads the columns of a run of so many steps, with those that its optimizer alone has, and what was measured beside the loss;
  /// files of earlier versions, and of data with a rule of success, do not have that.
  init(from file: CheckpointSource, steps: Int, columns own: [ReportColumn], measure: Quality.Measure) throws {
    func path(_ name: String) -> String { "\(CheckpointNames.history)/\(name)" }
    func refuse(_ name: String, _ expected: String) -> TrainingError {
      file.refusal("/\(path(name)) should \(expected)")
    }
    let blank = HistoryRow(
      report: StepReport(step: 0, lambda: 0, mu: 0), validation: Score(loss: 0, sequences: 0, wrong: 0), cost: Cost(),
      seconds: 0, length: 0)
    // Before memory for the rows is taken: the number of steps is the file's word.
    let numbers = try file.column(path(Self.step), as: Int64.self, count: steps)
    var rows = Array(repeating: blank, count: steps)
    for (index, step) in numbers.enumerated() {
      guard step == index + 1 else { throw refuse(Self.step, "count the steps from 1") }
      rows[index].report.step = index + 1
    }
    for (name, keyPath) in Self.reals {
      let values = try file.column(path(name), as: Double.self, count: steps)
      for index in rows.indices { rows[index][keyPath: keyPath] = values[index] }
    }
    for (name, keyPath) in Self.counts {
      let values = try file.column(path(name), as: Int64.self, count: steps)
      let range = 0...Int64(CheckpointSource.largestCount)
      guard values.allSatisfy(range.contains) else { throw refuse(name, "hold numbers from 0 to \(range.upperBound)") }
      for index in rows.indices { rows[index][keyPath: keyPath] = Int(values[index]) }
    }
    for column in own where steps > 0 {
      let values: [Double]
      if column.isCount {
        let counts = try file.column(path(column.name), as: Int64.self, count: steps)
        guard counts.allSatisfy({ 0...Int64(CheckpointSource.largestCount) ~= $0 }) else {
          throw refuse(column.name, "hold numbers from 0 to \(CheckpointSource.largestCount)")
        }
        values = counts.map { Double($0) }
      } else {
        values = try file.column(path(column.name), as: Double.self, count: steps)
      }
      for index in rows.indices { rows[index].report.figures[column.name] = values[index] }
    }
    let names = HistoryRow.figures(of: measure).map { path($0.key.stringValue) }
    if steps > 0, try file.contains(names[0]) {
      let (values, constants) = (
        try file.column(names[0], as: Double.self, count: steps),
        try file.column(names[1], as: Double.self, count: steps)
      )
      for index in rows.indices where !(values[index].isNaN && constants[index].isNaN) {
        rows[index].quality = Quality(measure, value: values[index], constant: constants[index])
      }
    }
    // Of data with a rule of success the share that is wrong, of others that of the measure, of earlier versions neither.
    for key in [HistoryRow.trainingKey(of: nil), HistoryRow.trainingKey(of: measure)] {
      guard steps > 0, try file.contains(path(key.stringValue)) else { continue }
      for (index, value) in try file.column(path(key.stringValue), as: Double.self, count: steps).enumerated() {
        rows[index].training = value.isFinite ? value : nil
      }
    }
    for (index, share) in try file.column(path(Self.wrong), as: Double.self, count: steps).enumerated() {
      guard let score = Score(rows[index].validation, wrongShare: share) else {
        throw refuse(Self.wrong, "hold shares of the sequences in validation_sequences, row \(index) holds \(share)")
      }
      rows[index].validation = score
    }
    for (index, held) in try file.column(path(Self.warmStartHeld), as: UInt8.self, count: steps).enumerated() {
      guard held <= 1 else { throw refuse(Self.warmStartHeld, "hold 0 or 1, row \(index) holds \(held)") }
      rows[index].report.warmStartHeld = held == 1
    }
    for (index, text) in try file.texts(path(Self.outcome), count: steps).enumerated() {
      guard let outcome = StepOutcome(rawValue: text) else {
        throw refuse(Self.outcome, "hold outcomes of a step, row \(index) holds \"\(text)\"")
      }
      rows[index].report.outcome = outcome
    }
    for (index, text) in try file.texts(path(Self.cgOutcome), count: steps).enumerated() where !text.isEmpty {
      guard let outcome = ConjugateGradientOutcome(rawValue: text) else {
        throw refuse(Self.cgOutcome, "hold outcomes of conjugate gradients, row \(index) holds \"\(text)\"")
      }
      rows[index].report.cgOutcome = outcome
    }
    for (index, text) in try file.texts(path(Self.notes), count: steps).enumerated() where !text.isEmpty {
      rows[index].notes = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    self.init(rows, own)
  }
}

extension Score {
  /// A score with that share of its sequences wrong; nil if the share is not one of whole sequences.
  fileprivate init?(_ score: Score, wrongShare: Double) {
    guard !wrongShare.isNaN else {
      self.init(loss: score.loss, sequences: score.sequences, wrong: nil)
      return
    }
    let wrong = (wrongShare * Double(score.sequences)).rounded()
    guard wrong >= 0, wrong <= Double(score.sequences) else { return nil }
    self.init(loss: score.loss, sequences: score.sequences, wrong: Int(wrong))
    guard self.wrongShare == wrongShare else { return nil }
  }
}
