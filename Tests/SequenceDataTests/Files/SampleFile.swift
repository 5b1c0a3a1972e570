import HDF5
import SequenceData

/// A small dataset file written with the HDF5 module alone, by the contract.
enum SampleFile {
  static let offsets = [0, 2, 5, 6]

  /// Three sequences of symbols and classes with weights, in two splits; `spoil` may change anything.
  static func classes(at path: String, _ spoil: (Group) throws -> Void = { _ in }) throws {
    try File.replacing(path) { file in
      let root = try file.root
      try attributes(root, loss: "softmax")
      for split in ["train", "test"] {
        let group = try root.createGroup(named: split)
        try group.createDataset(named: "offsets", values: offsets.map { Int64($0) })
        try integers("inputs", [0, 1, 2, 3, 0, 1] as [UInt8], cardinality: 4, in: group)
        try integers("targets", [0, 2, 1, 0, 1, 2] as [Int32], cardinality: 3, in: group)
        try group.createDataset(named: "weights", values: [0, 1, 0, 0.5, 1, 1] as [Float])
      }
      try spoil(root)
    }
  }

  /// Three sequences of two features and one output, without weights, in one split.
  static func numbers(at path: String, loss: String, _ spoil: (Group) throws -> Void = { _ in }) throws {
    try File.replacing(path) { file in
      let root = try file.root
      try attributes(root, loss: loss)
      let group = try root.createGroup(named: "train")
      try group.createDataset(named: "offsets", values: offsets.map { Int64($0) })
      try group.createDataset(named: "inputs", values: (0..<12).map { Double($0) / 3 }, shape: [6, 2])
      try group.createDataset(named: "targets", values: [0, 1, 0, 1, 1, 0] as [Float], shape: [6, 1])
      try spoil(root)
    }
  }

  static func attributes(_ root: Group, loss: String) throws {
    try root.attributes.set("format", to: "recur.dataset")
    try root.attributes.set("format_version", to: 1)
    try root.attributes.set("loss", to: loss)
  }

  static func integers<Value: Element>(
    _ name: String, _ values: [Value], cardinality: Int, in group: Group
  ) throws {
    try group.createDataset(named: name, values: values).attributes.set("cardinality", to: cardinality)
  }

  /// Puts other values in place of an array that has a cardinality.
  static func replace<Value: Element>(
    _ name: String, with values: [Value], shape: [Int]? = nil, cardinality: Int? = nil, in root: Group
  ) throws {
    try root.remove(name)
    let dataset = try root.createDataset(named: name, values: values, shape: shape)
    if let cardinality { try dataset.attributes.set("cardinality", to: cardinality) }
  }
}
