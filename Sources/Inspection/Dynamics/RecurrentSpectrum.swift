public import LinearAlgebra
public import RecurrentNetworks

/// The spectra of what carries a state from one step to the next.
public enum RecurrentSpectrum {
  /// The recurrent matrices of a network, by name: every square block that reads the state before, and of a multiplicative
  /// layer the product W_fh W_hf of its factors, the recurrent matrix where all multipliers are 1.
  public static func matrices<Element: Scalar>(
    of network: Network<Element>, at θ: Vector<Element>
  ) -> [(name: String, matrix: Matrix<Double>)] {
    network.layout.groups.dropLast().flatMap { group -> [(name: String, matrix: Matrix<Double>)] in
      let blocks = network.layout.blocks[group].filter { block in
        let name = block.name.split(separator: ".").last ?? ""
        return block.kind == .weight && block.rows == block.columns && (name.hasPrefix("W_h") || name == "W_fh")
      }
      var found = blocks.map { ($0.name, matrix($0, θ)) }
      if let inner = blocks.first(where: { $0.name.hasSuffix("W_hf") }),
        let outer = blocks.first(where: { $0.name.hasSuffix("W_fh") })
      {
        let product = Matrix<Double>(rows: outer.rows, columns: inner.columns)
        product.multiply(matrix(outer, θ), matrix(inner, θ))
        found = [("\(outer.name) \(inner.name.split(separator: ".").last!)", product)]
      }
      return found
    }
  }

  private static func matrix<Element: Scalar>(_ block: ParameterBlock, _ θ: Vector<Element>) -> Matrix<Double> {
    let matrix = Matrix<Double>(rows: block.rows, columns: block.columns)
    matrix.copy(θ.converted(to: Double.self), from: block.offset)
    return matrix
  }

  /// ds_t/ds_{t−1} of the first sequence at some times, evenly spaced: what the recurrent matrix amounts to at the inputs
  /// and states met there, gates, multipliers and slopes included.
  public static func jacobians<Element: Scalar>(
    _ subject: InspectionSubject<Element>, count: Int = 4
  ) -> [(time: Int, matrix: Matrix<Double>)] {
    guard let (index, position) = place(ofFirst: subject.batch) else { return [] }
    let trajectory = StateTrajectory(subject.network, at: subject.parameters, over: subject.batch.chunks[index])
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
