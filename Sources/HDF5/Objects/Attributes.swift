import CHDF5
public import DurableFiles

/// The attributes of a group or a dataset: small values with a name that say what the object is.
public struct Attributes: Sendable {
  private let owner: Handle
  private let place: Place

  init(owner: Handle, at place: Place) {
    self.owner = owner
    self.place = place
  }

  /// The names of all attributes, in order.
  public var names: [String] {
    get throws(HDF5Error) {
      let (names, failure) = names(limit: .max)
      if let failure { throw failure }
      return names
    }
  }

  /// The names in order, as far as they can be read, and why not all can.
  func names(limit: Int) -> (names: [String], failure: HDF5Error?) {
    Names.list("list the attributes of", at: place, limit: limit) { chdf5_each_attribute(owner.id, $0, $1) }
  }

  /// Whether there is an attribute of that name.
  public func contains(_ name: String) throws(HDF5Error) -> Bool {
    try Funnel.call("look for", at: place.attribute(name)) { H5Aexists(owner.id, name) } > 0
  }

  /// An attribute, open.
  ///
  /// - Throws: ``HDF5Error`` if there is none of that name.
  public subscript(name: String) -> Attribute {
    get throws(HDF5Error) {
      let place = place.attribute(name)
      return Attribute(try Handle("open", at: place) { H5Aopen(owner.id, name, hid_t(H5P_DEFAULT)) }, at: place)
    }
  }

  /// Writes a number, in place of any attribute of that name.
  public func set<T: Element>(_ name: String, to value: T) throws(HDF5Error) {
    try set(name, to: [value], shape: [])
  }

  /// Writes numbers along one axis, in place of any attribute of that name.
  public func set<T: Element>(_ name: String, to values: [T]) throws(HDF5Error) {
    try set(name, to: values, shape: [values.count])
  }

  /// Writes a text, in UTF-8 and of variable length, in place of any attribute of that name.
  public func set(_ name: String, to value: String) throws(HDF5Error) {
    try set(name, to: [value], shape: [])
  }

  /// Writes texts along one axis, in UTF-8 and of variable length, in place of any attribute of that name.
  public func set(_ name: String, to values: [String]) throws(HDF5Error) {
    try set(name, to: values, shape: [values.count])
  }

  /// Removes an attribute.
  ///
  /// - Throws: ``HDF5Error`` if there is none of that name.
  public func remove(_ name: String) throws(HDF5Error) {
    try place.reserve { Growth.entry }
    _ = try Funnel.call("remove", at: place.attribute(name)) { H5Adelete(owner.id, name) }
  }

  private func set<T: Element>(_ name: String, to values: [T], shape: [Int]) throws(HDF5Error) {
    let attribute = try create(name, type: T.elementType.stored, shape: shape)
    guard !values.isEmpty else { return }
    _ = try Funnel.call("write", at: place.attribute(name)) {
      values.withUnsafeBytes { attribute.writeAll(as: T.elementType.native, from: $0.baseAddress!) }
    }
  }

  private func set(_ name: String, to texts: [String], shape: [Int]) throws(HDF5Error) {
    let type = try Texts.type(bytes: nil, like: nil, at: place.attribute(name))
    let attribute = try create(name, type: type.id, shape: shape)
    try attribute.writeStrings(texts) { type, pointer in attribute.writeAll(as: type.id, from: pointer) }
  }

  private func create(_ name: String, type: hid_t, shape: [Int]) throws(HDF5Error) -> Attribute {
    let place = place.attribute(name)
    // Twice: what takes the place of another may be stored elsewhere, and moves with its neighbors.
    try place.reserve { Growth.entry + 2 * (name.utf8.count + shape.reduce(16, *)) }
    let space = try Extent.space(shape, at: place)
    let list = try Handle("create", at: place) { H5Pcreate(chdf5_attribute_create_class()) }
    _ = try Funnel.call("create", at: place) { H5Pset_char_encoding(list.id, H5T_CSET_UTF8) }
    if try contains(name) { try remove(name) }
    let handle = try Handle("create", at: place) {
      H5Acreate2(owner.id, name, type, space.id, list.id, hid_t(H5P_DEFAULT))
    }
    return Attribute(handle, at: place)
  }
}
