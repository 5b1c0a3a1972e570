import Inspection
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Training

/// Prints predictions as they come: a JSON object a sequence, or a table with a line a step. Sequences and steps count from 0,
/// as the rows of files do.
final class PredictionPrinter<Element: Scalar> {
  private let network: Network<Element>
  private let offsets: [Int]
  private let names: [String]
  private let kind: PredictionKind
  private let isTable: Bool
  private let output = StandardOutput(isImmediate: false)
  private var sequence = 0
  private var object = Object()

  /// A sequence as far as it has been read.
  private struct Object: Encodable {
    var sequence = 0
    var predictions: [[Element]] = []
    var classes: [Int]?
    var labels: [String]?
    var logits: [[Element]]?
    /// By layer, by part.
    var states: [[String: [[Element]]]]?
  }

  /// A printer of what a network predicts.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - source: the split.
  ///   - outputNames: what the outputs are called; none, or one for each.
  ///   - isTable: whether lines are those of a table.
  init(_ network: Network<Element>, _ source: SequenceInputs, outputNames: [String], asTable isTable: Bool) {
    self.network = network
    offsets = source.offsets
    names = outputNames
    kind = PredictionKind(network.loss)
    self.isTable = isTable
  }

  /// Prints what is whole.
  func print(_ rows: PredictedRows<Element>) throws {
    if isTable && rows.rows.lowerBound == 0 { try output.write(line: head) }
    for row in rows.rows {
      while offsets[sequence + 1] <= row { sequence += 1 }
      let index = row - rows.rows.lowerBound
      if isTable { try write(row, index, rows) } else { add(index, rows) }
      if !isTable && row + 1 == offsets[sequence + 1] {
        try output.write(line: try JSONText.line(object))
        object = Object(sequence: sequence + 1)
      }
    }
  }

  /// Prints what is left.
  func end() throws { try output.flush() }

  private var head: String {
    let outputs = network.definition.outputs
    let columns = names.isEmpty ? (0..<outputs).map { "output_\($0)" } : names
    return (["sequence", "step"] + columns + (kind == .classes ? ["class"] : [])).map(Self.field).joined(separator: ",")
  }

  private func write(_ row: Int, _ index: Int, _ rows: PredictedRows<Element>) throws {
    let predictions = rows.predictions.rows(index..<index + 1).elements
    var fields = ["\(sequence)", "\(row - offsets[sequence])"] + predictions.map { "\($0)" }
    if kind == .classes { fields.append(label(rows.predictions.indexOfLargest(inRow: index))) }
    try output.write(line: fields.map(Self.field).joined(separator: ","))
  }

  private func label(_ index: Int?) -> String {
    guard let index else { return "" }
    return names.isEmpty ? "\(index)" : names[index]
  }

  private func add(_ index: Int, _ rows: PredictedRows<Element>) {
    func row(_ matrix: Matrix<Element>) -> [Element] { matrix.rows(index..<index + 1).elements }
    object.predictions.append(row(rows.predictions))
    if kind == .classes {
      let likeliest = rows.predictions.indexOfLargest(inRow: index)
      object.classes.append(likeliest ?? -1)
      if !names.isEmpty { object.labels.append(label(likeliest)) }
    }
    if let logits = rows.logits { object.logits.append(row(logits)) }
    guard !rows.states.isEmpty else { return }
    // In place: of an array that somebody else holds as well, every step would make a copy.
    if object.states == nil { object.states = network.stateParts.map { _ in [:] } }
    for (layer, parts) in network.stateParts.enumerated() {
      var start = 0
      for part in parts {
        object.states?[layer][part.name, default: []].append(
          row(rows.states[layer].columns(start..<start + part.width)))
        start += part.width
      }
    }
  }

  /// A field of a table (RFC 4180): within quotes where it holds what would end it.
  private static func field(_ text: String) -> String {
    guard text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }
}

extension Optional {
  /// Appends to an array that is made with its first element.
  fileprivate mutating func append<Element>(_ element: Element) where Wrapped == [Element] {
    if self?.append(element) == nil { self = [element] }
  }
}
