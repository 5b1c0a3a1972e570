internal import LinearAlgebra

// Dropout: outputs on their way up, and their adjoints on the way back.
//
//     up    x = m ⊙ h,   Rx = m ⊙ Rh
//     back  h̄ = m ⊙ x̄
extension ChunkPass {
  /// What stands above a layer reads of some of its outputs, or of their tangents: the matrix itself, or what the mask leaves of
  /// it in one of two slots of scratch memory. Row i of it is packed row `first` + i · `step`.
  func risen(
    _ outputs: Matrix<Element>, of layer: Int, from first: Int, step: Int = 1, slot: Int
  ) -> Matrix<Element> {
    guard let masks = chunk.masks else { return outputs }
    let half = risenScratch.rows / 2
    let risen = risenScratch.rows(slot * half..<slot * half + outputs.rows).columns(0..<outputs.columns)
    risen.copy(outputs, where: masks.kept[layer], from: first, step: step, scale: masks.scale)
    return risen
  }

  /// h̄ ← m ⊙ h̄: adjoints of what stands above a layer reads over a window become those of its outputs.
  func lower(_ adjoints: Matrix<Element>, of layer: Int, _ window: Window) {
    guard let masks = chunk.masks else { return }
    adjoints.copy(adjoints, where: masks.kept[layer], from: window.rows.lowerBound, scale: masks.scale)
  }

  /// h ← m ⊙ h of the top layer in the scored rows of a window, which are all the rows that there are: of outputs, of tangents or
  /// of adjoints.
  func maskScored(_ rows: Matrix<Element>, _ window: Window) {
    guard let masks = chunk.masks else { return }
    rows.copy(
      rows, where: masks.kept[network.cells.count - 1], at: chunk.packing.scoredRows, from: window.scored.lowerBound,
      scale: masks.scale)
  }

  /// What a layer reads over a window.
  func input(_ layer: Int, _ window: Window) -> LayerInput<Element> {
    layer == 0 ? chunk.input(window) : .features(output(of: layer - 1, window, of: states))
  }

  /// What the layer above reads of a layer over a window, of states or of tangents; valid until the next time somebody asks.
  func output(of layer: Int, _ window: Window, of states: [SegmentStates<Element>]) -> Matrix<Element> {
    risen(outputs(of: layer, window, of: states), of: layer, from: window.rows.lowerBound, slot: 0)
  }

  /// The same of one sequence of the window alone.
  func output(of layer: Int, _ window: Window, sequence n: Int) -> Matrix<Element> {
    let (step, count) = (window.sequences, window.steps.count)
    let own = outputs(of: layer, window, of: states).everyRow(from: n, step: step, count: count)
    return risen(own, of: layer, from: window.rows.lowerBound + n, step: step, slot: 0)
  }

  /// What a layer reads over a window in one sequence alone.
  func input(_ layer: Int, _ window: Window, sequence n: Int) -> LayerInput<Element> {
    layer == 0
      ? chunk.input(window).everyRow(from: n, step: window.sequences, count: window.steps.count)
      : .features(output(of: layer - 1, window, sequence: n))
  }
}

extension Chunk {
  /// The numbers of the scratch memory in which a pass masks what it reads, beside that of the output layer: two windows of the
  /// widest output.
  func risenShape(_ network: Network<Element>) -> (rows: Int, columns: Int) {
    guard masks != nil, let rows = windows.map(\.rows.count).max() else { return (0, 0) }
    return (2 * rows, network.cells.map(\.outputWidth).max() ?? 0)
  }
}
