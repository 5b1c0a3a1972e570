internal import LinearAlgebra

extension StateTrajectory {
  /// Counts of activations that hardly react: where φ' is below a tenth of its largest value.
  public struct Saturation: Sendable, Equatable {
    /// The layer.
    public let layer: Int
    /// What is activated.
    public let activated: ActivatedColumns
    /// What it is called: the units, or one of the cell's gates.
    public let name: String
    /// For each unit, the number of steps at which it is saturated.
    public var counts: [Int]
    /// The number of steps looked at.
    public var steps: Int

    /// The share of all steps of all units that are saturated.
    public var share: Double {
      steps == 0 || counts.isEmpty ? 0 : Double(counts.reduce(0, +)) / Double(steps * counts.count)
    }
  }

  /// The saturation of everything that the cells activate (``Cell/activations``), over all steps of all sequences.
  public func saturation() -> [Saturation] {
    network.cells.enumerated().flatMap { layer, cell in
      cell.activations.flatMap(\.parts).map { activated in
        let all = activated.place == .states ? stepStates(layer) : stepRecords(layer)
        let values = all.columns(activated.columns)
        let derivatives = Matrix<Element>(rows: values.rows, columns: values.columns)
        derivatives.fill(1)
        derivatives.multiplyDerivative(activated.kernel, h: values)
        let limit = Element(0.1 * activated.kernel.largestDerivative)
        let counts = (0..<values.columns).map { j in (0..<values.rows).count { derivatives[$0, j] < limit } }
        return Saturation(
          layer: layer, activated: activated, name: activated.names[0], counts: counts, steps: values.rows)
      }
    }
  }
}

extension ActivatedColumns {
  /// Each share that has a name of its own.
  fileprivate var parts: [ActivatedColumns] {
    let width = columns.count / names.count
    return names.enumerated().map { index, name in
      let start = columns.lowerBound + index * width
      return ActivatedColumns(kernel, place, start..<start + width, names: [name])
    }
  }
}

extension ActivationKernel {
  /// The largest value of φ'.
  fileprivate var largestDerivative: Double { self == .logistic ? 0.25 : 1 }
}
