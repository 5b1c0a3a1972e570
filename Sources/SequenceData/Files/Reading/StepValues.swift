/// What has been read of inputs or targets, before anybody has looked at the values.
internal enum StepValues {
  case real([Double], width: Int)
  case narrow([Int32], cardinality: Int)
  case wide([Int64], cardinality: Int)
  case unsigned([UInt64], cardinality: Int)

  /// As inputs of a set; the values have been checked.
  var inputs: SequenceSet.Inputs {
    switch self {
    case .real(let values, let width): .real(values, features: width)
    case .narrow(let values, let cardinality): .symbols(values, cardinality: cardinality)
    case .wide(let values, let cardinality): .symbols(values.map { Int32($0) }, cardinality: cardinality)
    case .unsigned(let values, let cardinality): .symbols(values.map { Int32($0) }, cardinality: cardinality)
    }
  }

  /// As targets of a set; the values have been checked.
  var targets: SequenceSet.Targets {
    switch self {
    case .real(let values, let width): .real(values, outputs: width)
    case .narrow(let values, let cardinality): .classes(values, cardinality: cardinality)
    case .wide(let values, let cardinality): .classes(values.map { Int32($0) }, cardinality: cardinality)
    case .unsigned(let values, let cardinality): .classes(values.map { Int32($0) }, cardinality: cardinality)
    }
  }

  /// What a real number has to be.
  enum Range {
    /// Anything at all.
    case any
    /// A finite number.
    case finite
    /// A number of 0 to 1.
    case unit
    /// A number of 0 to 1, or one that is not finite.
    case unitOrNonFinite

    func contains(_ value: Double) -> Bool {
      switch self {
      case .any: true
      case .finite: value.isFinite
      case .unit: value >= 0 && value <= 1
      case .unitOrNonFinite: !value.isFinite || (value >= 0 && value <= 1)
      }
    }

    var words: String {
      switch self {
      case .any: "a number"
      case .finite: "a finite number"
      case .unit, .unitOrNonFinite: "a number of 0 to 1 (logistic loss)"
      }
    }
  }

  /// Looks at all values and takes down those that are not what they have to be.
  ///
  /// - Parameters:
  ///   - range: what real numbers have to be.
  ///   - noun: "symbol" or "class".
  ///   - path: of the array in its file.
  ///   - missing: what stands for a value that is not there.
  ///   - place: the words for a row, which counts from the first one here.
  func check(
    _ range: Range, missing: MissingValues, noun: String, path: String, place: (Int) -> String,
    findings: inout Findings
  ) throws(SequenceFileError) {
    if !missing.isEmpty { try check(missing, noun: noun, path: path, place: place, findings: &findings) }
    switch self {
    case .real(let values, let width):
      if values.allSatisfy({ range.contains($0) }) { return }
      for (index, value) in values.enumerated() where !range.contains(value) {
        let column = width > 1 ? ", column \(index % width)" : ""
        try findings.add(
          "\(path): \(range.words)",
          SequenceFileError(.data, "\(place(index / width))\(column): \(range.words) was expected, found \(value)"))
      }
    case .narrow(let values, let cardinality):
      try Self.check(values, cardinality, noun, path, place, &findings)
    case .wide(let values, let cardinality):
      try Self.check(values, cardinality, noun, path, place, &findings)
    case .unsigned(let values, let cardinality):
      try Self.check(values, cardinality, noun, path, place, &findings)
    }
  }

  private func check(
    _ missing: MissingValues, noun: String, path: String, place: (Int) -> String, findings: inout Findings
  ) throws(SequenceFileError) {
    func check(_ found: (Int) -> Double, _ count: Int, _ width: Int, _ noun: String) throws(SequenceFileError) {
      for index in 0..<count where missing.contains(found(index)) {
        let column = width > 1 ? ", column \(index % width)" : ""
        try findings.add(
          "\(path): missing",
          SequenceFileError(
            .data,
            "\(place(index / width))\(column): a \(noun) was expected, found \(found(index))\(MissingValues.words)"))
      }
    }
    switch self {
    case .real(let values, let width): try check({ values[$0] }, values.count, width, "number")
    case .narrow(let values, _): try check({ Double(values[$0]) }, values.count, 1, noun)
    case .wide(let values, _): try check({ Double(values[$0]) }, values.count, 1, noun)
    case .unsigned(let values, _): try check({ Double(values[$0]) }, values.count, 1, noun)
    }
  }

  private static func check<Value: FixedWidthInteger>(
    _ values: [Value], _ cardinality: Int, _ noun: String, _ path: String, _ place: (Int) -> String,
    _ findings: inout Findings
  ) throws(SequenceFileError) {
    // A type that cannot hold the cardinality has no value beyond it.
    let limit = Value(clamping: cardinality)
    let isBounded = Int(limit) == cardinality
    if values.allSatisfy({ $0 >= 0 && (!isBounded || $0 < limit) }) { return }
    for (row, value) in values.enumerated() where value < 0 || (isBounded && value >= limit) {
      try findings.add(
        "\(path): \(noun) out of range",
        SequenceFileError(.data, "\(place(row)): a \(noun) of 0 to \(cardinality - 1) was expected, found \(value)"))
    }
  }
}
