/// Where a call works, for its error message: a file and, unless the call concerns the file itself, an object in it.
struct Place: Sendable {
  let file: FileContext
  let object: String?

  /// The place of an object that `name`, a path that may have several components, leads to from here.
  func child(_ name: String) -> Place {
    precondition(!name.utf8.contains(0), "a name in an HDF5 file holds no NUL character")
    guard let object, object != "/", !name.hasPrefix("/") else {
      return Place(file: file, object: name.hasPrefix("/") ? name : "/\(name)")
    }
    return Place(file: file, object: "\(object)/\(name)")
  }

  /// The place of an attribute of the object here.
  func attribute(_ name: String) -> Place {
    precondition(!name.utf8.contains(0), "a name in an HDF5 file holds no NUL character")
    return Place(file: file, object: "attribute '\(name)' of \(object ?? "/")")
  }
}
