internal import Losses
public import LinearAlgebra

// What flows back through time.
extension StateTrajectory {
  /// Passes backward from the loss at the last step of each sequence, ℓ_T, and shows dℓ_T/ds_t for every layer that
  /// carries a state, from the last time to time 0, the top layer first.
  ///
  /// The rows belong to the sequences that have a state at that time; the matrix is valid during the call.
  public func backward(_ visit: (_ time: Int, _ layer: Int, _ adjoints: Matrix<Element>) -> Void) {
    let sequences = chunk.sequences.count
    let adjoints = network.cells.map { Matrix<Element>(rows: sequences, columns: $0.stateWidth) }
    let carries = network.cells.map { Matrix<Element>(rows: sequences, columns: $0.stateWidth) }
    let deltas = network.cells.map { Matrix<Element>(rows: sequences, columns: $0.deltaWidth) }
    let top = network.cells.count - 1
    var later = 0
    for step in (0..<steps).reversed() {
      let alive = count(at: step + 1)
      adjoints[top].rows(0..<alive).fill(0)
      addLossAdjoints(step, of: later..<alive, to: adjoints[top])
      for below in adjoints.dropLast() { below.rows(0..<alive).fill(0) }
      network.backward(weights: weights, adding: true, adjoints: { adjoints[$0] }) { layer in
        let s̄ = adjoints[layer].rows(0..<alive)
        s̄.rows(0..<later).add(1, carries[layer].rows(0..<later))
        if network.cells[layer].carriesState { visit(step + 1, layer, s̄) }
        let δ = deltas[layer].rows(0..<alive)
        // As what comes from the future, which may reach every part of a state; from above only h is reached.
        network.cells[layer].backward(
          window(layer, step), stateAdjoints: nil, future: s̄, deltas: δ, carry: carries[layer].rows(0..<alive),
          weights: weights.layers[layer], structural: nil)
        return δ
      }
      later = alive
    }
    for layer in network.cells.indices.reversed() where network.cells[layer].carriesState {
      visit(0, layer, carries[layer].rows(0..<later))
    }
  }

  /// Adds dℓ/ds at the last step of the sequences that end with it.
  private func addLossAdjoints(_ step: Int, of ending: Range<Int>, to adjoints: Matrix<Element>) {
    guard !ending.isEmpty else { return }
    let row = Int32(chunk.packing.starts[step] + ending.lowerBound)
    // Each sequence ends with a scored row.
    let scored = chunk.packing.scoredRows.partitioningIndex { $0 >= row }
    let z = logits(states(network.cells.count - 1, at: step + 1).rows(ending))
    _ = network.loss.function.apply(to: z, chunk.lossRows(from: scored))
    let z̄ = Matrix<Element>(rows: z.rows, columns: z.columns)
    network.loss.function.copyGradient(into: z̄, predictions: z, chunk.lossRows(from: scored))
    network.output.backward(
      z̄, weights: weights.layers.last!, into: adjoints.rows(ending).columns(0..<network.output.inputs), adding: true)
  }
}

extension [Int32] {
  /// The first index whose element fulfils a condition that all elements after it fulfil as well.
  fileprivate func partitioningIndex(_ condition: (Int32) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
