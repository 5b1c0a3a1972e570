// How a task writes one sequence: inputs, then targets with their weights, which ends the sequence.
extension SequenceSet {
  /// Lets `body` append real inputs to those of earlier sequences.
  ///
  /// The array leaves its enumeration while it grows: were both to hold it, every sequence would copy all before it.
  internal mutating func appendRealInputs(_ body: (inout [Double]) -> Void) {
    guard case .real(var values, let features) = inputs else {
      preconditionFailure("Real inputs cannot follow inputs of \(inputs.shape).")
    }
    inputs = .real([], features: features)
    body(&values)
    inputs = .real(values, features: features)
  }

  /// Lets `body` append symbols to those of earlier sequences.
  internal mutating func appendSymbols(_ body: (inout [Int32]) -> Void) {
    guard case .symbols(var symbols, let cardinality) = inputs else {
      preconditionFailure("Symbols cannot follow inputs of \(inputs.shape).")
    }
    inputs = .symbols([], cardinality: cardinality)
    body(&symbols)
    inputs = .symbols(symbols, cardinality: cardinality)
  }

  /// Ends a sequence of `length` steps with one real target: only the last step carries loss.
  internal mutating func endSequence(length: Int, lastTarget: Float) {
    guard case .real(var values, let outputs) = targets else {
      preconditionFailure("A real target cannot follow targets of \(targets.shape).")
    }
    targets = .real([], outputs: outputs)
    values.append(contentsOf: repeatElement(0, count: length - 1))
    values.append(Double(lastTarget))
    targets = .real(values, outputs: outputs)
    weightLast(1, of: length)
    endSequence(length: length)
  }

  /// Ends a sequence with real targets, those of a step beside each other, and the weight of each step; nil where all carry
  /// loss.
  internal mutating func endSequence(targets: [Double], weights: [Float]?) {
    guard case .real(var values, let outputs) = self.targets else {
      preconditionFailure("Real targets cannot follow targets of \(self.targets.shape).")
    }
    let length = targets.count / outputs
    precondition(weights.map { $0.count == length } ?? true, "Each step has a weight.")
    self.targets = .real([], outputs: outputs)
    values.append(contentsOf: targets)
    self.targets = .real(values, outputs: outputs)
    if let weights { self.weights?.append(contentsOf: weights) }
    endSequence(length: length)
  }

  /// Ends a sequence of `length` steps with the classes that `body` appends for its last `scored` steps; the steps before
  /// them carry no loss.
  internal mutating func endSequence(length: Int, scored: Int, _ body: (inout [Int32]) -> Void) {
    guard case .classes(var classes, let cardinality) = targets else {
      preconditionFailure("A class cannot follow targets of \(targets.shape).")
    }
    targets = .classes([], cardinality: cardinality)
    classes.append(contentsOf: repeatElement(0, count: length - scored))
    body(&classes)
    targets = .classes(classes, cardinality: cardinality)
    weightLast(scored, of: length)
    endSequence(length: length)
  }

  private mutating func weightLast(_ scored: Int, of length: Int) {
    precondition(weights != nil || scored == length, "Steps without loss need a sequence set with weights.")
    weights?.append(contentsOf: repeatElement(0, count: length - scored))
    weights?.append(contentsOf: repeatElement(1, count: scored))
  }

  private mutating func endSequence(length: Int) {
    offsets.append(rowCount + length)
    assert(inputs.rows == rowCount && inputs.isWhole, "The inputs of a sequence are not \(length) rows.")
    assert(targets.rows == rowCount && targets.isWhole, "The targets of a sequence are not \(length) rows.")
  }
}
