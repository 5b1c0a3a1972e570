internal import Foundation
internal import DurableFiles
internal import HDF5
internal import Losses
internal import RecurrentNetworks
internal import SequenceData

/// A checkpoint file that is open for reading and not trusted: what is asked of it lies in the file itself, has the shape
/// that is expected, and is stored, or there is one sentence that says what is wrong.
struct CheckpointSource {
  /// The largest number of anything that is believed: beyond it Double does not count any more.
  static let largestCount = 1 << 53

  let path: String
  /// The version of the format.
  private(set) var version = CheckpointNames.version
  private let root: Group
  private let admitted: AdmittedFile

  /// Opens a file that says it is a checkpoint of a version known here.
  init(_ file: AdmittedFile) throws {
    path = file.path
    admitted = file
    // Before libhdf5 looks at it, which does not survive every kind of damage.
    guard try file.checksum != .broken else {
      throw TrainingError(
        .data, "\(path) is damaged: its bytes are not those that were written (its checksum is wrong)")
    }
    root = try File.open(file).root
    version = try readVersion()
  }

  /// Whether there is anything at a path.
  static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  private func readVersion() throws -> Int {
    typealias Name = CheckpointNames.Root
    let attributes = root.attributes
    guard try attributes.contains(Name.format) else {
      throw TrainingError(
        .data, "\(path) should have the format \(CheckpointNames.format), it has no attribute '\(Name.format)'")
    }
    let format = try attributes[Name.format].readString()
    guard format == CheckpointNames.format else {
      throw TrainingError(
        .data, "\(path) should have the format \(CheckpointNames.format), its format is '\(format.excerpt)'")
    }
    let version = try attributes[Name.version].readScalar(as: Int64.self)
    guard version >= 1, version <= Int64(CheckpointNames.version) else {
      throw TrainingError(
        .data, "\(path) has format version \(version); this program reads versions 1 to \(CheckpointNames.version)")
    }
    return Int(version)
  }

  /// What is wrong with the file, in a sentence that names it.
  func refusal(_ words: String) -> TrainingError { TrainingError(.data, "\(path): \(words)") }

  /// Whether there is an object of that name.
  func contains(_ name: String) throws -> Bool { try root.contains(name) }

  /// The group that holds all others.
  var top: CheckpointGroup { CheckpointGroup(root, name: "", of: self) }

  /// A group of the file itself.
  func group(_ name: String) throws -> CheckpointGroup {
    try requireOwn(name)
    return CheckpointGroup(try root.group(name), name: name, of: self)
  }

  /// A dataset of that shape whose data lie in the file itself.
  func dataset(_ name: String, shape expected: [Int]) throws -> Dataset {
    try requireOwn(name)
    let dataset = try root.dataset(name)
    let shape = try dataset.shape
    guard shape == expected else {
      throw refusal("/\(name) should have the shape \(expected), it has \(shape)")
    }
    let storage = try dataset.storage
    switch storage.kind {
    case .compact, .contiguous, .chunked: break
    case .external, .virtual: throw refusal("/\(name) should lie in the file itself, its data are elsewhere")
    }
    let count = shape.reduce(1, *)
    guard count == 0 || storage.bytes > 0 && storage.mayHold(count) else {
      throw refusal("/\(name) should hold \(count) elements, only \(storage.bytes) bytes are stored")
    }
    return dataset
  }

  /// A text.
  func text(_ name: String) throws -> String { try dataset(name, shape: []).readString() }

  /// The numbers of a column.
  func column<T: HDF5.Element>(_ name: String, as type: T.Type, count: Int) throws -> [T] {
    try dataset(name, shape: [count]).read(as: type)
  }

  /// The texts of a column.
  func texts(_ name: String, count: Int) throws -> [String] { try dataset(name, shape: [count]).readStrings() }

  /// How the numbers that the network was trained on come from those of their user.
  func encoding(of network: NetworkDefinition) throws -> DataEncoding {
    let (parent, name) = CheckpointNames.encoding
    let encoding = try DataEncoding(of: admitted, at: [parent, name])
    let inputs: InputShape =
      switch network.input {
      case .features(let count): .real(features: count)
      case .symbols(let count): .symbols(cardinality: count)
      }
    let outputs = network.outputs
    try encoding.require(
      inputs, network.loss.target == .classes ? .classes(cardinality: outputs) : .real(outputs: outputs), of: path)
    return encoding
  }

  /// Makes sure that an object is there, and that no link leads to it out of its place.
  private func requireOwn(_ name: String) throws {
    guard try root.contains(name) else { throw refusal("there is no /\(name)") }
    let link = try root.linkKind(of: name)
    guard link == .hard else {
      throw refusal("/\(name) should lie in the file itself, it is a link (\(link.rawValue))")
    }
  }
}
