public import LinearAlgebra
public import RecurrentNetworks
public import SequenceData
internal import Synchronization
internal import Training

/// What a network computes in some consecutive rows of a split, one row for each.
public struct PredictedRows<Element: Scalar>: Sendable {
  /// Which rows of the split these are.
  public let rows: Range<Int>
  /// Values or probabilities.
  public let predictions: Matrix<Element>
  /// What these were made from; nil unless asked for.
  public let logits: Matrix<Element>?
  /// The states of each layer, all parts side by side (`Network.stateParts`); none unless asked for.
  public let states: [Matrix<Element>]
}

/// What is wanted beside predictions.
public struct PredictionContent: Sendable, Equatable {
  /// The states of all layers.
  public var states = false
  /// The logits.
  public var logits = false

  /// Predictions alone.
  public init() {}
}

/// Runs a network over a split and hands out what it predicts in every row, in the order of the split, in bounded memory.
///
/// Sequences are read side by side in groups of neighbors. How they are grouped and cut into windows follows from the offsets
/// and the network alone, so results are the same bits on any number of threads and whatever else is asked for. A sequence
/// that is too long for that is read by itself, piece by piece.
public final class Predictor<Element: Scalar> {
  private let network: Network<Element>
  private let weights: Parameters<Element>
  private let encoding: DataEncoding
  private let pool: WorkerPool

  /// The bytes of a group: small enough that many threads have one each.
  private static var groupBytes: Int { 16 << 20 }
  /// The most sequences that are read side by side.
  private static var mostSequences: Int { 64 }
  /// The most groups that are in memory at a time.
  private static var mostGroups: Int { 32 }

  /// A predictor at given parameters.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - parameters: its parameters.
  ///   - encoding: how the numbers that it was trained on come from raw ones: inputs are brought to that, values back from it.
  ///   - pool: the workers.
  /// - Throws: `TrainingError` where there is no memory for the parameters.
  public init(
    _ network: Network<Element>, at parameters: Vector<Element>, encoding: DataEncoding = DataEncoding(),
    pool: WorkerPool
  ) throws {
    try ParameterMemory.require(network, vectors: 3, for: "predicting with it")
    self.network = network
    self.encoding = encoding
    self.pool = pool
    weights = Parameters(network.layout, areStepwise: true)
    weights.load(parameters)
  }

  /// Predicts.
  ///
  /// - Parameters:
  ///   - source: the split, of inputs that the network reads.
  ///   - content: what is wanted beside predictions.
  ///   - body: told of row after row; what it throws ends the work.
  /// - Throws: what `body` throws; `SequenceFileError` where the data cannot be read; `TrainingError` where the network reads
  ///   other inputs, or its numbers overflow on finite ones.
  public func predict(
    _ source: SequenceInputs, _ content: PredictionContent = PredictionContent(),
    _ body: (PredictedRows<Element>) throws -> Void
  ) throws {
    try requireInputs(source)
    let limit = rowLimit
    var next = 0
    while next < source.count {
      var groups: [Group] = []
      while next < source.count, groups.count < min(pool.threads, Self.mostGroups) {
        let members = self.group(from: next, source.offsets, limit)
        let isLong = source.offsets[members.upperBound] - source.offsets[members.lowerBound] > limit
        if isLong && !groups.isEmpty { break }
        next = members.upperBound
        if isLong {
          try predict(alone: members.lowerBound, of: source, limit, content, body)
        } else {
          groups.append(try Group(members, source, encoding.inputs))
        }
      }
      let results = Mutex([PredictedRows<Element>?](repeating: nil, count: groups.count))
      let (network, weights, read) = (network, weights, groups)
      pool.run(read.count) { index, _ in
        let pass = WindowedPass(network, weights: weights, sequences: read[index].starts.count)
        let rows = read[index].run(pass, content)
        results.withLock { $0[index] = rows }
      }
      for rows in results.withLock({ $0 }) { if let rows { try deliver(rows, source, body) } }
    }
  }

  /// Predicts one sequence that is not held in memory as a whole.
  private func predict(
    alone sequence: Int, of source: SequenceInputs, _ limit: Int, _ content: PredictionContent,
    _ body: (PredictedRows<Element>) throws -> Void
  ) throws {
    let pass = WindowedPass(network, weights: weights, sequences: 1)
    // Whole windows, so that the bits do not depend on where a piece ends.
    let steps = pass.steps(besides: 1)
    let piece = max(steps, limit / steps * steps)
    let end = source.offsets[sequence + 1]
    for start in stride(from: source.offsets[sequence], to: end, by: piece) {
      let rows = start..<min(start + piece, end)
      let group = try Group(rows, lengths: [rows.count], source, encoding.inputs)
      try deliver(group.run(pass, content), source, body)
    }
  }

  /// The rows that are held at a time: of inputs, outputs, logits and states.
  private var rowLimit: Int {
    let states = network.states.reduce(0) { $0 + $1.width }
    let isReal = if case .features = network.definition.input { true } else { false }
    let inputs = isReal ? network.definition.input.size : 1
    let width = inputs + 2 * network.definition.outputs + states
    return max(1, Self.groupBytes / (MemoryLayout<Element>.size * width + MemoryLayout<Double>.size * inputs))
  }

  /// The sequences from one on that are read side by side.
  private func group(from first: Int, _ offsets: [Int], _ limit: Int) -> Range<Int> {
    var end = first + 1
    while end < offsets.count - 1, end - first < Self.mostSequences, offsets[end + 1] - offsets[first] <= limit {
      end += 1
    }
    return first..<end
  }

  private func requireInputs(_ source: SequenceInputs) throws(TrainingError) {
    let input: InputKind =
      switch source.shape {
      case .real(let features): .features(features)
      case .symbols(let cardinality): .symbols(cardinality)
      }
    guard input == network.definition.input else {
      throw TrainingError(
        .data,
        "\(source.path): /\(source.split.rawValue) shows \(input), the network reads \(network.definition.input)"
      )
    }
  }

  /// Hands rows out, in the units of the user's targets.
  private func deliver(
    _ rows: PredictedRows<Element>, _ source: SequenceInputs, _ body: (PredictedRows<Element>) throws -> Void
  ) throws {
    if !rows.predictions.isFinite, !source.allowsNonFinite {
      let bad = (0..<rows.predictions.rows).first { !rows.predictions.rows($0..<$0 + 1).isFinite } ?? 0
      throw TrainingError(
        .data, "the numbers of the network overflow at \(source.words(forRow: rows.rows.lowerBound + bad))")
    }
    if let targets = encoding.targets { rows.predictions.restore(targets) }
    try body(rows)
  }
}

/// Sequences that are read side by side, with their inputs.
private struct Group: Sendable {
  /// The rows of the split.
  let rows: Range<Int>
  /// Where each sequence begins among these rows, and how long it is: longest first.
  let starts: [Int]
  let lengths: [Int]
  private let inputs: SequenceSet.Inputs

  /// Some sequences of a split.
  init(_ members: Range<Int>, _ source: SequenceInputs, _ constants: Standardization?) throws {
    let lengths = members.map { source.offsets[$0 + 1] - source.offsets[$0] }
    let rows = source.offsets[members.lowerBound]..<source.offsets[members.upperBound]
    try self.init(rows, lengths: lengths, source, constants)
  }

  /// Some rows of a split, of sequences of these lengths.
  init(
    _ rows: Range<Int>, lengths: [Int], _ source: SequenceInputs, _ constants: Standardization?
  ) throws {
    self.rows = rows
    var starts = [0]
    for length in lengths.dropLast() { starts.append(starts[starts.count - 1] + length) }
    let order = lengths.indices.sorted { (-lengths[$0], $0) < (-lengths[$1], $1) }
    self.starts = order.map { starts[$0] }
    self.lengths = order.map { lengths[$0] }
    inputs = try source.inputs(rows, standardizedBy: constants)
  }

  /// Reads on from where a pass is.
  func run<Element: Scalar>(_ pass: WindowedPass<Element>, _ content: PredictionContent) -> PredictedRows<Element> {
    let outputs = pass.network.definition.outputs
    let predictions = Matrix<Element>(rows: rows.count, columns: outputs)
    let logits = content.logits ? Matrix<Element>(rows: rows.count, columns: outputs) : nil
    let states =
      content.states ? pass.network.states.map { Matrix<Element>(rows: rows.count, columns: $0.width) } : []
    var step = 0
    var alive = lengths.count
    while step < (lengths.first ?? 0) {
      while lengths[alive - 1] <= step { alive -= 1 }
      let end = min(step + pass.steps(besides: alive), lengths[alive - 1])
      let indices = indices(step..<end, alive)
      pass.read(input(indices), steps: end - step, sequences: alive)
      // Each row once, into zeros.
      predictions.scatterAdd(pass.predictions(), at: indices, from: 0)
      logits?.scatterAdd(pass.logits, at: indices, from: 0)
      for layer in states.indices { states[layer].scatterAdd(pass.states(layer), at: indices, from: 0) }
      step = end
    }
    return PredictedRows(rows: rows, predictions: predictions, logits: logits, states: states)
  }

  /// The rows of a window, by step and then by sequence.
  private func indices(_ steps: Range<Int>, _ alive: Int) -> [Int32] {
    var indices: [Int32] = []
    indices.reserveCapacity(steps.count * alive)
    for step in steps {
      for n in 0..<alive { indices.append(Int32(starts[n] + step)) }
    }
    return indices
  }

  private func input<Element: Scalar>(_ indices: [Int32]) -> LayerInput<Element> {
    switch inputs {
    case .real(let values, let features):
      let x = Matrix<Element>(rows: indices.count, columns: features)
      x.pack(values, rows: indices)
      return .features(x)
    case .symbols(let symbols, _): return .symbols(indices.map { symbols[Int($0)] }, start: 0, step: 1)
    }
  }
}

extension Matrix {
  /// Makes raw values again of those that a network learned to give.
  fileprivate func restore(_ constants: Standardization) {
    func row(_ values: [Double]) -> Matrix {
      let row = Matrix(rows: 1, columns: values.count)
      row.pack(values, rows: [0])
      return row
    }
    let scales = Matrix(rows: rows, columns: columns)
    scales.fillRows(row(constants.scale))
    copyHadamard(self, scales)
    addToRows(row(constants.mean))
  }
}
