internal import DurableFiles
internal import LinearAlgebra

extension ArrayContent {
  private static var usualTargets: [String] { ["y", "target", "label", "class"] }

  /// Finds sequences in a table: rows are steps, in their order; those with the same entry in the column of sequences belong
  /// together, and without one all rows are one series.
  ///
  /// Inputs are the columns that are named, or all that are neither targets nor the column of sequences; where something is
  /// forecast, its past is shown as well. A target that does not change within any sequence is one of the whole sequence.
  init(table: TableFile, _ choices: ArrayChoices) throws(SequenceFileError) {
    let (order, lengths) = try Self.sequences(table, choices)
    let isForecast = (choices.horizon ?? 0) > 0
    var targetNames = choices.targets
    if targetNames.isEmpty, !choices.asksAhead {
      targetNames = Self.usualTargets.first { name in table.columns.contains { $0.name == name } }.map { [$0] } ?? []
      guard !targetNames.isEmpty else {
        throw SequenceFileError(
          .data,
          "\(table.path) has nothing to ask for: --targets names columns, or --horizon forecasts the inputs; there are \(table.columns.prefix(12).map(\.name.quoted).joined(separator: ", "))"
        )
      }
    }
    var inputNames = choices.inputs
    if inputNames.isEmpty {
      inputNames = table.columns.map(\.name).filter {
        $0 != choices.sequence && (isForecast || !targetNames.contains($0))
      }
    }
    guard !inputNames.isEmpty else {
      throw SequenceFileError(.data, "\(table.path) has no column to show: --inputs names them")
    }
    let joined = try Self.array(table, inputNames, order, isTarget: false)
    let inputs = try SequenceArray(joined: joined, lengths: Self.array(table.path, lengths))
    featureNames = inputNames
    if targetNames.isEmpty {
      parts = [ArrayPart(split: nil, inputs: inputs, targets: .ahead(columns: Array(inputNames.indices)))]
      outputNames = inputNames
      return
    }
    let asked = try Self.array(table, targetNames, order, isTarget: true)
    let perStep = SequenceArray(joinedLike: inputs, asked)
    var firsts = [0]
    for length in lengths.dropLast() { firsts.append(firsts[firsts.count - 1] + length) }
    let mayBeWhole = choices.sequence != nil && !isForecast
    let isWhole = mayBeWhole ? try Self.isConstant(asked, firsts, lengths) : false
    outputNames = targetNames
    parts = [
      ArrayPart(
        split: nil, inputs: inputs, targets: isWhole ? .whole(try Self.firsts(asked, firsts)) : .steps(perStep))
    ]
    try nameClasses(choices)
  }

  /// The rows in the order of their sequences, and how many each has.
  private static func sequences(
    _ table: TableFile, _ choices: ArrayChoices
  ) throws(SequenceFileError) -> (order: [Int], lengths: [Int]) {
    guard let name = choices.sequence else { return (Array(0..<table.rows), [table.rows]) }
    let column = try table.column(name)
    var members: [String: Int] = [:]
    var rows: [[Int]] = []
    for (row, word) in column.words.enumerated() {
      if let index = members[word] {
        rows[index].append(row)
      } else {
        members[word] = rows.count
        rows.append([row])
      }
    }
    return (rows.flatMap(\.self), rows.map(\.count))
  }

  private static func array(_ path: String, _ lengths: [Int]) -> NumberArray {
    NumberArray(path, lengths.map { Double($0) }, shape: [lengths.count], isInteger: true)
  }

  /// Some columns side by side; a single one of words where these are asked for.
  private static func array(
    _ table: TableFile, _ names: [String], _ order: [Int], isTarget: Bool
  ) throws(SequenceFileError) -> NumberArray {
    var columns: [[Double]] = []
    for name in names {
      let column = try table.column(name)
      guard let numbers = column.numbers else {
        let place = "\(table.path), column \(name.quoted)"
        if isTarget, names.count == 1 { return NumberArray(place, words: order.map { column.words[$0] }) }
        let found = column.firstWord.map { ", line \($0.line): a number was expected, found \($0.word.excerpt.quoted)" }
        throw SequenceFileError(
          .data, "\(place)\(found ?? " holds words")\(isTarget ? "" : "; --inputs names the columns to show")")
      }
      columns.append(numbers)
    }
    var values: [Double] = []
    values.reserveCapacity(order.count * columns.count)
    for row in order { for column in columns { values.append(column[row]) } }
    return NumberArray(table.path, values, shape: [order.count, columns.count])
  }

  /// Whether no sequence, of which some have several steps, changes what is asked for.
  private static func isConstant(
    _ array: NumberArray, _ firsts: [Int], _ lengths: [Int]
  ) throws(SequenceFileError) -> Bool {
    guard lengths.contains(where: { $0 > 1 }) else { return false }
    if let words = array.words {
      return firsts.indices.allSatisfy { n in
        words[firsts[n]..<firsts[n] + lengths[n]].allSatisfy { $0 == words[firsts[n]] }
      }
    }
    let (values, width) = (try array.read(0..<array.shape[0]), array.entry)
    return firsts.indices.allSatisfy { n in
      (firsts[n]..<firsts[n] + lengths[n]).allSatisfy { row in
        (0..<width).allSatisfy { column in
          let (value, first) = (values[row * width + column], values[firsts[n] * width + column])
          return value == first || (value.isNaN && first.isNaN)
        }
      }
    }
  }

  /// The first row of each sequence.
  private static func firsts(_ array: NumberArray, _ firsts: [Int]) throws(SequenceFileError) -> NumberArray {
    if let words = array.words { return NumberArray(array.place, words: firsts.map { words[$0] }) }
    var values: [Double] = []
    for row in firsts { values += try array.read(row..<row + 1) }
    return NumberArray(array.place, values, shape: [firsts.count, array.entry])
  }
}
