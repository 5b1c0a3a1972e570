import Foundation
import HDF5
import TestSupport
import Testing

/// A file that no command may accept.
struct HostileFile: Sendable, CustomTestStringConvertible {
  /// The good file that is spoilt.
  enum Origin: String, Sendable {
    case numbers = "numbers.h5"
    case symbols = "symbols.h5"
    case text = "text.h5"
    case roll = "roll.h5"
    case checkpoint = "checkpoint.h5"
  }

  let testDescription: String
  let origin: Origin
  /// What the sentence says.
  let words: String
  private let spoil: @Sendable (String) throws -> Void

  /// Spoilt in an open file.
  init(_ origin: Origin, _ name: String, _ words: String, _ spoil: @escaping @Sendable (Group) throws -> Void) {
    (testDescription, self.origin, self.words) = ("\(origin): \(name)", origin, words)
    self.spoil = { path in
      let file = try File.open(path, for: .updating)
      try spoil(try file.root)
      try file.close()
    }
  }

  /// Spoilt by lines of Python, which know the file as `f` and the folder as `folder`.
  init(_ origin: Origin, python name: String, _ words: String, _ lines: String) {
    (testDescription, self.origin, self.words) = ("\(origin), by h5py: \(name)", origin, words)
    let indented = lines.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    spoil = { path in
      let script = """
        import h5py, numpy, os, sys, zlib
        folder = os.path.dirname(sys.argv[1])
        with h5py.File(sys.argv[1], "r+") as f:
        \(indented)
        """
      let result = try Python.run(script, path)
      guard result.status == 0 else {
        throw CocoaError(.fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: result.output])
      }
    }
  }

  /// Makes the file.
  func write(to path: String, from folder: String) throws {
    try FileManager.default.copyItem(atPath: "\(folder)/\(origin.rawValue)", toPath: path)
    try spoil(path)
  }

  /// The commands that are to refuse it.
  var readings: [Reading] {
    Reading.those(for: content, named: origin.rawValue).filter { $0.refusesAll }
  }

  var content: Victim.Content { origin == .checkpoint ? .checkpoint : .dataset }
}

extension Group {
  /// Puts another dataset in the place of one.
  func replace<T: Element>(
    _ name: String, with values: [T], shape: [Int]? = nil, options: DatasetOptions = .plain
  ) throws {
    try remove(name)
    try createDataset(named: name, values: values, shape: shape, options: options)
  }
}
