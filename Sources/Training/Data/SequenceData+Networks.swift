public import RecurrentNetworks
public import SequenceData

// What data is called in the language of networks.

extension InputShape {
  var networkInput: InputKind {
    switch self {
    case .real(let features): .features(features)
    case .symbols(let cardinality): .symbols(cardinality)
    }
  }
}

extension SequenceSet {
  /// These sequences as a batch is packed from them.
  public var view: SequenceView {
    let inputs: SequenceView.Inputs =
      switch inputs {
      case .real(let values, let features): .features(values, count: features)
      case .symbols(let symbols, let cardinality): .symbols(symbols, cardinality: cardinality)
      }
    let targets: SequenceView.Targets =
      switch targets {
      case .real(let values, let outputs): .values(values, count: outputs)
      case .classes(let classes, let cardinality): .classes(classes, cardinality: cardinality)
      }
    return SequenceView(offsets: offsets, inputs: inputs, targets: targets, weights: weights)
  }
}
