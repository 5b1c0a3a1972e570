internal import HDF5
internal import LinearAlgebra
internal import RecurrentNetworks

/// Reads vectors of a network that are stored as named blocks.
struct CheckpointBlocks<Element: Scalar> {
  private let source: CheckpointSource
  let layout: ParameterLayout

  init(_ source: CheckpointSource, _ layout: ParameterLayout) {
    self.source = source
    self.layout = layout
  }

  /// The vector under a group; all of it finite.
  func vector(_ group: String) throws -> Vector<Element> {
    // All shapes first: nothing is allocated for a file that does not hold it.
    let datasets = try layout.blocks.map { block in
      (block.range, try source.dataset("\(group)/\(block.name)", shape: block.shape))
    }
    var vector = Vector<Element>(count: layout.count)
    for (range, dataset) in datasets {
      vector[range] = try elements(of: dataset)[...]
    }
    // All at once: a look at each element from here costs more than the reading.
    guard !vector.isFinite else { return vector }
    let dataset = datasets.first { range, _ in !vector[range].allSatisfy(\.isFinite) }!.1
    throw source.refusal("\(dataset.path) holds numbers that are not finite")
  }

  /// The numbers of a dataset, `count` of them, all finite.
  func array(_ name: String, count: Int) throws -> Vector<Element> { try array(name, shape: [count]) }

  /// The numbers of a dataset of a shape, one row after the other, all finite.
  func array(_ name: String, shape: [Int]) throws -> Vector<Element> {
    let dataset = try source.dataset(name, shape: shape)
    let array = Vector<Element>(try elements(of: dataset))
    guard array.isFinite else { throw source.refusal("\(dataset.path) holds numbers that are not finite") }
    return array
  }

  private func elements(of dataset: Dataset) throws -> [Element] {
    // What is stored in the precision asked for is taken as it is, without a look at each element.
    if Element.precision == .float, try dataset.elementType == .float(bytes: 4) {
      let stored: Any = try dataset.read(as: Float.self)
      if let elements = stored as? [Element] { return elements }
    }
    let stored: [Double] = try dataset.read()
    let same: Any = stored
    return same as? [Element] ?? stored.map { Element($0) }
  }
}
