public import LinearAlgebra
public import RecurrentNetworks

/// The spectra of what carries a state from one step to the next.
public enum RecurrentSpectrum {
  /// The recurrent matrices of a network, by name: every square block of a term with the role `recurrent`, and of a multiplicative
  /// layer the product W_fh W_hf of its factors, the recurrent matrix where all multipliers are 1; of a vector that is the
  /// diagonal of one, that matrix. A layer may have none.
  public static func matrices<Element: Scalar>(
    of network: Network<Element>, at θ: Vector<Element>
  ) -> [(name: String, matrix: Matrix<Double>)] {
    let layout = network.layout
    let readers = layout.blocks.indices.map { layout.term(ofBlock: $0) }
    return layout.groups.flatMap { group -> [(name: String, matrix: Matrix<Double>)] in
      let blocks = group.filter { index in
        let block = layout.blocks[index]
        return block.start == .diagonal
          || readers[index]?.term.role == .recurrent && block.rows == block.columns
      }
      let factors = blocks.filter { layout.blocks[$0].start == .factor }
      guard factors.count == 2, let inner = factors.first(where: { readers[$0]?.term.readsState == true }),
        let outer = factors.first(where: { $0 != inner })
      else { return blocks.map { (layout.blocks[$0].name, matrix(layout.blocks[$0], θ)) } }
      let product = Matrix<Double>(rows: layout.blocks[outer].rows, columns: layout.blocks[inner].columns)
      product.multiply(matrix(layout.blocks[outer], θ), matrix(layout.blocks[inner], θ))
      return [("\(layout.blocks[outer].name) \(layout.blocks[inner].ownName)", product)]
    }
  }

  private static func matrix<Element: Scalar>(_ block: ParameterBlock, _ θ: Vector<Element>) -> Matrix<Double> {
    guard block.start != .diagonal else {
      let matrix = Matrix<Double>(rows: block.rows, columns: block.rows)
      for i in 0..<block.rows { matrix[i, i] = Double(θ[block.offset + i]) }
      return matrix
    }
    let matrix = Matrix<Double>(rows: block.rows, columns: block.columns)
    matrix.copy(θ.converted(to: Double.self), from: block.offset)
    return matrix
  }

  /// ds_t/ds_{t−1} of the first sequence at some times, evenly spaced: what the recurrent matrix amounts to at the inputs
  /// and states met there, gates, multipliers and derivatives of activations included.
  public static func jacobians<Element: Scalar>(
    _ subject: InspectionSubject<Element>, count: Int = 4
  ) -> [(time: Int, matrix: Matrix<Double>)] {
    guard let (index, position) = place(ofFirst: subject.batch) else { return [] }
    let trajectory = StateTrajectory(subject.network, at: subject.parameters, over: subject.batch.chunks[index])
    guard trajectory.stateWidth > 0 else { return [] }
    let length = trajectory.length(of: position)
    let times = Set((1...count).map { max(1, length * $0 / count) }).sorted()
    return times.map { time in
      let jacobian = trajectory.stepJacobian(of: position, at: time)
      let matrix = Matrix<Double>(rows: jacobian.rows, columns: jacobian.columns)
      for i in 0..<jacobian.rows { for j in 0..<jacobian.columns { matrix[i, j] = Double(jacobian[i, j]) } }
      return (time, matrix)
    }
  }

  /// Where the first sequence of the data is that has a scored step.
  private static func place<Element: Scalar>(ofFirst batch: Batch<Element>) -> (chunk: Int, position: Int)? {
    let first = batch.chunks.flatMap(\.sequences).min()
    for (index, chunk) in batch.chunks.enumerated() {
      if let position = chunk.sequences.firstIndex(where: { $0 == first }) { return (index, position) }
    }
    return nil
  }
}

extension Term {
  /// Whether the weights multiply the state before the step.
  fileprivate var readsState: Bool { if case .previous = reads { true } else { false } }
}
