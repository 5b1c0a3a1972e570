import CHDF5
public import DurableFiles

/// A group of a file: a folder of datasets and further groups.
///
/// Names are paths relative to the group and may have several components, such as `train/inputs`.
public struct Group: Sendable {
  let handle: Handle
  let place: Place

  init(_ handle: Handle, at place: Place) {
    self.handle = handle
    self.place = place
  }

  /// The path by which the group was reached, from the root of the file.
  public var path: String { place.object ?? "/" }

  /// The attributes of the group.
  public var attributes: Attributes { Attributes(owner: handle, at: place) }

  /// Creates a group, and the groups on the way to it that are missing.
  ///
  /// - Throws: ``HDF5Error`` if the name is taken.
  @discardableResult
  public func createGroup(named name: String) throws(HDF5Error) -> Group {
    let place = place.child(name)
    try place.reserve { Growth.object(named: name) }
    let links = try Group.linkList(at: place)
    let handle = try Handle("create the group", at: place) {
      H5Gcreate2(self.handle.id, name, links.id, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT))
    }
    return Group(handle, at: place)
  }

  /// Opens a group, following links of every kind; see ``linkKind(of:)``.
  ///
  /// - Throws: ``HDF5Error`` if there is none of that name.
  public func group(_ name: String) throws(HDF5Error) -> Group {
    let place = place.child(name)
    return Group(try Handle("open the group", at: place) { H5Gopen2(handle.id, name, hid_t(H5P_DEFAULT)) }, at: place)
  }

  /// Opens a dataset, following links of every kind; see ``linkKind(of:)``.
  ///
  /// - Throws: ``HDF5Error`` if there is none of that name.
  public func dataset(_ name: String) throws(HDF5Error) -> Dataset {
    let place = place.child(name)
    let handle = try Handle("open the dataset", at: place) { H5Dopen2(self.handle.id, name, hid_t(H5P_DEFAULT)) }
    return Dataset(handle, at: place)
  }

  /// Removes a name from the group; its object goes with the last name that leads to it.
  public func remove(_ name: String) throws(HDF5Error) {
    try place.reserve { Growth.entry }
    _ = try Funnel.call("remove", at: place.child(name)) { H5Ldelete(handle.id, name, hid_t(H5P_DEFAULT)) }
  }

  /// Properties of the link to a new object: missing groups are made on the way, names are UTF-8.
  static func linkList(at place: Place) throws(HDF5Error) -> Handle {
    let list = try Handle("name", at: place) { H5Pcreate(chdf5_link_create_class()) }
    _ = try Funnel.call("name", at: place) { H5Pset_create_intermediate_group(list.id, 1) }
    _ = try Funnel.call("name", at: place) { H5Pset_char_encoding(list.id, H5T_CSET_UTF8) }
    return list
  }
}
