import HDF5
import SequenceData

/// A small text file written with the HDF5 module alone, by the contract.
enum SampleText {
  static let vocabulary = [" ", "a", "b", "é"]
  static let train: [UInt8] = [1, 2, 0, 3, 1, 1]
  static let test: [UInt8] = [3, 0, 2]

  /// Two splits of four characters; `spoil` may change anything.
  static func write(to path: String, _ spoil: (Group) throws -> Void = { _ in }) throws {
    try File.replacing(path) { file in
      let root = try file.root
      try SampleFile.attributes(root, loss: "softmax")
      try root.attributes.set("task", to: "text")
      try root.attributes.set("unit", to: "character")
      try root.attributes.set("unknown", to: -1)
      try root.createDataset(named: "vocabulary", strings: vocabulary)
      try root.createDataset(named: "train/symbols", values: train)
      try root.createDataset(named: "test/symbols", values: test)
      try spoil(root)
    }
  }

  /// Puts other entries in place of the vocabulary.
  static func replaceVocabulary(with entries: [String], in root: Group) throws {
    try root.remove("vocabulary")
    try root.createDataset(named: "vocabulary", strings: entries)
  }
}
