public import DurableFiles
public import HDF5
internal import LinearAlgebra

// In a dataset file the group /encoding, in a checkpoint /model/encoding: `inputs_mean` and `inputs_scale` (feature,),
// `targets_mean` and `targets_scale` (output,), float64, each where there are such constants; the scales `feature`, numbers, and
// `output`, numbers or, where outputs have names, these.
extension DataEncoding {
  /// The name of the group in a dataset file.
  public static var groupName: String { "encoding" }
  /// The names that are read together.
  private static var piece: Int { 1 << 12 }

  /// Stores it in a group that is made for it; nothing where there is nothing to be said.
  ///
  /// - Parameters:
  ///   - parent: where the group is made.
  ///   - name: its name.
  /// - Throws: `HDF5Error` if it cannot be stored, or a name contains the NUL character.
  public func write(to parent: Group, named name: String = Self.groupName) throws(HDF5Error) {
    guard !isPlain else { return }
    let group = try parent.createGroup(named: name)
    if let inputs {
      let scale = try group.createScale(named: "feature", values: (0..<inputs.columns).map { Int32($0) })
      try Self.write(inputs, "inputs", to: group, scale)
    }
    guard let outputs = targets?.columns ?? (outputNames.isEmpty ? nil : outputNames.count) else { return }
    let scale =
      outputNames.isEmpty
      ? try group.createScale(named: "output", values: (0..<outputs).map { Int32($0) })
      : try group.createScale(named: "output", strings: outputNames)
    if let targets { try Self.write(targets, "targets", to: group, scale) }
  }

  private static func write(
    _ constants: Standardization, _ name: String, to group: Group, _ scale: Dataset
  ) throws(HDF5Error) {
    for (kind, values) in [("mean", constants.mean), ("scale", constants.scale)] {
      try group.createDataset(named: "\(name)_\(kind)", values: values).setScales([scale])
    }
  }

  /// Reads it from a file; plain where the file does not have the group.
  ///
  /// - Parameters:
  ///   - file: the file, which has been admitted.
  ///   - path: the names of the groups that lead to it.
  /// - Throws: ``SequenceFileError`` of kind `data` where it is not what it should be.
  public init(of file: AdmittedFile, at path: [String] = [Self.groupName]) throws(SequenceFileError) {
    var group = try OpenFile(file).root()
    for name in path.dropLast() {
      guard try group.contains(name) else {
        self.init()
        return
      }
      group = try group.group(name)
    }
    try self.init(from: group, named: path[path.count - 1])
  }

  /// Reads it from a group below another; plain where that does not have it.
  init(from parent: OpenGroup, named name: String = Self.groupName) throws(SequenceFileError) {
    self.init()
    guard try parent.contains(name) else { return }
    let group = try parent.group(name)
    inputs = try Self.constants("inputs", in: group)
    targets = try Self.constants("targets", in: group)
    outputNames = try Self.names(in: group)
    if let targets, !outputNames.isEmpty, outputNames.count != targets.columns {
      throw SequenceFileError(
        .data,
        "\(group.place(of: "output")) should have a name for each of the \(targets.columns) numbers of targets_mean, found \(outputNames.count)"
      )
    }
  }

  private static func constants(_ name: String, in group: OpenGroup) throws(SequenceFileError) -> Standardization? {
    let (hasMean, hasScale) = (try group.contains("\(name)_mean"), try group.contains("\(name)_scale"))
    guard hasMean || hasScale else { return nil }
    let (mean, scale) = (try numbers("\(name)_mean", in: group), try numbers("\(name)_scale", in: group))
    guard let constants = Standardization(mean: mean, scale: scale) else {
      throw SequenceFileError(
        .data,
        "\(group.place(of: "\(name)_scale")) should hold a positive number for each of the \(mean.count) finite ones of \(name)_mean"
      )
    }
    return constants
  }

  private static func numbers(_ name: String, in group: OpenGroup) throws(SequenceFileError) -> [Double] {
    let array = try FileArray(name, of: group)
    guard case .float = array.type, array.columns == nil, (1...StepColumn.largestCardinality).contains(array.rows)
    else {
      throw SequenceFileError(
        .data, "\(array.place) should be float64 of shape (columns,), found \(array.type) of shape \(array.shape)")
    }
    return try SequenceFileError.wrapping { () throws(HDF5Error) in try array.dataset.read() }
  }

  private static func names(in group: OpenGroup) throws(SequenceFileError) -> [String] {
    guard try group.contains("output") else { return [] }
    let array = try FileArray("output", of: group)
    guard case .string = array.type else { return [] }
    guard array.columns == nil, (1...StepColumn.largestCardinality).contains(array.rows) else {
      throw SequenceFileError(
        .data, "\(array.place) should be strings of shape (outputs,), its shape is \(array.shape)")
    }
    var names: [String] = []
    for start in stride(from: 0, to: array.rows, by: piece) {
      let count = min(piece, array.rows - start)
      names += try SequenceFileError.wrapping { () throws(HDF5Error) in
        try array.dataset.readStrings(start: [start], count: [count])
      }
    }
    return names
  }

  /// Makes sure that there are as many constants and names as columns.
  ///
  /// - Parameters:
  ///   - inputs: the inputs.
  ///   - targets: the targets; nil where nobody looks at them.
  ///   - place: what sentences call the file.
  /// - Throws: ``SequenceFileError`` of kind `data` where there are not.
  public func require(_ inputs: InputShape, _ targets: TargetShape?, of place: String) throws(SequenceFileError) {
    if let constants = self.inputs, inputs != .real(features: constants.columns) {
      throw SequenceFileError(
        .data, "\(place) has constants for \(constants.columns, "feature"), but its inputs are \(inputs)")
    }
    guard let targets else { return }
    if let constants = self.targets, targets != .real(outputs: constants.columns) {
      throw SequenceFileError(
        .data, "\(place) has constants for \(constants.columns, "output"), but its targets are \(targets)")
    }
    if !outputNames.isEmpty, outputNames.count != targets.width {
      throw SequenceFileError(
        .data, "\(place) has \(outputNames.count, "name") of outputs, but its targets are \(targets)")
    }
  }
}
