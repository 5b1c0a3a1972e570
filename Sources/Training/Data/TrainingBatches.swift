internal import LinearAlgebra
internal import Optimization
internal import RecurrentNetworks
internal import SequenceData

/// Where the training sequences of a step come from, and with which states they begin.
///
/// A value of this type and the stream say all that is drawn next: of a copy of both the same comes once more.
protocol TrainingBatches<Element> {
  associatedtype Element: Scalar

  /// The states with which the sequences of the next step begin; nil where that is the initial state of the network.
  var carried: CarriedStates<Element>? { get set }

  /// Whether a batch of so many sequences is all that there is, so that it serves the next step as well.
  func isWhole(_ count: Int, length: Int, of stream: SequenceStream) -> Bool

  /// The next sequences for a role; in a step, roles are served in the order in which the optimizer names them.
  mutating func draw(
    _ count: Int, for role: BatchRole, lengths: [Int], from stream: inout SequenceStream,
    by packer: BatchPacker<Element>
  ) throws -> DrawnBatch<Element>

  /// Room for the states with which the sequences of a gradient end; nil where nobody asks for them.
  func room(for network: Network<Element>) -> SequenceStates<Element>?
}

/// Sequences that have nothing to do with those before: each begins at the initial state of the network.
struct FreshSequences<Element: Scalar>: TrainingBatches {
  var carried: CarriedStates<Element>? {
    get { nil }
    set {}
  }

  func isWhole(_ count: Int, length: Int, of stream: SequenceStream) -> Bool {
    stream.isWhole(count, of: .train, length: length)
  }

  func draw(
    _ count: Int, for role: BatchRole, lengths: [Int], from stream: inout SequenceStream,
    by packer: BatchPacker<Element>
  ) throws -> DrawnBatch<Element> {
    let (isWhole, isExhaustive) = (
      isWhole(count, length: lengths.last!, of: stream),
      stream.isExhausted(by: count, of: .train, length: lengths.last!)
    )
    let (set, batch) = try packer.pack { try stream.next(count, of: .train, lengths: lengths, pool: packer.pool) }
    return DrawnBatch(
      batch: batch, set: packer.keepsSets && role == .gradient ? set : nil, isWhole: isWhole, isExhaustive: isExhaustive
    )
  }

  func room(for network: Network<Element>) -> SequenceStates<Element>? { nil }
}

/// Windows of a text that begin where those of the step before have ended, with the states in which these have left the network:
/// those of the parameters at that time, and without a gradient into them.
///
/// At the beginning of a pass through the text there is nothing before, and windows begin at the initial state of the network. A
/// curvature is taken on windows of the gradient, in some of the lanes: other ones in each step. Other roles, which no method of
/// many updates has, are served as by ``FreshSequences``.
struct ConsecutiveWindows<Element: Scalar>: TrainingBatches {
  let lanes: TextLanes
  var carried: CarriedStates<Element>?

  init(_ lanes: TextLanes) { self.lanes = lanes }

  func isWhole(_ count: Int, length: Int, of stream: SequenceStream) -> Bool { false }

  mutating func draw(
    _ count: Int, for role: BatchRole, lengths: [Int], from stream: inout SequenceStream,
    by packer: BatchPacker<Element>
  ) throws -> DrawnBatch<Element> {
    let lanes = lanes
    let chosen: [Int]
    switch role {
    case .gradient:
      stream.positions[.train, default: 0] += lanes.count
      chosen = Array(0..<lanes.count)
    case .curvature:
      let first = window(of: stream) * count % lanes.count
      chosen = (0..<min(count, lanes.count)).map { (first + $0) % lanes.count }
    case .backtracking, .validation:
      return try FreshSequences().draw(count, for: role, lengths: lengths, from: &stream, by: packer)
    }
    let number = window(of: stream)
    let batch = try packer.pack { lanes.sequences(number, lanes: chosen) }.batch
    guard !lanes.isFirst(number), let carried else {
      return DrawnBatch(batch: batch, isWhole: false, isExhaustive: false)
    }
    let states = carried.states(of: chosen)
    let begun = packer.timer.time(.packing) {
      batch.beginning(with: states, of: packer.network, pool: packer.pool)
    }
    return DrawnBatch(batch: begun, isWhole: false, isExhaustive: false)
  }

  /// The window of the last gradient.
  private func window(of stream: SequenceStream) -> Int { stream.positions[.train, default: 0] / lanes.count - 1 }

  func room(for network: Network<Element>) -> SequenceStates<Element>? {
    SequenceStates(network, sequences: lanes.count)
  }
}
