import Foundation
import TestSupport

/// A good file that is going to be damaged.
struct Victim: Sendable {
  /// How its bytes are protected against damage.
  enum Protection: String, Sendable, CaseIterable {
    /// A checksum over all bytes.
    case checksum = "checksum"
    /// The same, made anew when the bytes had been damaged: it vouches for nothing.
    case forged = "checksum made anew"
    /// Checksums of HDF5 on all structures, and on the chunks of arrays.
    case structures = "no checksum, HDF5's own over its structures"
    /// Checksums on the chunks of arrays only: the format that h5py writes by default.
    case chunks = "no checksum, h5py's early format"
  }

  enum Content: String, Sendable {
    case dataset, checkpoint, vector
  }

  let name: String
  let content: Content
  let protection: Protection
  let bytes: [UInt8]
  /// Arrays whose chunks carry a checksum.
  let checksummed: Set<String>
  /// Where those chunks lie, as far as that is needed to know: in the early format.
  let chunks: [String: [Range<Int>]]

  /// The bytes of a checksum at the end of a file.
  static let trailerSize = 64

  init(
    _ name: String, _ content: Content, _ protection: Protection, in folder: String,
    chunks: [String: [Range<Int>]] = [:]
  ) throws {
    self.name = name
    self.content = content
    self.protection = protection
    self.chunks = protection == .chunks ? chunks : [:]
    let whole = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
    bytes = protection == .forged ? whole.dropLast(Self.trailerSize) : whole
    let report = try Command(["inspect", name, "--json", "--tree"], folder: folder).objects.first
    let tree = report?["tree"] as? [[String: Any]] ?? []
    checksummed = Set(
      tree.compactMap { object in
        let filters = (object["array"] as? [String: Any])?["filters"] as? [String] ?? []
        return filters.contains("fletcher32") ? object["path"] as? String : nil
      })
  }

  /// The ways in which the program reads it.
  var readings: [Reading] {
    Reading.those(for: content, named: name)
  }

  /// The bytes of the file when it has been damaged.
  ///
  /// - Parameter folder: where files may be put meanwhile.
  func damaged(by mutation: Mutation, in folder: String) throws -> [UInt8] {
    let damaged = mutation.applied(to: bytes)
    return protection == .forged ? try Forgery.checksummed(damaged, in: folder) : damaged
  }

  /// What a reader has to do with a file into which this one has been turned.
  enum Demand {
    /// Nothing that matters has changed: whoever accepts it reads what was written.
    case nothing
    /// It is to be refused.
    case refusal
    /// If it is accepted, arrays with checksums are to hold what was written.
    case values
  }

  func demand(on damaged: [UInt8]) -> Demand {
    guard protection == .checksum else { return damaged.starts(with: bytes) ? .nothing : .values }
    if damaged.starts(with: bytes.dropLast(Self.trailerSize)) { return .nothing }
    // A file that has lost its checksum as well is one without.
    return damaged.count == bytes.count && damaged.suffix(Self.trailerSize) == bytes.suffix(Self.trailerSize)
      ? .refusal : .values
  }

  /// Whether an array of an accepted file may hold something else than was written.
  ///
  /// In the early format nothing protects the description of an array: its type, its shape and where its chunks are.
  func mayDiffer(_ array: String, in damaged: [UInt8]) -> Bool {
    guard checksummed.contains(array) else { return true }
    guard protection == .chunks, let ranges = chunks[array] else { return false }
    return ranges.allSatisfy { $0.upperBound <= damaged.count && damaged[$0] == bytes[$0] }
  }
}
