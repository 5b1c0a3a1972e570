internal import DurableFiles
internal import HDF5
internal import LinearAlgebra
internal import RecurrentNetworks

/// A group (or a dataset) of a checkpoint file whose attributes are not trusted.
struct CheckpointGroup {
  private let attributes: Attributes
  /// The path from the root; empty for the root itself.
  private let name: String
  let file: CheckpointSource

  init(_ group: Group, name: String, of file: CheckpointSource) {
    attributes = group.attributes
    self.name = name
    self.file = file
  }

  init(_ dataset: Dataset, name: String, of file: CheckpointSource) {
    attributes = dataset.attributes
    self.name = name
    self.file = file
  }

  /// A group below this one.
  func group(_ child: String) throws -> CheckpointGroup { try file.group(path(child)) }

  /// Whether there is a group below this one.
  func containsGroup(_ child: String) throws -> Bool { try file.contains(path(child)) }

  /// The vector of a network that is stored below this group as its named blocks; all of it finite.
  func vector<Element: Scalar>(_ child: String, _ layout: ParameterLayout) throws -> Vector<Element> {
    try CheckpointBlocks(file, layout).vector(path(child))
  }

  /// The path of something below this group, from the root.
  private func path(_ child: String) -> String { name.isEmpty ? child : "\(name)/\(child)" }

  /// Whether there is an attribute of that name.
  func contains(_ attribute: String) throws -> Bool { try attributes.contains(attribute) }

  /// A text.
  func text(_ attribute: String) throws -> String { try require(attribute).readString() }

  /// Texts along one axis; none where the attribute is absent.
  func texts(_ attribute: String) throws -> [String] {
    try contains(attribute) ? try require(attribute).readStrings() : []
  }

  /// One of the values of an enumeration, by its name in files.
  func choice<Choice: RawRepresentable & CaseIterable>(_ attribute: String, as _: Choice.Type) throws -> Choice
  where Choice.RawValue == String {
    let text = try text(attribute)
    guard let choice = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw refusal(attribute, "be one of \(known)", found: "\"\(text)\"")
    }
    return choice
  }

  /// A whole number from 0 to `most`.
  func count(_ attribute: String, upTo most: Int = CheckpointSource.largestCount) throws -> Int {
    let value = try require(attribute).readScalar(as: Int64.self)
    guard value >= 0, value <= most else {
      throw refusal(attribute, "be a number from 0 to \(most)", found: "\(value)")
    }
    return Int(value)
  }

  /// A whole number of a range.
  func integer(_ attribute: String, in range: ClosedRange<Int>) throws -> Int {
    let value = try require(attribute).readScalar(as: Int64.self)
    guard let number = Int(exactly: value), range.contains(number) else {
      throw refusal(attribute, "be a number from \(range.lowerBound) to \(range.upperBound)", found: "\(value)")
    }
    return number
  }

  /// Whole numbers from 0 along one axis.
  func counts(_ attribute: String) throws -> [Int] {
    let values = try require(attribute).read(as: Int64.self)
    guard values.allSatisfy({ (0...Int64(CheckpointSource.largestCount)).contains($0) }) else {
      throw refusal(attribute, "be numbers from 0 to \(CheckpointSource.largestCount)", found: "\(values)")
    }
    return values.map { Int($0) }
  }

  /// A whole number of 64 bits.
  func bits(_ attribute: String) throws -> UInt64 { try require(attribute).readScalar(as: UInt64.self) }

  /// Yes or no, as 1 or 0.
  func flag(_ attribute: String) throws -> Bool {
    try count(attribute, upTo: 1) == 1
  }

  /// Any real number, infinities and NaN included.
  func number(_ attribute: String) throws -> Double { try require(attribute).readScalar(as: Double.self) }

  /// A finite real number of at least 0.
  func magnitude(_ attribute: String) throws -> Double {
    let value = try number(attribute)
    guard value >= 0, value.isFinite else { throw refusal(attribute, "be a number of at least 0", found: "\(value)") }
    return value
  }

  /// A finite real number of at least 0; nil where the attribute is absent.
  func optionalMagnitude(_ attribute: String) throws -> Double? {
    try contains(attribute) ? try magnitude(attribute) : nil
  }

  /// Whether there is a score under names with that beginning.
  func containsScore(_ beginning: String) throws -> Bool { try contains(beginning + CheckpointNames.loss) }

  /// A score under names with that beginning.
  func score(_ beginning: String) throws -> Score {
    let sequences = try count(beginning + CheckpointNames.sequences)
    let name = beginning + CheckpointNames.wrong
    let wrong = try contains(name) ? try count(name, upTo: sequences) : nil
    return Score(loss: try number(beginning + CheckpointNames.loss), sequences: sequences, wrong: wrong)
  }

  /// What is wrong with an attribute.
  func refusal(_ attribute: String, _ expected: String, found: String) -> TrainingError {
    file.refusal("attribute '\(attribute)' of /\(name) should \(expected), it is \(found.excerpt)")
  }

  private func require(_ attribute: String) throws -> Attribute {
    guard try attributes.contains(attribute) else {
      throw file.refusal("/\(name) should have an attribute '\(attribute)', it has none")
    }
    return try attributes[attribute]
  }
}
