internal import DurableFiles
internal import HDF5

/// Writes the arrays of one split, and the dimension scales that say what their axes are.
///
/// Beside the four arrays of the contract a split holds the scales `boundary`, the numbers of the offsets, `row`, those of
/// rows, and `feature` and `output`, the names (or numbers) of columns. With them every axis has real coordinates, all
/// distinct, and readers such as xarray need not invent any. `step` is the number of each row within its sequence.
internal final class SplitWriter {
  private let group: Group
  private let content: SequenceFileContent
  private let inputs: Dataset
  private let targets: Dataset
  private let weights: Dataset?
  private let row: Dataset
  private let step: Dataset
  private var offsets = [0]

  init(_ split: Split, in root: Group, _ content: SequenceFileContent) throws(HDF5Error) {
    self.content = content
    let group = try root.createGroup(named: split.rawValue)
    self.group = group
    func grow<Value: Element>(_ name: String, _ type: Value.Type, _ width: Int?) throws(HDF5Error) -> Dataset {
      try group.createDataset(
        named: name, of: type, shape: width.map { [0, $0] } ?? [0], options: .growing)
    }
    func integers(_ name: String, _ cardinality: Int) throws(HDF5Error) -> Dataset {
      let dataset =
        switch cardinality {
        case ...256: try grow(name, UInt8.self, nil)
        case ...65536: try grow(name, UInt16.self, nil)
        default: try grow(name, Int32.self, nil)
        }
      try dataset.attributes.set("cardinality", to: cardinality)
      return dataset
    }
    func numbers(_ name: String, _ width: Int) throws(HDF5Error) -> Dataset {
      content.precision == .single ? try grow(name, Float.self, width) : try grow(name, Double.self, width)
    }
    step = try grow("step", Int32.self, nil)
    row = try grow("row", Int64.self, nil)
    try row.makeScale(named: "row")
    try row.attributes.set("description", to: "the number of the row, from 0")
    try step.attributes.set("description", to: "the number of the row within its sequence, from 0")
    switch content.inputs {
    case .real(let features):
      inputs = try numbers("inputs", features)
      try Self.name(inputs, group, "feature", content.featureNames, features)
    case .symbols(let cardinality): inputs = try integers("inputs", cardinality)
    }
    switch content.targets {
    case .real(let outputs):
      targets = try numbers("targets", outputs)
      try Self.name(targets, group, "output", content.outputNames, outputs)
    case .classes(let cardinality): targets = try integers("targets", cardinality)
    }
    weights = content.isWeighted ? try grow("weights", Float.self, nil) : nil
    for dataset in [inputs, targets, step] + (weights.map { [$0] } ?? []) {
      try dataset.attachScale(row, toAxis: 0)
      try dataset.setLabel("row", ofAxis: 0)
    }
  }

  /// Names the columns of an array.
  private static func name(
    _ dataset: Dataset, _ group: Group, _ axis: String, _ names: [String], _ count: Int
  ) throws(HDF5Error) {
    precondition(names.isEmpty || names.count == count, "\(names.count) names do not suit \(count) columns.")
    let scale =
      names.isEmpty
      ? try group.createDataset(named: axis, values: (0..<count).map { Int32($0) })
      : try group.createDataset(named: axis, strings: names)
    try scale.makeScale(named: axis)
    try dataset.attachScale(scale, toAxis: 1)
    try dataset.setLabel(axis, ofAxis: 1)
  }

  /// Appends the rows of a set.
  func append(_ set: SequenceSet) throws(HDF5Error) {
    switch set.inputs {
    case .real(let values, _): try append(values, to: inputs)
    case .symbols(let symbols, _): try inputs.append(symbols)
    }
    switch set.targets {
    case .real(let values, _): try append(values, to: targets)
    case .classes(let classes, _): try targets.append(classes)
    }
    try weights?.append(set.weights ?? [Float](repeating: 1, count: set.rowCount))
    var steps: [Int32] = []
    steps.reserveCapacity(set.rowCount)
    for n in 0..<set.count { steps.append(contentsOf: 0..<Int32(set.length(of: n))) }
    try step.append(steps)
    let start = offsets[offsets.count - 1]
    try row.append((start..<start + set.rowCount).map { Int64($0) })
    offsets.append(contentsOf: set.offsets.dropFirst().lazy.map { $0 + start })
  }

  /// Writes the offsets.
  func finish() throws(HDF5Error) {
    let dataset = try group.createDataset(named: "offsets", values: offsets.map { Int64($0) }, options: .compressed)
    let scale = try group.createDataset(
      named: "boundary", values: (0..<Int64(offsets.count)).map { $0 }, options: .compressed)
    try scale.makeScale(named: "boundary")
    try scale.attributes.set("description", to: "the number of the sequence that begins here; at the end, of sequences")
    try dataset.attachScale(scale, toAxis: 0)
    try dataset.setLabel("boundary", ofAxis: 0)
  }

  private func append(_ values: [Double], to dataset: Dataset) throws(HDF5Error) {
    if content.precision == .single {
      try dataset.append(values.map { Float($0) })
    } else {
      try dataset.append(values)
    }
  }
}
