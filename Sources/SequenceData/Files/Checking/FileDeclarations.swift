internal import DurableFiles
internal import Losses
internal import HDF5

/// What a dataset file declares: its root's attributes and the arrays of its splits.
internal struct FileDeclarations {
  /// The version of the format that is read and written.
  static let version = 1

  /// What the root says; nothing where the loss could not be read.
  let description: SequenceFileDescription?
  /// The splits there are, in the order train, validation, test.
  let splits: [SplitDeclarations]
  /// How the numbers come from those of the user.
  let encoding: DataEncoding

  /// Reads the declarations of a file.
  ///
  /// - Throws: the first thing that is wrong, or, where all is to be found, only what makes any further look pointless: the
  ///   file is no dataset, or one of a kind that is not read.
  init(_ file: OpenFile, findings: inout Findings) throws(SequenceFileError) {
    let root = try file.root()
    let reader = AttributeReader(attributes: root.group.attributes, place: file.path)
    try Self.requireFormat(reader)
    description = try Self.description(reader, findings: &findings)
    if description?.task == TextDeclarations.task {
      throw SequenceFileError(.data, "\(file.path) holds text (task = text), but sequences were expected")
    }
    var splits: [SplitDeclarations] = []
    for split in Split.allCases where try root.contains(split.rawValue) {
      let group = try findings.attempt("/\(split.rawValue)") { () throws(SequenceFileError) in
        try root.group(split.rawValue)
      }
      guard let group else { continue }
      splits.append(try SplitDeclarations(split, group, loss: description?.loss, findings: &findings))
    }
    self.splits = splits
    let (inputs, targets) = (splits.first?.inputs?.shape, splits.first?.targets?.shape)
    encoding =
      try findings.attempt("/\(DataEncoding.groupName)") { () throws(SequenceFileError) in
        let encoding = try DataEncoding(from: root)
        if let inputs { try encoding.require(inputs, targets, of: file.path) }
        return encoding
      } ?? DataEncoding()
    if splits.isEmpty {
      try findings.add(
        "/", SequenceFileError(.data, "\(file.path) has none of the groups /train, /validation and /test"))
    }
    try requireEqualShapes(file.path, findings: &findings)
  }

  /// Makes sure that a file says it is a dataset, of a version that is read.
  static func requireFormat(_ reader: AttributeReader) throws(SequenceFileError) {
    guard let format = try reader.text("format") else {
      throw SequenceFileError(
        .data, "\(reader.place) has no attribute 'format'; that of a dataset file is recur.dataset")
    }
    guard format == "recur.dataset" else {
      let kind = format == "recur.checkpoint" ? "a checkpoint" : "of another format"
      throw SequenceFileError(
        .data, "\(reader.place) is \(kind) (format = \(format.quoted)), not a dataset (format = \"recur.dataset\")")
    }
    guard let version: Int = try reader.integer("format_version") else {
      throw SequenceFileError(.data, "\(reader.place) has no attribute 'format_version'; it should be \(Self.version)")
    }
    guard version <= Self.version else {
      throw SequenceFileError(
        .data, "\(reader.place) has format_version \(version); this program reads version \(Self.version) only")
    }
    guard version == Self.version else {
      throw SequenceFileError(
        .data, "\(reader.place), attribute 'format_version' should be \(Self.version), found \(version)")
    }
  }

  /// Reads what the root says of the data.
  static func description(
    _ reader: AttributeReader, findings: inout Findings
  ) throws(SequenceFileError) -> SequenceFileDescription? {
    let loss = try findings.attempt("loss") { () throws(SequenceFileError) in try self.loss(reader) }
    // A loss that is not known is a finding; the rest is looked at all the same.
    var description = SequenceFileDescription(loss: loss ?? .softmax)
    func text(_ name: String) throws(SequenceFileError) -> String? {
      try findings.attempt(name) { () throws(SequenceFileError) in try reader.text(name) } ?? nil
    }
    func integer<Value: Element & FixedWidthInteger>(_ name: String) throws(SequenceFileError) -> Value? {
      let expected = "a whole number of at least 0"
      let value: Value?? = try findings.attempt(name) { () throws(SequenceFileError) in
        guard let value: Value = try reader.integer(name, expected) else { return nil }
        guard value >= 0 else {
          throw SequenceFileError(.data, "\(reader.place), attribute '\(name)' should be \(expected), found \(value)")
        }
        return value
      }
      return value ?? nil
    }
    func number(_ name: String) throws(SequenceFileError) -> Double? {
      try findings.attempt(name) { () throws(SequenceFileError) in try reader.number(name) } ?? nil
    }
    description.task = try text("task")
    description.definitionVersion = try integer("definition_version")
    description.variant = try text("variant")
    description.seed = try integer("seed")
    description.length = try integer("length")
    description.text = try text("description")
    description.success = try text("success")
    description.baselineLoss = try number("baseline_loss")
    description.baselineWrong = try number("baseline_wrong")
    description.creator = try text("creator")
    description.created = try text("created")
    if let rule = description.successRule, let loss, !rule.fits(loss) {
      try findings.add(
        "success",
        SequenceFileError(
          .data,
          "\(reader.place), attribute 'success' is a rule that cannot be applied under loss = \(loss.rawValue): \(rule)"
        ))
    }
    return loss == nil ? nil : description
  }

  private static func loss(_ reader: AttributeReader) throws(SequenceFileError) -> Loss {
    let known = Loss.allCases.map(\.rawValue).joined(separator: ", ")
    guard let name = try reader.text("loss") else {
      throw SequenceFileError(.data, "\(reader.place) has no attribute 'loss'; it is one of \(known)")
    }
    guard let loss = Loss(rawValue: name) else {
      throw SequenceFileError(
        .data, "\(reader.place), attribute 'loss' should be one of \(known), found \(name.quoted)")
    }
    return loss
  }

  /// A network that has been trained on one split must be able to read the others.
  private func requireEqualShapes(_ path: String, findings: inout Findings) throws(SequenceFileError) {
    guard let first = splits.first else { return }
    for other in splits.dropFirst() {
      let names = (first.split.rawValue, other.split.rawValue)
      if let a = first.inputs?.shape, let b = other.inputs?.shape, a != b {
        try findings.add(
          "splits",
          SequenceFileError(
            .data, "\(path): the splits should have inputs of one kind, but /\(names.0) has \(a), /\(names.1) has \(b)")
        )
      }
      if let a = first.targets?.shape, let b = other.targets?.shape, a != b {
        try findings.add(
          "splits",
          SequenceFileError(
            .data, "\(path): the splits should have targets of one kind, but /\(names.0) has \(a), /\(names.1) has \(b)"
          ))
      }
    }
  }
}
