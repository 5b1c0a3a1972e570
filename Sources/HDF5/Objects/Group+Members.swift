import CHDF5
public import DurableFiles

extension Group {
  /// The entries of the group itself, in the order of their names.
  public var members: [Member] {
    get throws(HDF5Error) {
      let (names, failure) = memberNames(limit: .max)
      if let failure { throw failure }
      var members: [Member] = []
      for name in names { members.append(try member(named: name)) }
      return members
    }
  }

  /// The names of the group's entries in order, as far as they can be read, and why not all can.
  func memberNames(limit: Int) -> (names: [String], failure: HDF5Error?) {
    Names.list("list the group", at: place, limit: limit) { chdf5_each_link(handle.id, $0, $1) }
  }

  /// Whether every component of the path `name` is there; of a soft or external link it is only asked whether the
  /// link is.
  public func contains(_ name: String) throws(HDF5Error) -> Bool {
    for path in Group.pathsOnTheWay(to: name) {
      guard try Funnel.call("look for", at: place.child(path), { H5Lexists(handle.id, path, hid_t(H5P_DEFAULT)) }) > 0
      else { return false }
      if try linkKind(at: path) != .hard { return path == Group.pathsOnTheWay(to: name).last }
    }
    return true
  }

  /// How the path `name` leads to its object: the kind of the first of its components that is not a hard link, or
  /// ``LinkKind/hard`` if all of them are. A reader that does not trust a file refuses any other kind.
  ///
  /// - Throws: ``HDF5Error`` if a component is missing.
  public func linkKind(of name: String) throws(HDF5Error) -> LinkKind {
    for path in Group.pathsOnTheWay(to: name) {
      let kind = try linkKind(at: path)
      if kind != .hard { return kind }
    }
    return .hard
  }

  private func linkKind(at path: String) throws(HDF5Error) -> LinkKind {
    let kind = try Funnel.call("ask how to reach", at: place.child(path)) { chdf5_link_type(handle.id, path) }
    return switch kind {
    case H5L_TYPE_HARD.rawValue: .hard
    case H5L_TYPE_SOFT.rawValue: .soft
    case H5L_TYPE_EXTERNAL.rawValue: .external
    default: .other
    }
  }

  /// The first component of `name`, the first two, and so on to all of them.
  private static func pathsOnTheWay(to name: String) -> [String] {
    let start = name.hasPrefix("/") ? "/" : ""
    let components = name.split(separator: "/")
    return components.indices.map { start + components[...$0].joined(separator: "/") }
  }

  func member(named name: String) throws(HDF5Error) -> Member {
    let link = try linkKind(at: name)
    guard link == .hard else { return Member(name: name, link: link, kind: nil) }
    let kind = try Funnel.call("ask for the kind of", at: place.child(name)) { chdf5_object_type(handle.id, name) }
    return switch kind {
    case H5O_TYPE_GROUP.rawValue: Member(name: name, link: link, kind: .group)
    case H5O_TYPE_DATASET.rawValue: Member(name: name, link: link, kind: .dataset)
    case H5O_TYPE_NAMED_DATATYPE.rawValue: Member(name: name, link: link, kind: .namedType)
    default: Member(name: name, link: link, kind: .other)
    }
  }
}
