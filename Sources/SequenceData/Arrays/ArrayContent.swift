internal import DurableFiles
internal import LinearAlgebra

/// What has been found in files: the parts, and what their columns are called.
struct ArrayContent: Sendable {
  var parts: [ArrayPart]
  /// The names of the features, or none.
  var featureNames: [String] = []
  /// The names of the outputs, or none: of classes theirs.
  var outputNames: [String] = []
  /// Whether the targets are classes, numbered in the order of ``outputNames``.
  var asksForClasses = false

  private static let suffixes: [(Split?, [String])] = [
    (nil, [""]), (.train, ["_train"]), (.validation, ["_validation", "_valid", "_val", "_dev"]), (.test, ["_test"]),
  ]
  private static let inputNames = ["x", "X", "inputs", "input", "features", "data"]
  private static let targetNames = ["y", "Y", "targets", "target", "labels", "label"]
  private static let lengthNames = ["lengths", "length", "lens", "len"]

  /// Finds sequences in files of arrays.
  ///
  /// The arrays of a name are one, or several under the name and a number behind it (`x_0`, `x_1`, …), one for each sequence.
  init(arraysIn paths: [String], _ choices: ArrayChoices) throws(SequenceFileError) {
    var members: [String: ArrayFile.Content] = [:]
    for path in paths {
      let file = try ArrayFile(path, takesWords: true) { $0.wayToSequences($1) }
      for member in file.members {
        guard members.updateValue(member.content, forKey: member.name) == nil else {
          throw SequenceFileError(.data, "\(path) has an array \(member.name.quoted), and so has a file before it")
        }
      }
    }
    Self.gather(&members)
    guard choices.inputs.count <= 1, choices.targets.count <= 1 else {
      throw SequenceFileError(
        .data,
        "\(paths[0]): one array is shown and one asked for; --inputs and --targets name several columns of a table only"
      )
    }
    parts = []
    let isAlone = members.count == 1
    for (split, suffixes) in Self.suffixes {
      let usual = choices.inputs.isEmpty ? Self.inputNames : choices.inputs
      var inputs = Self.find(usual, suffixes, members)
      if inputs == nil, split == nil, isAlone, choices.inputs.isEmpty { inputs = members.first?.value }
      guard let inputs else { continue }
      // lengths, x_lengths, lengths_train, x_train_lengths.
      let ends = suffixes.flatMap { suffix in Self.lengthNames.map { "\(suffix)_\($0)" } }
      let lengths =
        Self.find(choices.lengths.map { [$0] } ?? Self.lengthNames, suffixes, members)
        ?? Self.find(usual, ends, members)
      let targets = Self.find(choices.targets.isEmpty ? Self.targetNames : choices.targets, suffixes, members)
      if targets == nil, let name = choices.targets.first {
        throw SequenceFileError(.data, "\(paths[0]) has no array \(name.quoted), only \(Self.list(members))")
      }
      parts.append(try Self.part(split, inputs, lengths, targets, paths[0], choices))
    }
    guard !parts.isEmpty else {
      let wanted = choices.inputs.first.map { " named \($0.quoted)" } ?? " named x (or inputs, x_train, x_0 and so on)"
      throw SequenceFileError(
        .data, "\(paths[0]) has no array\(wanted), only \(Self.list(members)); --inputs names the one that is shown")
    }
    guard parts.count == 1 || !parts.contains(where: { $0.split == nil }) else {
      throw SequenceFileError(
        .data, "\(paths[0]) has arrays of splits (x_train, ...) and one without: which is meant, --inputs says")
    }
    try Self.requireAlike(parts)
    try nameClasses(choices)
  }

  /// Puts arrays under one name with numbers behind it together, in the order of the numbers.
  private static func gather(_ members: inout [String: ArrayFile.Content]) {
    var lists: [String: [(number: Int, array: NumberArray)]] = [:]
    for (name, content) in members {
      guard case .array(let array) = content, let dash = name.lastIndex(of: "_"),
        let number = Int(name[name.index(after: dash)...]), number >= 0
      else { continue }
      lists[String(name[..<dash]), default: []].append((number, array))
    }
    for (name, list) in lists where members[name] == nil {
      members[name] = .group(list.sorted { $0.number < $1.number }.map(\.array))
      for entry in list { members[name + "_\(entry.number)"] = nil }
    }
  }

  private static func find(
    _ names: [String], _ suffixes: [String], _ members: [String: ArrayFile.Content]
  ) -> ArrayFile.Content? {
    for name in names {
      for suffix in suffixes { if let found = members[name + suffix] { return found } }
    }
    return nil
  }

  private static func list(_ members: [String: ArrayFile.Content]) -> String {
    let names = members.keys.sorted().prefix(8).map(\.quoted).joined(separator: ", ")
    return names.isEmpty ? "none" : names + (members.count > 8 ? ", ..." : "")
  }

  private static func part(
    _ split: Split?, _ content: ArrayFile.Content, _ lengths: ArrayFile.Content?, _ targets: ArrayFile.Content?,
    _ path: String, _ choices: ArrayChoices
  ) throws(SequenceFileError) -> ArrayPart {
    var known: NumberArray?
    if case .array(let array)? = lengths { known = array }
    let inputs: SequenceArray
    switch content {
    case .array(let array):
      switch array.shape.count {
      case 1, 2: inputs = try SequenceArray(joined: array, lengths: known)
      case 3: inputs = try SequenceArray(padded: array, lengths: known)
      default:
        throw SequenceFileError(
          .data,
          "\(array.place) should have the shape (sequences, steps, features), or (steps, features) of one series or with lengths, found \(array.shape)"
        )
      }
    case .group(let arrays):
      guard let first = arrays.first, (1...2).contains(first.shape.count) else {
        throw SequenceFileError(
          .data, "\(arrays.first?.place ?? path) should have the shape (steps, features), as each array of a list")
      }
      if let other = arrays.first(where: { $0.shape.count != first.shape.count || $0.entry != first.entry }) {
        throw SequenceFileError(
          .data,
          "\(other.place) should have the shape (steps, \(first.entry)), as \(first.place), found \(other.shape)")
      }
      inputs = SequenceArray(separate: arrays, columns: first.entry)
    }
    guard (1...StepColumn.largestCardinality).contains(inputs.columns), inputs.count > 0 else {
      throw SequenceFileError(
        .data, "\(inputs.place) should hold sequences of 1 to \(StepColumn.largestCardinality) features")
    }
    if let empty = inputs.lengths.firstIndex(of: 0) {
      throw SequenceFileError(.data, "\(inputs.place): sequence \(empty) has no step")
    }
    return ArrayPart(split: split, inputs: inputs, targets: try Self.targets(targets, of: inputs, path, choices))
  }

  private static func targets(
    _ content: ArrayFile.Content?, of inputs: SequenceArray, _ path: String, _ choices: ArrayChoices
  ) throws(SequenceFileError) -> ArrayPart.Targets {
    guard let content else {
      guard choices.asksAhead else {
        throw SequenceFileError(
          .data,
          "\(path) has nothing to ask for: an array named y (or targets) holds it, or --targets names it; --horizon forecasts the inputs"
        )
      }
      return .ahead(columns: Array(0..<inputs.columns))
    }
    if let steps = try inputs.aligned(content), (1...StepColumn.largestCardinality).contains(steps.columns) {
      return .steps(steps)
    }
    switch content {
    case .array(let array)
    where array.shape.first == inputs.count && (1...2).contains(array.shape.count)
      && (1...StepColumn.largestCardinality).contains(array.entry):
      return .whole(array)
    case .array(let array):
      throw SequenceFileError(
        .data,
        "\(array.place) should have something for each of the \(inputs.count, "sequence"), or for each step as \(inputs.place) has them, found the shape \(array.shape)"
      )
    case .group(let arrays):
      throw SequenceFileError(
        .data,
        "\(arrays.first?.place ?? path) and those after it should have as many steps as \(inputs.place) and those after that"
      )
    }
  }

  /// A network that is trained on one part has to read the others.
  private static func requireAlike(_ parts: [ArrayPart]) throws(SequenceFileError) {
    guard let first = parts.first else { return }
    for other in parts where other.inputs.columns != first.inputs.columns {
      throw SequenceFileError(
        .data,
        "\(other.inputs.place) has \(other.inputs.columns, "feature"), \(first.inputs.place) has \(first.inputs.columns)"
      )
    }
    for other in parts where other.outputs != first.outputs {
      throw SequenceFileError(
        .data, "\(other.targetPlace) has \(other.outputs, "output"), \(first.targetPlace) has \(first.outputs)")
    }
  }
}
