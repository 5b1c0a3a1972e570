import SequenceData
import Testing

/// One sequence taken out of its set into plain arrays, so that a test reads it as the definition is written.
struct PlainSequence: Equatable {
  /// The numbers of each step; for symbols one number.
  let inputs: [[Float]]

  /// The targets of each step one after the other: real numbers or a class.
  let targets: [Float]

  /// The loss weight of each step.
  let weights: [Float]

  init(_ n: Int, of set: SequenceSet) {
    let rows = set.offsets[n]..<set.offsets[n + 1]
    /// Every number of a task is a `Float`; no digit may get lost on the way back to it.
    func exact(_ value: Double) -> Float {
      precondition(Double(Float(value)) == value, "\(value) is not a Float.")
      return Float(value)
    }
    switch set.inputs {
    case .real(let values, let features):
      inputs = rows.map { row in (0..<features).map { exact(values[row * features + $0]) } }
    case .symbols(let symbols, _):
      inputs = rows.map { [Float(symbols[$0])] }
    }
    switch set.targets {
    case .real(let values, let outputs):
      targets = rows.flatMap { row in (0..<outputs).map { exact(values[row * outputs + $0]) } }
    case .classes(let classes, _):
      targets = rows.map { Float(classes[$0]) }
    }
    weights = rows.map { set.weights?[$0] ?? 1 }
  }

  var length: Int { inputs.count }

  /// The symbol of each step; index 0 is step 1 of the definition.
  var symbols: [Int] { inputs.map { Int($0[0]) } }

  /// The marked steps, counted from 1.
  var markedSteps: [Int] { (1...length).filter { inputs[$0 - 1][1] != 0 } }

  /// All sequences of a set.
  static func all(of set: SequenceSet) -> [PlainSequence] { (0..<set.count).map { PlainSequence($0, of: set) } }
}
