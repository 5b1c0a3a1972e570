import CHDF5

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
    _ = try Funnel.call("make a scale of", at: place) { H5DSset_scale(handle.id, name) }
  }

  /// Says that `scale` holds the coordinates of an axis; an axis may have several scales.
  ///
  /// - Throws: ``HDF5Error`` if the dataset has no such axis, or is a scale itself.
  public func attachScale(_ scale: Dataset, toAxis axis: Int) throws(HDF5Error) {
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
    _ = try Funnel.call("label an axis of", at: place) { H5DSset_label(handle.id, UInt32(axis), label) }
  }

  /// The label of an axis; empty where it has none.
  public func label(ofAxis axis: Int) throws(HDF5Error) -> String {
    try Names.read("ask for a label of", at: place) { buffer, size in
      H5DSget_label(handle.id, UInt32(axis), buffer, size)
    }
  }
}
