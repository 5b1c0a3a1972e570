internal import HDF5
internal import LinearAlgebra
internal import Losses
internal import Optimization
internal import RecurrentNetworks
internal import SequenceData

extension Checkpoint {
  /// What a checkpoint holds behind its model and the state of its optimizer, in the order of the file.
  static var fields: [CheckpointField<Checkpoint>] {
    [
      .group(CheckpointNames.optimizer, \.state.standing, CheckpointTable.optimizer), unconstrainedField,
      .group("optimizer/previous", \.state.previous, from: .empty, Snapshot.fields),
      .group("optimizer/growth", \.state.growth, LengthGrowth.fields),
      .group("random", \.state.standing.progress, CheckpointTable.random),
      carriedField,
      historyField, configurationField,
      .group(CheckpointNames.experiment, \.records, CheckpointTable.experiment),
      .group("best", \.state.best, from: .empty, BestPoint.fields),
    ]
  }
}

extension Snapshot {
  /// A group with the parameters of a point, and how far the step from there goes.
  fileprivate static var fields: [CheckpointField<Snapshot>] { [.reach(\.reach), .vector("parameters", \.parameters)] }

  fileprivate static var empty: Snapshot { Snapshot(parameters: Vector(count: 0), reach: StepReach([])) }
}

extension BestPoint {
  /// `/best`.
  fileprivate static var fields: [CheckpointField<BestPoint>] {
    [
      .count("step", \.step, upTo: .steps), .score("validation", \.score), .vector("parameters", \.parameters),
    ]
  }

  fileprivate static var empty: BestPoint {
    BestPoint(step: 0, score: Score(loss: 0, sequences: 0, wrong: nil), parameters: Vector(count: 0))
  }
}

extension LengthGrowth {
  /// `/optimizer/growth`.
  fileprivate static var fields: [CheckpointField<LengthGrowth>] {
    [
      .lengths(\.lengths),
      .count("index", \.index, upTo: .place(in: \.lengths)),
      .count("steps_above", \.stepsAbove, upTo: .steps),
      .count("returns", \.returns, upTo: .steps),
      .group("snapshot", \.snapshot, from: .empty, Snapshot.fields) { $0.index > 0 },
    ]
  }
}

// MARK: - Fields of a kind of their own

extension CheckpointField {
  /// The numbers of a reach under their names, those that the optimizer has.
  fileprivate static func reach(_ path: Path<StepReach>) -> Self {
    Self("") { root, group, context in
      root[keyPath: path] = try context.optimizer.reach(from: group)
    } write: { root, group, _ in
      for (name, value) in root[keyPath: path].numbers {
        if let value { try group.attributes.set(name, to: value) }
      }
    }
  }

  /// The lengths of a curriculum: returns put some between those asked for, and take none away.
  fileprivate static func lengths(_ path: Path<[Int]>) -> Self {
    let name = "lengths"
    return Self(name) { root, group, context in
      let (lengths, asked) = (try group.counts(name), context.configuration.lengths)
      guard lengths.first == asked.first, lengths.last == asked.last, zip(lengths, lengths.dropFirst()).allSatisfy(<),
        Set(lengths).isSuperset(of: asked)
      else { throw group.refusal(name, "rise through \(asked)", found: "\(lengths)") }
      root[keyPath: path] = lengths
    } write: { root, group, _ in
      try group.attributes.set(name, to: root[keyPath: path].map { Int64($0) })
    }
  }
}

extension CheckpointField<ObjectiveProgress> {
  /// The sequences of the leading batch to which batches have grown; nothing is stored before they have.
  static var gradientBatch: Self {
    let name = "gradient_batch"
    return Self(name) { progress, group, context in
      guard try group.contains(name) else { return }
      // Of exact steps it was once the curvature batch that grew.
      let configuration = context.configuration
      progress.gradientBatch = try group.count(
        name, upTo: max(configuration.gradientBatch, configuration.curvatureBatch))
    } write: { progress, group, _ in
      if progress.gradientBatch > 0 { try group.attributes.set(name, to: Int64(progress.gradientBatch)) }
    }
  }

  /// The number of batches that have been given noise; nothing is stored where none has.
  static var noises: Self {
    let name = "noises"
    return Self(name) { progress, group, _ in
      guard try group.contains(name) else { return }
      progress.noises = UInt64(try group.count(name))
    } write: { progress, group, _ in
      if progress.noises > 0 { try group.attributes.set(name, to: progress.noises) }
    }
  }

  /// The sequences that each split has handed out, those of which some have been asked.
  static var positions: Self {
    @Sendable func name(_ split: Split) -> String { "\(split.rawValue)_position" }
    return Self("_position") { progress, group, _ in
      for split in Split.allCases where try group.contains(name(split)) {
        progress.positions[split] = try group.count(name(split))
      }
    } write: { progress, group, _ in
      for (split, position) in progress.positions.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        try group.attributes.set(name(split), to: Int64(position))
      }
    }
  }
}

extension CheckpointField<RunRecords> {
  /// The data file; nothing is stored where there is none.
  static var dataFile: Self {
    Self(DataFileRecord.pathName) { records, group, _ in
      records.dataFile = try DataFileRecord(from: group)
    } write: { records, group, _ in
      try records.dataFile?.write(to: group.attributes)
    }
  }
}

extension Checkpoint {
  /// What the optimizer moves, where the parameters obey constraints and follow from it.
  private static var unconstrainedField: CheckpointField<Checkpoint> {
    let name = "\(CheckpointNames.optimizer)/unconstrained"
    return CheckpointField(name, isThere: { try $0.containsGroup(name) }) { checkpoint, group, context in
      guard let constraints = context.configuration.weightConstraints(context.layout) else { return }
      let θ: Vector<Element> = try group.vector(name, context.layout)
      guard constraints.applied(to: θ) == checkpoint.state.parameters else {
        throw group.file.refusal("/\(CheckpointNames.parameters) should be what the constraints make of /\(name)")
      }
      checkpoint.state.unconstrained = θ
    } write: { checkpoint, group, _ in
      if let θ = checkpoint.state.unconstrained { try group.write(θ, name) }
    }
  }

  /// What windows of a text carry over, a dataset for each layer, counted from 1; no group where they carry nothing.
  private static var carriedField: CheckpointField<Checkpoint> {
    let name = CheckpointNames.carried
    return CheckpointField(name) { checkpoint, group, context in
      let choices = context.configuration
      guard choices.window?.order == .consecutive, try group.containsGroup(name) else { return }
      let blocks = CheckpointBlocks<Element>(group.file, context.layout)
      let count = choices.gradientBatch
      let layers = try Network<Element>(choices.network).states.enumerated().map { layer, state in
        try blocks.array("\(name)/\(layer + 1)", shape: [count, state.width])
      }
      checkpoint.state.carried = CarriedStates(sequences: count, layers: layers)
    } write: { checkpoint, group, _ in
      guard let carried = checkpoint.state.carried else { return }
      let group = try group.group(name)
      for (layer, states) in carried.layers.enumerated() {
        try group.write(
          rows: states, "\(layer + 1)", count: carried.sequences, numbering: (rows: "window", columns: "state"))
      }
    }
  }

  /// One row a step.
  private static var historyField: CheckpointField<Checkpoint> {
    CheckpointField(CheckpointNames.history) { checkpoint, group, context in
      let columns = context.configuration.optimizer.options.display.columns
      let measure = Quality.Measure(context.configuration.network.loss.target)
      checkpoint.history = try HistoryColumns(
        from: group.file, steps: context.steps, columns: columns, measure: measure
      ).rows
    } write: { checkpoint, group, context in
      let columns = context.configuration.optimizer.options.display.columns
      try HistoryColumns(checkpoint.history, columns).write(to: group.group(CheckpointNames.history).storage)
    }
  }

  /// The choices, which have been read before anything else (``CheckpointFile``).
  private static var configurationField: CheckpointField<Checkpoint> {
    CheckpointField(CheckpointNames.configuration, read: { _, _, _ in }) { checkpoint, group, _ in
      try group.storage.createDataset(
        named: CheckpointNames.configuration, string: checkpoint.configuration.layer.yaml)
    }
  }
}
