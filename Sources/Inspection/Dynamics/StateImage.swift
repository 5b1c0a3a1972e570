public import LinearAlgebra
internal import RecurrentNetworks
internal import SequenceData

/// What a network does while it reads one sequence: its units over time, beside inputs, targets and predictions.
public struct StateImage: Sendable, Encodable {
  /// The number of the sequence among those looked at, counted from 1.
  public let sequence: Int
  /// By layer, by unit: the outputs h after steps 1, 2, ...
  public let states: [[[Double]]]
  /// By step: features, or one symbol.
  public let inputs: [[Double]]
  /// Whether the inputs are symbols.
  public let readsSymbols: Bool
  /// By step: values, or one class; nil where nothing is asked for.
  public let targets: [[Double]?]
  /// Whether the targets are classes.
  public let asksForClasses: Bool
  /// What the symbols of a text stand for; nil for other data.
  public let vocabulary: [String]?
  /// By step: values or probabilities.
  public let predictions: [[Double]]

  private enum CodingKeys: String, CodingKey {
    case sequence, states, inputs, targets, predictions
    case readsSymbols = "reads_symbols"
    case asksForClasses = "asks_for_classes"
    case vocabulary
  }

  /// The images of some sequences, by their numbers, counted from 1; those without a scored step have none.
  public static func images<Element: Scalar>(
    of wanted: [Int], _ subject: InspectionSubject<Element>
  ) -> [StateImage] {
    var found: [StateImage] = []
    for (index, chunk) in subject.batch.chunks.enumerated()
    where chunk.sequences.contains(where: { wanted.contains($0 + 1) }) {
      let trajectory = subject.trajectory(of: index)
      for (position, number) in chunk.sequences.enumerated() where wanted.contains(number + 1) {
        found.append(StateImage(number, position, trajectory, subject))
      }
    }
    return found.sorted { $0.sequence < $1.sequence }
  }

  private init<Element: Scalar>(
    _ number: Int, _ position: Int, _ trajectory: StateTrajectory<Element>, _ subject: InspectionSubject<Element>
  ) {
    sequence = number + 1
    let times = 1...trajectory.length(of: position)
    states = subject.network.states.enumerated().map { layer, state in
      (0..<state.outputs).map { unit in times.map { Double(trajectory.states(layer, at: $0)[position, unit]) } }
    }
    predictions = times.map { time in
      let all = trajectory.predictions(at: time)
      return (0..<all.columns).map { Double(all[position, $0]) }
    }
    let view = subject.sequences
    vocabulary = subject.vocabulary?.symbols
    if case .classes = view.targets { asksForClasses = true } else { asksForClasses = false }
    let rows = times.map { view.offsets[number] + $0 - 1 }
    switch view.inputs {
    case .features(let values, let count):
      inputs = rows.map { Array(values[$0 * count..<($0 + 1) * count]) }
      readsSymbols = false
    case .symbols(let symbols, _):
      inputs = rows.map { [Double(symbols[$0])] }
      readsSymbols = true
    }
    targets = rows.map { row in
      guard view.weights.map({ $0[row] > 0 }) ?? true else { return nil }
      switch view.targets {
      case .values(let values, let count): return Array(values[row * count..<(row + 1) * count])
      case .classes(let classes, _): return [Double(classes[row])]
      }
    }
  }
}
