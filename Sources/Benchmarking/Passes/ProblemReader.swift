internal import Losses
internal import HDF5
internal import LinearAlgebra
internal import RecurrentNetworks
internal import Training

/// Reads the parts of a ``ProblemFile``.
struct ProblemReader {
  let path: String
  let root: Group

  var name: String {
    get throws { try root.attributes.contains("name") ? try root.attributes["name"].readString() : "" }
  }

  /// The sizes and the sequences.
  func sequences() throws -> (PassShape, SequenceView) {
    let loss = try loss
    let last = try isLast
    let x = try dataset("x", rank: 3, "[T, B, I]")
    let (length, batch, features) = (x.shape[0], x.shape[1], x.shape[2])
    let hidden = try dataset("b_h", rank: 1, "[H]").shape[0]
    let outputs = try dataset("b_o", rank: 1, "[O]").shape[0]
    let sizes = [length, batch, features, hidden, outputs].map(String.init).joined(separator: ", ")
    guard length > 0, batch > 0, features > 0, hidden > 0, outputs > 0 else {
      throw TrainingError(
        .data, "\(path): /x of [T, B, I], /b_h of [H] and /b_o of [O] should not be empty, the sizes are \(sizes)")
    }
    let targetNumbers = [length, batch, loss.target == .classes ? 1 : outputs].reduce((1, false)) {
      let (product, overflow) = $0.0.multipliedReportingOverflow(by: $1)
      return (product, $0.1 || overflow)
    }
    guard !targetNumbers.1, targetNumbers.0 <= Int(Int32.max) else {
      throw TrainingError(
        .data, "\(path): /targets of all steps should be at most \(Int32.max) numbers, the sizes are \(sizes)")
    }
    let steps = last ? 1 : length
    let targetShape = loss.target == .classes ? [steps, batch] : [steps, batch, outputs]
    let inputs = self.inputs(try numbers("x", shape: x.shape), length: length, batch: batch, features: features)
    let targets = try numbers("targets", shape: targetShape)
    // Targets of the last step are all that is stored, and there is a place for those of every step.
    let declared = PassShape(
      NetworkDefinition(input: .features(features), hidden: hidden, outputs: outputs, loss: loss), length: length,
      batch: batch, scoresLastStepOnly: last)
    if let shortage = declared.memoryShortage { throw TrainingError(.data, "\(path): \(shortage)") }
    let width = loss.target == .classes ? 1 : outputs
    let rows = Self.bySequence(targets, steps: length, batch: batch, width: width, onlyLast: last)
    let network = NetworkDefinition(
      input: inputs.kind, hidden: hidden, outputs: outputs, loss: loss, learnsInitialState: false)
    let shape = PassShape(network, length: length, batch: batch, scoresLastStepOnly: last)
    let view = SequenceView(
      offsets: (0...batch).map { $0 * length }, inputs: inputs.values,
      targets: loss.target == .classes
        ? .classes(try classes(rows, below: outputs), cardinality: outputs) : .values(rows, count: outputs),
      weights: shape.weights)
    return (shape, view)
  }

  /// The blocks of a network whose names begin with `prefix`, as a vector.
  func vector(prefix: String, _ shape: PassShape) throws -> Vector<Double> {
    let (hidden, inputs, outputs) = (shape.network.layers[0].units, shape.network.input.size, shape.network.outputs)
    // Read before anything is made of sizes that a hostile file may merely declare.
    var blocks: [String: [Double]] = [:]
    for (name, shape) in [
      ("W_hh", [hidden, hidden]), ("W_xh", [hidden, inputs]), ("b_h", [hidden]), ("W_ho", [outputs, hidden]),
      ("b_o", [outputs]),
    ] { blocks[name] = try numbers(prefix + name, shape: shape) }
    let layout = try Network<Double>(shape.network).layout
    var vector = Vector<Double>(count: layout.count)
    for block in layout.blocks { vector[block.range] = blocks[block.name]![...] }
    return vector
  }

  private var loss: Loss {
    get throws {
      let name = try attribute("loss") { try $0.readString() }
      let losses: [String: Loss] = ["squared": .squaredError, "softmax": .softmax, "sigmoid": .logistic]
      guard let loss = losses[name] else {
        let found = name.prefix(40).debugDescription
        throw TrainingError(.data, "\(path): the attribute loss should be squared, softmax or sigmoid, it is \(found)")
      }
      return loss
    }
  }

  private var isLast: Bool {
    get throws {
      let last = try attribute("last") { try $0.readScalar(as: Int.self) }
      guard (0...1).contains(last) else {
        throw TrainingError(.data, "\(path): the attribute last should be 0 or 1, it is \(last)")
      }
      return last == 1
    }
  }

  private func attribute<Value>(_ name: String, _ read: (Attribute) throws -> Value) throws -> Value {
    guard try root.attributes.contains(name) else {
      throw TrainingError(.data, "\(path): the attribute \(name) of the root is missing")
    }
    return try read(root.attributes[name])
  }

  private func dataset(_ name: String, rank: Int, _ axes: String) throws -> (dataset: Dataset, shape: [Int]) {
    guard try root.members.contains(where: { $0.name == name && $0.kind == .dataset }) else {
      throw TrainingError(.data, "\(path): the dataset /\(name) is missing")
    }
    let dataset = try root.dataset(name)
    switch try dataset.storage.kind {
    case .compact, .contiguous, .chunked: break
    case .external, .virtual:
      throw TrainingError(.data, "\(path): /\(name) should lie in the file itself, its data are elsewhere")
    }
    let shape = try dataset.shape
    guard shape.count == rank else {
      throw TrainingError(.data, "\(path): /\(name) should have the axes \(axes), its shape is \(shape)")
    }
    return (dataset, shape)
  }

  private func dataset(_ name: String, shape: [Int]) throws -> Dataset {
    let found = try dataset(name, rank: shape.count, "of \(shape)")
    guard found.shape == shape else {
      throw TrainingError(.data, "\(path): /\(name) should have the shape \(shape), it has \(found.shape)")
    }
    return found.dataset
  }

  private func numbers(_ name: String, shape: [Int]) throws -> [Double] {
    let values = try dataset(name, shape: shape).read(as: Double.self)
    guard values.allSatisfy(\.isFinite) else {
      throw TrainingError(.data, "\(path): /\(name) should hold finite numbers, some are not")
    }
    return values
  }

  private func classes(_ values: [Double], below count: Int) throws -> [Int32] {
    try values.map { value in
      guard value >= 0, value < Double(count), value == value.rounded() else {
        throw TrainingError(.data, "\(path): /targets should hold classes 0 ..< \(count), one is \(value)")
      }
      return Int32(value)
    }
  }

  /// Inputs sequence by sequence, as symbols where every row is a unit vector.
  private func inputs(
    _ values: [Double], length: Int, batch: Int, features: Int
  ) -> (kind: InputKind, values: SequenceView.Inputs) {
    let rows = Self.bySequence(values, steps: length, batch: batch, width: features, onlyLast: false)
    var symbols: [Int32] = []
    for start in stride(from: 0, to: rows.count, by: features) where features > 1 {
      let row = rows[start..<start + features]
      guard let one = row.firstIndex(of: 1), row.indices.allSatisfy({ $0 == one || row[$0] == 0 }) else { break }
      symbols.append(Int32(one - start))
    }
    return symbols.count == length * batch
      ? (.symbols(features), .symbols(symbols, cardinality: features))
      : (.features(features), .features(rows, count: features))
  }

  /// Rows that are ordered by step, then sequence, in the order sequence, then step; zeros before the last step where the
  /// file holds that one only.
  private static func bySequence(
    _ values: [Double], steps: Int, batch: Int, width: Int, onlyLast: Bool
  ) -> [Double] {
    var rows = [Double](repeating: 0, count: steps * batch * width)
    for step in onlyLast ? steps - 1..<steps : 0..<steps {
      for sequence in 0..<batch {
        let source = ((onlyLast ? 0 : step) * batch + sequence) * width
        let place = (sequence * steps + step) * width
        for column in 0..<width { rows[place + column] = values[source + column] }
      }
    }
    return rows
  }
}
