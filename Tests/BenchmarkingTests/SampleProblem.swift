import Losses
import Benchmarking
import HDF5
import LinearAlgebra
import RecurrentNetworks

/// A problem as plain numbers, written to files by this test's own hand and computed by way of a batch.
struct SampleProblem {
  var loss = Loss.squaredError
  var isLast = false
  var isOneHot = false
  var length = 4
  var batch = 5
  var inputs = 3
  var hidden = 6
  var outputs = 2

  /// The blocks with the prefix `v_` for the direction, in row-major order.
  var blocks: [(name: String, shape: [Int])] {
    [
      ("W_hh", [hidden, hidden]), ("W_xh", [hidden, inputs]), ("b_h", [hidden]), ("W_ho", [outputs, hidden]),
      ("b_o", [outputs]),
    ]
  }

  /// Some number of each place, the same every time.
  private func number(_ name: String, _ place: Int, scale: Double = 1) -> Double {
    let seed = name.utf8.reduce(UInt64(place) &* 2_654_435_761) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    return Double(Float(scale * (Double(seed >> 40) / Double(1 << 23) - 1)))
  }

  private func size(_ shape: [Int]) -> Int { shape.reduce(1, *) }

  func values(_ name: String, _ shape: [Int]) -> [Double] { (0..<size(shape)).map { number(name, $0, scale: 0.6) } }

  /// The hot input of a step of a sequence.
  private func symbol(_ step: Int, _ sequence: Int) -> Int { (3 * step + 2 * sequence + step * sequence) % inputs }

  private func input(_ step: Int, _ sequence: Int, _ column: Int) -> Double {
    isOneHot
      ? symbol(step, sequence) == column ? 1 : 0
      : number("x", (step * batch + sequence) * inputs + column)
  }

  private func target(_ step: Int, _ sequence: Int, _ column: Int) -> Double {
    let place = (step * batch + sequence) * outputs + column
    return loss == .logistic ? Double(place % 3) / 2 : number("y", place)
  }

  private func category(_ step: Int, _ sequence: Int) -> Int { (step + 3 * sequence) % outputs }

  /// The steps that are in the file's targets.
  private var scored: [Int] { isLast ? [length - 1] : Array(0..<length) }

  /// Writes the file; `spoil` may break it.
  func write(to path: String, _ spoil: (Group) throws -> Void = { _ in }) throws {
    let file = try File.create(path, .truncating)
    let root = try file.root
    let names: [Loss: String] = [.squaredError: "squared", .softmax: "softmax", .logistic: "sigmoid"]
    try root.attributes.set("loss", to: names[loss]!)
    try root.attributes.set("last", to: isLast ? 1 : 0)
    try root.attributes.set("name", to: "a sample")
    for prefix in ["", "v_"] {
      for (name, shape) in blocks {
        let numbers = values(prefix + name, shape).map { Float($0) }
        try root.createDataset(named: prefix + name, values: numbers, shape: shape)
      }
    }
    var x: [Float] = []
    for t in 0..<length { for b in 0..<batch { for i in 0..<inputs { x.append(Float(input(t, b, i))) } } }
    try root.createDataset(named: "x", values: x, shape: [length, batch, inputs])
    if loss == .softmax {
      let classes = scored.flatMap { t in (0..<batch).map { Int32(category(t, $0)) } }
      try root.createDataset(named: "targets", values: classes, shape: [scored.count, batch])
    } else {
      let numbers = scored.flatMap { t in
        (0..<batch).flatMap { b in (0..<outputs).map { Float(target(t, b, $0)) } }
      }
      try root.createDataset(named: "targets", values: numbers, shape: [scored.count, batch, outputs])
    }
    try root.createDataset(named: "something else", values: [1, 2, 3])
    try spoil(root)
    try file.close()
  }

  var definition: NetworkDefinition {
    NetworkDefinition(
      input: isOneHot ? .symbols(inputs) : .features(inputs), hidden: hidden, outputs: outputs, loss: loss,
      learnsInitialState: false)
  }

  /// The sequences one after the other.
  var view: SequenceView {
    let places = (0..<batch).flatMap { b in (0..<length).map { (step: $0, sequence: b) } }
    return SequenceView(
      offsets: (0...batch).map { $0 * length },
      inputs: isOneHot
        ? .symbols(places.map { Int32(symbol($0.step, $0.sequence)) }, cardinality: inputs)
        : .features(places.flatMap { p in (0..<inputs).map { input(p.step, p.sequence, $0) } }, count: inputs),
      targets: loss == .softmax
        ? .classes(places.map { Int32(category($0.step, $0.sequence)) }, cardinality: outputs)
        : .values(places.flatMap { p in (0..<outputs).map { target(p.step, p.sequence, $0) } }, count: outputs),
      weights: isLast ? places.map { $0.step == length - 1 ? 1 : 0 } : nil)
  }

  /// Parameters, or the direction, in the order of a network.
  func vector(_ prefix: String, _ layout: ParameterLayout) -> Vector<Double> {
    var vector = Vector<Double>(count: layout.count)
    for block in layout.blocks { vector[block.range] = values(prefix + block.name, block.shape)[...] }
    return vector
  }
}
