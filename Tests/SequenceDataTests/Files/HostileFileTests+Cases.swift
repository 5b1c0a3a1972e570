import DurableFiles
import HDF5
import SequenceData

extension HostileFileTests {
  static let rootCases: [BadFile] = [
    BadFile("no format", "has no attribute 'format'") { try $0.attributes.remove("format") },
    BadFile("format is a number", "should be a text, found int64") { try $0.attributes.set("format", to: 1) },
    BadFile("format is an array", "should be a text, found string of shape [2]") {
      try $0.attributes.set("format", to: ["recur.dataset", "recur.dataset"])
    },
    BadFile("a checkpoint", "is a checkpoint") { try $0.attributes.set("format", to: "recur.checkpoint") },
    BadFile("another format", "of another format") { try $0.attributes.set("format", to: "\u{1B}[31m\nelse") },
    BadFile("no version", "has no attribute 'format_version'") { try $0.attributes.remove("format_version") },
    BadFile("a future version", "has format_version 2; this program reads version 1 only") {
      try $0.attributes.set("format_version", to: 2)
    },
    BadFile("version 0", "'format_version' should be 1, found 0") { try $0.attributes.set("format_version", to: 0) },
    BadFile("a huge version", "'format_version' should be a whole number") {
      try $0.attributes.set("format_version", to: UInt64.max)
    },
    BadFile("a version in words", "'format_version' should be a whole number, found string") {
      try $0.attributes.set("format_version", to: "1")
    },
    BadFile("no loss", "has no attribute 'loss'") { try $0.attributes.remove("loss") },
    BadFile("loss is a number", "'loss' should be a text, found int64") { try $0.attributes.set("loss", to: 3) },
    BadFile("an unknown loss", "'loss' should be one of squared-error, logistic, softmax, found \"hinge\"") {
      try $0.attributes.set("loss", to: "hinge")
    },
    BadFile("a negative seed", "'seed' should be a whole number of at least 0") {
      try $0.attributes.set("seed", to: -1)
    },
    BadFile("a negative length", "'length' should be a whole number of at least 0, found -5") {
      try $0.attributes.set("length", to: -5)
    },
    BadFile("length is not whole", "'length' should be a whole number of at least 0, found float64 10.5") {
      try $0.attributes.set("length", to: 10.5)
    },
    BadFile("a baseline that is no number", "'baseline_loss' should be a finite number, found float64 nan") {
      try $0.attributes.set("baseline_loss", to: Double.nan)
    },
    BadFile("a task that is a number", "'task' should be a text") { try $0.attributes.set("task", to: 1) },
    BadFile("a rule of another loss", "'success' is a rule that cannot be applied under loss = softmax") {
      try $0.attributes.set("success", to: SuccessRule.lastStepSign.description)
    },
    BadFile("no split", "has none of the groups") {
      try $0.remove("train")
      try $0.remove("test")
    },
    BadFile("a split that is a dataset", "/test should be a group, it is a dataset") {
      try $0.remove("test")
      try $0.createDataset(named: "test", values: [1, 2])
    },
  ]

  static let offsetCases: [BadFile] = [
    BadFile("missing", "/train/offsets is missing") { try $0.remove("train/offsets") },
    offsets("falling", [0, 5, 2, 6], "should rise strictly, but at 1 and 2 found 2 after 5"),
    offsets("an empty sequence", [0, 2, 2, 6], "both are 2: an empty sequence"),
    offsets("overshooting", [0, 2, 5, 7], "/train/offsets ends at row 7, but /train/inputs has 6 rows"),
    offsets("falling short", [0, 2, 5], "/train/offsets ends at row 5, but /train/inputs has 6 rows"),
    offsets("not from 0", [1, 2, 5, 6], "should start at 0, found 1"),
    offsets("negative", [-1, 2, 5, 6], "should start at 0, found -1"),
    offsets("falling below 0", [0, -3, 5, 6], "found -3 after 0"),
    offsets("huge", [0, 2, .max], "ends at row 9223372036854775807"),
    offsets("no sequence", [0], "found 1: there is no sequence"),
    offsets("none at all", [], "found 0: there is no sequence"),
    BadFile("beyond 63 bits", "ends at row 9223372036854775807") {
      try SampleFile.replace("train/offsets", with: [0, 2, UInt64.max], in: $0)
    },
    BadFile("numbers with a fraction", "should be int64 of shape (sequences + 1,), found float64") {
      try SampleFile.replace("train/offsets", with: [0.0, 2, 5, 6], in: $0)
    },
    BadFile("of two axes", "should be int64 of shape (sequences + 1,)") {
      try SampleFile.replace("train/offsets", with: [0, 2, 5, 6], shape: [2, 2], in: $0)
    },
    BadFile("a scalar", "should have one or two axes") {
      try SampleFile.replace("train/offsets", with: [6], shape: [], in: $0)
    },
    BadFile("texts", "should be int64") {
      try $0.remove("train/offsets")
      try $0.createDataset(named: "train/offsets", strings: ["0", "6"])
    },
    BadFile("a group", "/train/offsets should be a dataset, it is a group") {
      try $0.remove("train/offsets")
      try $0.createGroup(named: "train/offsets")
    },
  ]

  private static func offsets(_ name: String, _ values: [Int], _ words: String) -> BadFile {
    BadFile(name, words) { try SampleFile.replace("train/offsets", with: values, in: $0) }
  }

  static let arrayCases: [BadFile] = [
    BadFile("no inputs", "/train/inputs is missing") { try $0.remove("train/inputs") },
    BadFile("no targets in one split", "/test/targets is missing") { try $0.remove("test/targets") },
    BadFile("no cardinality", "needs the attribute 'cardinality'") {
      try $0.dataset("train/inputs").attributes.remove("cardinality")
    },
    cardinality(0, "the number of symbols, 1 to 16777216, found 0"),
    cardinality(-4, "found -4"),
    cardinality(1 << 25, "found 33554432"),
    cardinality(.max, "found 9223372036854775807"),
    BadFile("a cardinality in words", "'cardinality' should be the number of classes, 1 to 16777216, found string") {
      try $0.dataset("train/targets").attributes.set("cardinality", to: "3")
    },
    BadFile("splits of different symbols", "/train has 4 symbols, /test has 5 symbols") {
      try $0.dataset("test/inputs").attributes.set("cardinality", to: 5)
    },
    BadFile("splits of different classes", "/train has 3 classes, /test has 4 classes") {
      try $0.dataset("test/targets").attributes.set("cardinality", to: 4)
    },
    BadFile("integers of two axes", "found uint8 of shape [6, 1]") {
      try SampleFile.replace(
        "train/inputs", with: [0, 1, 2, 3, 0, 1] as [UInt8], shape: [6, 1], cardinality: 4, in: $0)
    },
    BadFile("numbers of one axis", "found float64 of shape [6]", loss: "squared-error") {
      try SampleFile.replace("train/inputs", with: (0..<6).map { Double($0) }, in: $0)
    },
    BadFile("no features", "should have 1 to 16777216 features, its shape is [6, 0]", loss: "squared-error") {
      try SampleFile.replace("train/inputs", with: [Double](), shape: [6, 0], in: $0)
    },
    BadFile("three axes", "should have one or two axes", loss: "squared-error") {
      try SampleFile.replace("train/inputs", with: (0..<12).map { Double($0) }, shape: [6, 2, 1], in: $0)
    },
    BadFile("texts for inputs", "found string of shape [6]") {
      try $0.remove("train/inputs")
      try $0.createDataset(named: "train/inputs", strings: ["a", "b", "c", "d", "a", "b"])
    },
    BadFile("targets of fewer rows", "/train/targets has 5, but /train/inputs has 6 rows") {
      try SampleFile.replace("train/targets", with: [0, 1, 0, 1, 0] as [Int32], cardinality: 3, in: $0)
    },
    BadFile("weights of more rows", "/train/weights has 7, but /train/inputs has 6 rows") {
      try SampleFile.replace("train/weights", with: [Float](repeating: 1, count: 7), in: $0)
    },
    BadFile("whole weights", "should be float32 of shape (rows,), found int64") {
      try SampleFile.replace("train/weights", with: [0, 1, 0, 1, 1, 1], in: $0)
    },
    BadFile("weights of two axes", "should be float32 of shape (rows,)") {
      try SampleFile.replace("train/weights", with: [Float](repeating: 1, count: 6), shape: [6, 1], in: $0)
    },
    BadFile("classes under squared error", "needs numbers of shape (rows, outputs), as float32 or float64, found int32")
    {
      try $0.attributes.set("loss", to: "squared-error")
    },
    BadFile("numbers under softmax", "loss = softmax needs classes", loss: "squared-error") {
      try $0.attributes.set("loss", to: "softmax")
    },
  ]

  private static func cardinality(_ value: Int, _ words: String) -> BadFile {
    BadFile("cardinality \(value)", words) { try $0.dataset("train/inputs").attributes.set("cardinality", to: value) }
  }

  static let valueCases: [BadFile] = [
    BadFile(
      "a symbol too large", "/train/inputs, row 3 (step 1 of sequence 1): a symbol of 0 to 3 was expected, found 4"
    ) {
      try SampleFile.replace("train/inputs", with: [0, 1, 2, 4, 0, 1] as [UInt8], cardinality: 4, in: $0)
    },
    BadFile("a negative class", "row 5 (step 0 of sequence 2): a class of 0 to 2 was expected, found -1") {
      try SampleFile.replace("test/targets", with: [0, 2, 1, 0, 1, -1] as [Int32], cardinality: 3, in: $0)
    },
    BadFile("a class that 64 bits are needed for", "found 4294967296") {
      try SampleFile.replace("train/targets", with: [0, 2, 1, 0, 1, 1 << 32], cardinality: 3, in: $0)
    },
    BadFile("a class that 64 bits without a sign are needed for", "found 18446744073709551615") {
      try SampleFile.replace("train/targets", with: [0, 2, 1, 0, 1, UInt64.max], cardinality: 3, in: $0)
    },
    BadFile("a symbol of 32 bits without a sign", "found 4294967295") {
      try SampleFile.replace("train/inputs", with: [0, 1, 2, 3, 0, UInt32.max], cardinality: 4, in: $0)
    },
    BadFile(
      "an input that is no number", "row 2 (step 0 of sequence 1), column 1: a finite number was expected, found nan",
      loss: "logistic"
    ) {
      try $0.dataset("train/inputs").write([Double.nan], start: [2, 1], count: [1, 1])
    },
    BadFile("an infinite input", "column 0: a finite number was expected, found -inf", loss: "squared-error") {
      try $0.dataset("train/inputs").write([-Double.infinity], start: [5, 0], count: [1, 1])
    },
    BadFile(
      "a target that is no number", "/train/targets, row 0 (step 0 of sequence 0): a finite number",
      loss: "squared-error"
    ) {
      try $0.dataset("train/targets").write([Float.nan], start: [0, 0], count: [1, 1])
    },
    BadFile("a logistic target above 1", "a number of 0 to 1 (logistic loss) was expected, found 1.5", loss: "logistic")
    {
      try $0.dataset("train/targets").write([1.5 as Float], start: [1, 0], count: [1, 1])
    },
    BadFile("a logistic target below 0", "found -0.25", loss: "logistic") {
      try $0.dataset("train/targets").write([-0.25 as Float], start: [1, 0], count: [1, 1])
    },
    weight(-1, "a finite weight of at least 0 was expected, found -1.0"),
    weight(.nan, "found nan"),
    weight(.infinity, "found inf"),
    BadFile("a weight beyond float32", "found 1e+300") {
      try SampleFile.replace("train/weights", with: [0, 1, 0, 1e300, 1, 1] as [Double], in: $0)
    },
  ]

  private static func weight(_ value: Float, _ words: String) -> BadFile {
    BadFile("weight \(value)", words) { try $0.dataset("train/weights").write([value], start: [3], count: [1]) }
  }

  static let sizeCases: [BadFile] = [
    BadFile("inputs of 2⁶⁰ rows that nobody has written", "has never been written") {
      try $0.remove("train/inputs")
      let options = DatasetOptions(chunk: [1024], deflateLevel: 4, isExtendible: true)
      try $0.createDataset(named: "train/inputs", of: UInt8.self, shape: [1 << 60], options: options)
        .attributes.set("cardinality", to: 4)
    },
    BadFile("inputs of 2⁴⁰ rows of which one chunk is there", "declares the shape [1099511627776, 2]", loss: "logistic")
    {
      try $0.remove("train/inputs")
      let options = DatasetOptions(chunk: [256, 2], deflateLevel: 4, isExtendible: true)
      let dataset = try $0.createDataset(named: "train/inputs", of: Float.self, shape: [1 << 40, 2], options: options)
      try dataset.write([1, 2], start: [0, 0], count: [1, 2])
    },
    BadFile("offsets of 2⁵⁰ sequences", "declares the shape [1125899906842624]") {
      try $0.remove("train/offsets")
      let options = DatasetOptions(chunk: [1024], isExtendible: true)
      let dataset = try $0.createDataset(named: "train/offsets", of: Int64.self, shape: [1 << 50], options: options)
      try dataset.write((0..<1024).map { Int64($0) }, start: [0], count: [1024])
    },
    BadFile("targets that were declared and forgotten", "has never been written", loss: "squared-error") {
      try $0.remove("train/targets")
      try $0.createDataset(named: "train/targets", of: Float.self, shape: [6, 1])
    },
    BadFile("a chunk of 2 GiB", "more than the 1 GiB", loss: "squared-error") {
      try $0.remove("train/inputs")
      let options = DatasetOptions(chunk: [1 << 28, 1], isExtendible: true)
      try $0.createDataset(named: "train/inputs", of: Double.self, shape: [6, 1], options: options)
    },
  ]
}
