import Foundation
import HDF5

/// A file that has been written, for reports.
struct OutputRecord {
  let bytes: Int
  let sha256: String

  init(_ path: String) throws {
    var status = stat()
    bytes = stat(path, &status) == 0 ? Int(status.st_size) : 0
    sha256 = try File.digest(of: path)
  }
}
