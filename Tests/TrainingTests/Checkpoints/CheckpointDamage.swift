import DurableFiles
import HDF5
import Testing
import Training

/// Something that is changed in a checkpoint behind the program's back.
struct CheckpointDamage: Sendable {
  let name: String
  /// Words of the sentence that has to be said of it.
  let words: String
  let apply: @Sendable (Group) throws -> Void

  init(_ name: String, _ words: String, _ apply: @escaping @Sendable (Group) throws -> Void) {
    (self.name, self.words, self.apply) = (name, words, apply)
  }

  static func attribute(_ group: String, _ name: String, _ value: Int64, _ words: String) -> CheckpointDamage {
    CheckpointDamage("\(group) \(name) = \(value)", words) { try $0.group(group).attributes.set(name, to: value) }
  }

  static func without(_ group: String, _ name: String) -> CheckpointDamage {
    CheckpointDamage("\(group) without \(name)", "/\(group) should have an attribute '\(name)'") {
      try $0.group(group).attributes.remove(name)
    }
  }

  static func missing(_ name: String) -> CheckpointDamage {
    CheckpointDamage("no \(name)", "there is no /\(name)") { try $0.remove(name) }
  }

  static func another(_ name: String, _ text: String, of group: String = "model") -> CheckpointDamage {
    CheckpointDamage("another \(name)", "attribute '\(name)' of /\(group) should be") {
      try $0.group(group).attributes.set(name, to: text)
    }
  }

  static func column<T: Element>(_ name: String, _ words: String, _ values: @escaping @Sendable (Int) -> [T])
    -> CheckpointDamage
  {
    CheckpointDamage("column \(name): \(words)", words) { root in
      let rows = try root.dataset("history/step").shape[0]
      try root.remove("history/\(name)")
      try root.createDataset(named: "history/\(name)", values: values(rows))
    }
  }

  static func texts(_ name: String, _ words: String, _ text: String) -> CheckpointDamage {
    CheckpointDamage("column \(name)", words) { root in
      let rows = try root.dataset("history/step").shape[0]
      try root.remove("history/\(name)")
      try root.createDataset(named: "history/\(name)", strings: Array(repeating: text, count: rows))
    }
  }

  static func vector(_ name: String, _ words: String, _ values: [Float], _ shape: [Int]? = nil) -> CheckpointDamage {
    CheckpointDamage("\(name) of \(values.count)", words) { root in
      try root.remove(name)
      try root.createDataset(named: name, values: values, shape: shape)
    }
  }

  /// Does the damage to a checkpoint, and expects the one sentence that has to be said of it.
  func expectSentence(of path: String) throws {
    let file = try File.open(path, for: .updating)
    try apply(try file.root)
    try file.close()
    #expect(try File.checksum(of: path) == .absent)
    let error = Small.error { _ = try Checkpoint<Float>(contentsOf: path) }
    #expect(error?.kind == .data, "\(name)")
    #expect(error?.description.contains(words) == true, "\(name): \(error?.description ?? "")")
    #expect(error?.description.hasPrefix(path) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false)
  }
}
