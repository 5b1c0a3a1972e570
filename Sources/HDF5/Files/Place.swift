import CHDF5
internal import DurableFiles

/// Where a call works: a file and, unless the call concerns the file itself, an object in it.
///
/// Error messages take their names from here. A place in a file also keeps the file open, since closing the file would
/// close the object too.
struct Place: Sendable {
  let file: FileContext
  let object: String?
  private let openFile: Handle?

  /// The place of a file, which may not be open yet.
  init(file: FileContext) { self.init(file: file, object: nil, openFile: nil) }

  private init(file: FileContext, object: String?, openFile: Handle?) {
    self.file = file
    self.object = object
    self.openFile = openFile
  }

  /// The place of the root of an open file.
  static func root(of file: File) -> Place {
    Place(file: file.place.file, object: "/", openFile: file.handle)
  }

  /// Makes sure that the file can grow by as many bytes as an operation needs at most, where it lives on a disk that may
  /// be full.
  func reserve(_ bytes: () throws(HDF5Error) -> Int) throws(HDF5Error) {
    guard let openFile, let reserve = file.spaceReserve else { return }
    try openFile.reserve(try bytes(), of: reserve, operation: FileTarget.operation, at: self)
  }

  /// The number of bytes of the open file, with those that have not left the caches yet.
  var fileSize: Int {
    get throws(HDF5Error) {
      guard let openFile else { return 0 }
      var size: hsize_t = 0
      _ = try Funnel.call("ask for the size of", at: self) { H5Fget_filesize(openFile.id, &size) }
      return Int(clamping: size)
    }
  }

  /// The place of an object that `name`, a path that may have several components, leads to from here.
  func child(_ name: String) -> Place {
    precondition(!name.utf8.contains(0), "a name in an HDF5 file holds no NUL character")
    let parent = object ?? "/"
    let path =
      if name.hasPrefix("/") { name } else if parent == "/" { "/\(name)" } else { "\(parent)/\(name)" }
    return Place(file: file, object: path, openFile: openFile)
  }

  /// The place of an attribute of the object here.
  func attribute(_ name: String) -> Place {
    precondition(!name.utf8.contains(0), "a name in an HDF5 file holds no NUL character")
    return Place(file: file, object: "attribute '\(name)' of \(object ?? "/")", openFile: openFile)
  }
}
