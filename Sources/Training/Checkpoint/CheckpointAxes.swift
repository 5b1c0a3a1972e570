public import HDF5
public import RecurrentNetworks

/// The dimension scales of parameters in a file: for each kind of axis a dataset at the root that numbers its places.
///
/// No array has two axes of one kind, since readers that name axes by their scales could not tell them apart: the columns
/// of `W_hh` belong to the units of the step before.
public final class CheckpointAxes {
  private let root: Group
  private var scales: [String: Dataset] = [:]

  /// Scales in the root of a file, made when they are first needed.
  public init(_ root: Group) { self.root = root }

  /// Names the axes of a block of parameters.
  public func describe(_ dataset: Dataset, of block: ParameterBlock) throws {
    for (axis, kind) in block.axes.enumerated() {
      let extent = axis == 0 ? block.rows : block.columns
      let scale = try scale(kind, extent: extent)
      try dataset.attachScale(scale, toAxis: axis)
      try dataset.setLabel(kind, ofAxis: axis)
    }
  }

  /// Names the one axis of a list of numbers.
  public func describe(_ list: Dataset, numbering kind: String) throws { try describe(list, numbering: [kind]) }

  /// Names each axis of an array of numbers.
  func describe(_ array: Dataset, numbering kinds: [String]) throws {
    for (axis, (kind, extent)) in zip(kinds, try array.shape).enumerated() {
      try array.attachScale(try scale(kind, extent: extent), toAxis: axis)
      try array.setLabel(kind, ofAxis: axis)
    }
  }

  /// The scale of a kind of axis, made when it is first asked for; those of another extent have it in their name.
  private func scale(_ kind: String, extent: Int) throws -> Dataset {
    for name in [kind, "\(kind)_\(extent)"] {
      guard let scale = scales[name] else {
        let indices = (0..<extent).map { Int32($0) }
        let scale = try root.createDataset(named: name, values: indices, options: .compressed)
        try scale.makeScale(named: name)
        scales[name] = scale
        return scale
      }
      if try scale.shape == [extent] { return scale }
    }
    preconditionFailure("a scale with its extent in its name has that extent")
  }
}
