import Foundation
import HDF5

/// A file that has been written, for reports.
struct OutputRecord {
  let bytes: Int
  let sha256: String

  init(_ path: String) throws {
    let size = try FileManager.default.attributesOfItem(atPath: (path as NSString).resolvingSymlinksInPath)[.size]
    bytes = (size as? NSNumber)?.intValue ?? 0
    sha256 = try File.digest(of: path)
  }
}
