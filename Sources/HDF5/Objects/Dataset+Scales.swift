import CHDF5
public import DurableFiles

/// Dimension scales: datasets along one axis that hold the coordinates of another dataset's axis.
extension Dataset {
  /// Whether this dataset is a dimension scale.
  public var isScale: Bool {
    get throws(HDF5Error) { try Funnel.call("ask about the scales of", at: place) { H5DSis_scale(handle.id) } > 0 }
  }

  /// Declares that this dataset is a dimension scale, under a name that readers show.
  ///
  /// - Throws: ``HDF5Error`` if it has scales itself.
  public func makeScale(named name: String) throws(HDF5Error) {
    try place.reserve { Growth.entry + 2 * name.utf8.count }
    _ = try Funnel.call("make a scale of", at: place) { H5DSset_scale(handle.id, name) }
  }

  /// Says that `scale` holds the coordinates of an axis; an axis may have several scales.
  ///
  /// - Throws: ``HDF5Error`` if the dataset has no such axis, or is a scale itself.
  public func attachScale(_ scale: Dataset, toAxis axis: Int) throws(HDF5Error) {
    try place.reserve { Growth.scale }
    _ = try Funnel.call("attach a scale to", at: place) {
      H5DSattach_scale(handle.id, scale.handle.id, UInt32(axis))
    }
  }

  /// The number of scales of an axis.
  public func scaleCount(ofAxis axis: Int) throws(HDF5Error) -> Int {
    Int(try Funnel.call("ask about the scales of", at: place) { H5DSget_num_scales(handle.id, UInt32(axis)) })
  }

  /// Whether `scale` is one of an axis.
  public func hasScale(_ scale: Dataset, onAxis axis: Int) throws(HDF5Error) -> Bool {
    try Funnel.call("ask about the scales of", at: place) {
      H5DSis_attached(handle.id, scale.handle.id, UInt32(axis))
    } > 0
  }

  /// Labels an axis.
  public func setLabel(_ label: String, ofAxis axis: Int) throws(HDF5Error) {
    try place.reserve { Growth.entry + 2 * label.utf8.count }
    _ = try Funnel.call("label an axis of", at: place) { H5DSset_label(handle.id, UInt32(axis), label) }
  }

  /// The label of an axis; empty where it has none.
  public func label(ofAxis axis: Int) throws(HDF5Error) -> String {
    try Names.read("ask for a label of", at: place) { buffer, size in
      H5DSget_label(handle.id, UInt32(axis), buffer, size)
    }
  }

  /// Gives every axis its scale and the scale's name as label; then xarray and netCDF know all axes by name.
  ///
  /// One scale may serve several datasets and groups, but only one axis of each dataset.
  ///
  /// - Parameter scales: one for each axis, as long as the axis.
  /// - Throws: ``HDF5Error`` if their number or lengths are not those of the axes.
  public func setScales(_ scales: [Dataset]) throws(HDF5Error) {
    let shape = try shape
    var lengths: [[Int]] = []
    for scale in scales { lengths.append(try scale.shape) }
    guard lengths == shape.map({ [$0] }) else {
      throw HDF5Error(
        "attach scales to", at: place, reason: "scales of the shapes \(lengths) do not match its shape \(shape)")
    }
    for (axis, scale) in scales.enumerated() {
      try attachScale(scale, toAxis: axis)
      let name = scale.path.split(separator: "/").last ?? ""
      try setLabel(String(name), ofAxis: axis)
    }
  }
}

extension Group {
  /// Creates a dimension scale that holds the coordinates of an axis.
  ///
  /// - Throws: ``HDF5Error`` if the name is taken.
  @discardableResult
  public func createScale<T: Element>(
    named name: String, values: [T], options: DatasetOptions = .plain
  ) throws(HDF5Error) -> Dataset {
    let scale = try createDataset(named: name, values: values, options: options)
    try scale.makeScale(named: String(name.split(separator: "/").last ?? ""))
    return scale
  }

  /// Creates a dimension scale that holds the labels of an axis's elements.
  ///
  /// - Throws: ``HDF5Error`` if the name is taken, or a text contains the NUL character.
  @discardableResult
  public func createScale(named name: String, strings: [String]) throws(HDF5Error) -> Dataset {
    let scale = try createDataset(named: name, strings: strings)
    try scale.makeScale(named: String(name.split(separator: "/").last ?? ""))
    return scale
  }
}
