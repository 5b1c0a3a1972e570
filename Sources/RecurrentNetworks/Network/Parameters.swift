public import LinearAlgebra

/// A parameter vector unfolded into matrices that the passes over a batch compute with.
public final class Parameters<Element: Scalar>: Sendable {
  /// The layers, the output layer last.
  public let layers: [LayerParameters<Element>]
  let memory: Memory<Element>
  private let transposedMemory: Memory<Element>

  /// Room for a vector of that layout, all zero; without room for transposed weights where `isTransposed` is false, and with
  /// weights in panels, where these are faster, if products with them are made at every step.
  public init(_ layout: ParameterLayout, isTransposed: Bool = true, areStepwise: Bool = false) {
    memory = Memory(count: layout.count)
    transposedMemory = Memory(count: isTransposed ? layout.count : 0)
    layers = layout.stacks.map { [memory, transposedMemory] stacks in
      let stacks = stacks.map { ParameterStack(layout.blocks[$0]) }
      let plain = stacks.map { stack in
        stack.isWeight
          ? Matrix(memory, offset: stack.offset, rows: stack.rows, columns: stack.columns)
          : Matrix(memory, offset: stack.offset, rows: 1, columns: stack.rows)
      }
      let transposed = stacks.map { stack in
        stack.isWeight && isTransposed
          ? Matrix(transposedMemory, offset: stack.offset, rows: stack.columns, columns: stack.rows)
          : Matrix(transposedMemory, rows: 0, columns: 0)
      }
      func stepwise(_ matrices: [Matrix<Element>]) -> [WeightMatrix<Element>] {
        zip(stacks, matrices).map { $0.isWeight && areStepwise ? WeightMatrix($1) : .plain($1) }
      }
      return LayerParameters(
        plain: plain, transposed: transposed, backward: stepwise(plain), forward: stepwise(transposed))
    }
  }

  /// Takes over a vector, and its weight matrices transposed.
  public func load(_ vector: Vector<Element>) {
    memory.copy(vector)
    for layer in layers {
      for (plain, transposed) in zip(layer.plain, layer.transposed) where transposed.rows > 0 {
        transposed.copy(transposed: plain)
      }
      for (weights, matrix) in zip(layer.backward + layer.forward, layer.plain + layer.transposed) {
        weights.follow(matrix)
      }
    }
  }

  /// Sets everything to zero.
  public func clear() {
    memory.clear()
    transposedMemory.clear()
  }

  /// All parameters as a matrix of one row.
  var row: Matrix<Element> { Matrix(memory, rows: 1, columns: memory.count) }
}
