import HDF5

extension HostileFile {
  static let texts: [HostileFile] = [
    HostileFile(.text, "no vocabulary", "/vocabulary is missing") { try $0.remove("vocabulary") },
    HostileFile(.text, "a vocabulary of numbers", "/vocabulary should be strings") {
      try $0.replace("vocabulary", with: [1, 2, 3])
    },
    HostileFile(.text, "an entry that comes twice", "is symbol 0 already") {
      let vocabulary = try $0.dataset("vocabulary")
      try vocabulary.write([try vocabulary.readStrings()[0]], start: [1], count: [1])
    },
    HostileFile(.text, "an unknown symbol beyond the vocabulary", "attribute 'unknown' should be -1 or one of") {
      try $0.attributes.set("unknown", to: 1000)
    },
    HostileFile(.text, "no unit", "has no attribute 'unit'") { try $0.attributes.remove("unit") },
    HostileFile(.text, "another loss", "attribute 'loss' should be softmax") {
      try $0.attributes.set("loss", to: "logistic")
    },
    HostileFile(.text, "a symbol beyond the vocabulary", "/train/symbols, position 3: a symbol of 0 to") {
      try $0.dataset("train/symbols").write([255], start: [3], count: [1])
    },
    HostileFile(.text, "no symbols", "/test/symbols is missing") { try $0.remove("test/symbols") },
    HostileFile(.text, "a single symbol", "should have at least 2 symbols") {
      try $0.replace("train/symbols", with: [1])
    },
    HostileFile(.text, "2⁴⁰ symbols that nobody wrote", "/train/symbols") {
      try $0.remove("train/symbols")
      try $0.createDataset(named: "train/symbols", of: UInt8.self, shape: [1 << 40], options: .growing)
    },
    HostileFile(.text, "sequences", "/train/inputs is missing") { try $0.attributes.set("task", to: "prose") },
    HostileFile(.roll, "loudness", "a number of 0 to 1 (logistic loss) was expected, found 64.0") {
      try $0.dataset("train/targets").write([64 as Float], start: [3, 1], count: [1, 1])
    },
  ]
}
