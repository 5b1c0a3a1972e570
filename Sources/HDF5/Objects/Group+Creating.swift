import CHDF5
public import DurableFiles

extension Group {
  /// Creates a dataset whose elements are zero until they are written.
  ///
  /// Groups on the way to `name` that are missing are created.
  ///
  /// - Throws: ``HDF5Error`` if the name is taken.
  @discardableResult
  public func createDataset<T: Element>(
    named name: String, of type: T.Type, shape: [Int], options: DatasetOptions = .plain
  ) throws(HDF5Error) -> Dataset {
    try createDataset(
      named: name, type: T.elementType.stored, bytes: T.elementType.bytes, shape: shape, options: options)
  }

  /// Creates a dataset that holds `values`, in row-major order.
  ///
  /// - Parameters:
  ///   - name: a path relative to the group.
  ///   - values: the elements, as many as the shape has.
  ///   - shape: the extents; `nil` for one axis of all values, `[]` for a scalar.
  ///   - options: how they are stored.
  @discardableResult
  public func createDataset<T: Element>(
    named name: String, values: [T], shape: [Int]? = nil, options: DatasetOptions = .plain
  ) throws(HDF5Error) -> Dataset {
    let shape = shape ?? [values.count]
    precondition(
      shape.reduce(1, *) == values.count, "\(values.count) values do not fill a dataset of shape \(shape)")
    let dataset = try createDataset(named: name, of: T.self, shape: shape, options: options)
    try dataset.write(values)
    return dataset
  }

  /// Creates a dataset of texts along one axis, in UTF-8 and of variable length.
  ///
  /// Of the options, chunks and extendibility are of use; filters apply to references to the texts alone.
  ///
  /// - Throws: ``HDF5Error`` if the name is taken, or a text contains the NUL character.
  @discardableResult
  public func createDataset(named name: String, strings: [String], options: DatasetOptions = .plain) throws(HDF5Error)
    -> Dataset
  {
    try createDataset(named: name, texts: strings, shape: [strings.count], options: options)
  }

  /// Creates a dataset of a single text, in UTF-8 and of variable length.
  ///
  /// - Throws: ``HDF5Error`` if the name is taken, or the text contains the NUL character.
  @discardableResult
  public func createDataset(named name: String, string: String) throws(HDF5Error) -> Dataset {
    try createDataset(named: name, texts: [string], shape: [], options: .plain)
  }

  private func createDataset(
    named name: String, texts: [String], shape: [Int], options: DatasetOptions
  ) throws(HDF5Error) -> Dataset {
    let type = try Texts.type(bytes: nil, like: nil, at: place.child(name))
    let dataset = try createDataset(named: name, type: type.id, bytes: 16, shape: shape, options: options)
    try dataset.write(texts, start: shape.map { _ in 0 }, count: shape)
    return dataset
  }

  private func createDataset(
    named name: String, type: hid_t, bytes: Int, shape: [Int], options: DatasetOptions
  ) throws(HDF5Error) -> Dataset {
    let place = place.child(name)
    try self.place.reserve { Growth.object(named: name) }
    let space = try Extent.space(shape, isExtendible: options.isExtendible, at: place)
    let links = try Group.linkList(at: place)
    let creation = try options.creationList(shape: shape, bytes: bytes, at: place)
    let handle = try Handle("create the dataset", at: place) {
      H5Dcreate2(self.handle.id, name, type, space.id, links.id, creation.id, hid_t(H5P_DEFAULT))
    }
    return Dataset(handle, at: place)
  }
}
