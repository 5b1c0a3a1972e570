internal import Losses
internal import HDF5

/// What a text file declares: its root's attributes, its vocabulary, and the arrays of its splits.
internal struct TextDeclarations {
  /// The task that marks a file as text.
  static let task = "text"

  let description: TextDescription
  /// The vocabulary; nothing where it has been found wrong.
  let vocabulary: Vocabulary?
  /// The splits that could be opened, in the order train, validation, test.
  let splits: [TextColumn]

  /// Whether a file that is a dataset says that it holds text.
  static func isText(_ file: OpenFile) throws(SequenceFileError) -> Bool {
    let reader = AttributeReader(attributes: try file.root().group.attributes, place: file.path)
    try FileDeclarations.requireFormat(reader)
    return (try? reader.text("task")) == task
  }

  /// Reads the declarations of a file.
  ///
  /// - Throws: the first thing that is wrong, or, where all is to be found, only what makes any further look pointless.
  init(_ file: OpenFile, findings: inout Findings) throws(SequenceFileError) {
    let root = try file.root()
    let reader = AttributeReader(attributes: root.group.attributes, place: file.path)
    try FileDeclarations.requireFormat(reader)
    let general = try FileDeclarations.description(reader, findings: &findings)
    guard general == nil || general?.task == Self.task else {
      throw SequenceFileError(.data, "\(file.path) does not hold text (task = text)")
    }
    if let loss = general?.loss, loss != .softmax {
      try findings.add(
        "loss",
        SequenceFileError(
          .data, "\(file.path), attribute 'loss' should be softmax in a file of text, found \(loss.rawValue)"))
    }
    description = try Self.description(reader, general, findings: &findings)
    let reading = VocabularyReader(root: root, reader: reader)
    vocabulary = try reading.read(findings: &findings)
    let cardinality = vocabulary?.count ?? reading.declaredCount ?? StepColumn.largestCardinality
    var splits: [TextColumn] = []
    var isAnyThere = false
    for split in Split.allCases where try root.contains(split.rawValue) {
      isAnyThere = true
      let column = try findings.attempt("/\(split.rawValue)") { () throws(SequenceFileError) in
        try TextColumn(split, root.group(split.rawValue), cardinality: cardinality)
      }
      if let column { splits.append(column) }
    }
    self.splits = splits
    if !isAnyThere {
      try findings.add(
        "/", SequenceFileError(.data, "\(file.path) has none of the groups /train, /validation and /test"))
    }
  }

  private static func description(
    _ reader: AttributeReader, _ general: SequenceFileDescription?, findings: inout Findings
  ) throws(SequenceFileError) -> TextDescription {
    func text(_ name: String) throws(SequenceFileError) -> String? {
      try findings.attempt(name) { () throws(SequenceFileError) in try reader.text(name) } ?? nil
    }
    var description = TextDescription()
    description.text = general?.text
    description.creator = general?.creator
    description.created = general?.created
    description.normalization = try text("normalization")
    description.vocabularyOrder = try text("vocabulary_order")
    description.division = try text("division")
    description.sources = try text("sources")
    let expected = "a whole number of at least 1"
    let minimum: Int?? = try findings.attempt("minimum_count") { () throws(SequenceFileError) in
      guard let value: Int = try reader.integer("minimum_count", expected) else { return nil }
      guard value >= 1 else {
        throw SequenceFileError(
          .data, "\(reader.place), attribute 'minimum_count' should be \(expected), found \(value)")
      }
      return value
    }
    description.minimumCount = minimum ?? nil
    return description
  }
}
