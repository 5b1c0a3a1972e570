internal import HDF5
internal import LinearAlgebra
internal import RecurrentNetworks

/// A group of a checkpoint that is being written.
struct CheckpointOutput {
  let storage: Group
  private let axes: CheckpointAxes
  private let layout: ParameterLayout

  /// The root of a file that is empty.
  init(_ root: Group, _ layout: ParameterLayout) {
    storage = root
    axes = CheckpointAxes(root)
    self.layout = layout
  }

  private init(_ storage: Group, like other: CheckpointOutput) {
    self.storage = storage
    (axes, layout) = (other.axes, other.layout)
  }

  var attributes: Attributes { storage.attributes }

  /// A group below this one, which is made where there is none yet.
  func group(_ name: String) throws -> CheckpointOutput {
    CheckpointOutput(try storage.contains(name) ? storage.group(name) : storage.createGroup(named: name), like: self)
  }

  /// Writes a score under names that begin alike.
  func write(_ score: Score, _ name: String) throws {
    try attributes.set(name + CheckpointNames.loss, to: score.loss)
    if let wrong = score.wrong { try attributes.set(name + CheckpointNames.wrong, to: Int64(wrong)) }
    try attributes.set(name + CheckpointNames.sequences, to: Int64(score.sequences))
  }

  /// Writes a vector of the network as a group of its named blocks.
  func write<Element: Scalar>(_ vector: Vector<Element>, _ name: String) throws {
    let group = try storage.createGroup(named: name)
    for block in layout.blocks {
      let dataset = try write(Array(vector[block.range]), to: group, block)
      try axes.describe(dataset, of: block)
    }
  }

  /// Writes numbers of the optimizer that belong to no parameter, where there are any.
  func write<Element: Scalar>(array: Vector<Element>, _ name: String) throws {
    guard array.count > 0 else { return }
    let dataset = try write(array.elements, to: storage, name, shape: [array.count])
    try axes.describe(dataset, numbering: "\(name)_number")
  }

  /// Writes rows of numbers, with what numbers the rows and the columns.
  func write<Element: Scalar>(
    rows: Vector<Element>, _ name: String, count: Int, numbering axes: (rows: String, columns: String)
  ) throws {
    let dataset = try write(rows.elements, to: storage, name, shape: [count, rows.count / count])
    try self.axes.describe(dataset, numbering: [axes.rows, axes.columns])
  }

  private func write<Element: Scalar>(_ elements: [Element], to group: Group, _ block: ParameterBlock) throws
    -> Dataset
  {
    try write(elements, to: group, block.name, shape: block.shape)
  }

  private func write<Element: Scalar>(_ elements: [Element], to group: Group, _ name: String, shape: [Int]) throws
    -> Dataset
  {
    // A look at the whole array, not at each of its elements: see `CheckpointBlocks`.
    let values: Any = elements
    if let values = values as? [Float] {
      return try group.createDataset(named: name, values: values, shape: shape, options: CheckpointStorage.options)
    }
    return try group.createDataset(
      named: name, values: values as? [Double] ?? elements.map { Double($0) }, shape: shape,
      options: CheckpointStorage.options)
  }
}
