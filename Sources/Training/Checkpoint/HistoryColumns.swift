internal import HDF5
internal import Optimization

/// The steps of a run as columns: one dataset each, one row a step.
struct HistoryColumns {
  /// The steps, in order.
  let rows: [HistoryRow]
  /// The columns that the optimizer of the run has beside the others; those of others without a meaning are NaN, 0 or empty.
  let own: [ReportColumn]

  init(_ rows: [HistoryRow], _ own: [ReportColumn]) { (self.rows, self.own) = (rows, own) }

  /// The column that numbers the steps, the dimension scale of all others.
  static var step: String { "step" }
  static var outcome: String { "outcome" }
  static var cgOutcome: String { "cg_outcome" }
  static var notes: String { "notes" }
  static var warmStartHeld: String { "warm_start_held" }
  /// The share of wrong sequences; their number follows from it.
  static var wrong: String { "validation_wrong" }

  static var reals: [(name: String, path: WritableKeyPath<HistoryRow, Double>)] {
    [
      ("loss", \.report.loss), ("rho", \.report.rho), ("lambda", \.report.lambda), ("mu", \.report.mu),
      ("warm_factor", \.report.warmFactor), ("quadratic_start", \.report.quadraticStart),
      ("quadratic", \.report.quadratic), ("alpha", \.report.alpha), ("gradient_norm", \.report.gradientNorm),
      ("step_norm", \.report.stepNorm), ("validation_loss", \.validation.loss),
      ("minibatches", \.cost.minibatches), ("forward_minibatches", \.cost.forwardMinibatches),
      ("seconds", \.seconds),
    ]
  }

  static var counts: [(name: String, path: WritableKeyPath<HistoryRow, Int>)] {
    [
      ("cg_iterations", \.report.cgIterations), ("cg_chosen", \.report.cgChosen), ("length", \.length),
      ("validation_sequences", \.validation.sequences),
    ]
  }

  /// Stores every column in a group.
  func write(to group: Group) throws {
    let options = CheckpointStorage.options
    let steps = try group.createDataset(
      named: Self.step, values: rows.map { Int64($0.report.step) }, options: options)
    try steps.makeScale(named: Self.step)
    var columns: [Dataset] = []
    for (name, path) in Self.reals {
      columns.append(try group.createDataset(named: name, values: rows.map { $0[keyPath: path] }, options: options))
    }
    for (name, path) in Self.counts {
      let values = rows.map { Int64($0[keyPath: path]) }
      columns.append(try group.createDataset(named: name, values: values, options: options))
    }
    for column in own where !rows.isEmpty {
      let values = rows.map { $0.report.figures[column.name] ?? (column.isCount ? 0 : .nan) }
      columns.append(
        column.isCount
          ? try group.createDataset(
            named: column.name, values: values.map { Int64(exactly: $0) ?? 0 }, options: options)
          : try group.createDataset(named: column.name, values: values, options: options))
    }
    let measure = rows.lazy.compactMap(\.quality?.measure).first
    if measure != nil || rows.contains(where: { $0.training != nil && $0.validation.wrong != nil }) {
      for (key, path) in HistoryRow.figures(of: measure) {
        let values = rows.map { $0[keyPath: path] ?? .nan }
        columns.append(try group.createDataset(named: key.stringValue, values: values, options: options))
      }
    }
    let shares = rows.map(\.validation.wrongShare)
    columns.append(try group.createDataset(named: Self.wrong, values: shares, options: options))
    let held = rows.map { UInt8($0.report.warmStartHeld ? 1 : 0) }
    columns.append(try group.createDataset(named: Self.warmStartHeld, values: held, options: options))
    columns.append(try group.createDataset(named: Self.outcome, strings: rows.map(\.report.outcome.rawValue)))
    columns.append(
      try group.createDataset(named: Self.cgOutcome, strings: rows.map { $0.report.cgOutcome?.rawValue ?? "" }))
    columns.append(
      try group.createDataset(named: Self.notes, strings: rows.map { $0.notes.joined(separator: "\n") }))
    for column in columns {
      try column.attachScale(steps, toAxis: 0)
      try column.setLabel(Self.step, ofAxis: 0)
    }
  }
}
