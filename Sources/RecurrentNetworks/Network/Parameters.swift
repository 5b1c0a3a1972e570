public import LinearAlgebra

/// A parameter vector unfolded into matrices that the passes over a batch compute with.
public final class Parameters<Element: Scalar>: Sendable {
  /// The layers, the output layer last.
  public let layers: [LayerParameters<Element>]
  let memory: Memory<Element>
  private let transposedMemory: Memory<Element>

  /// Room for a vector of that layout, all zero; without room for transposed weights where `isTransposed` is false.
  public init(_ layout: ParameterLayout, isTransposed: Bool = true) {
    memory = Memory(count: layout.count)
    transposedMemory = Memory(count: isTransposed ? layout.count : 0)
    layers = layout.stacks.map { [memory, transposedMemory] stacks in
      let stacks = stacks.map { ParameterStack(layout.blocks[$0]) }
      return LayerParameters(
        plain: stacks.map { stack in
          stack.isWeight
            ? Matrix(memory, offset: stack.offset, rows: stack.rows, columns: stack.columns)
            : Matrix(memory, offset: stack.offset, rows: 1, columns: stack.rows)
        },
        transposed: stacks.map { stack in
          stack.isWeight && isTransposed
            ? Matrix(transposedMemory, offset: stack.offset, rows: stack.columns, columns: stack.rows)
            : Matrix(transposedMemory, rows: 0, columns: 0)
        })
    }
  }

  /// Takes over a vector, and its weight matrices transposed.
  public func load(_ vector: Vector<Element>) {
    memory.copy(vector)
    for layer in layers {
      for (plain, transposed) in zip(layer.plain, layer.transposed) where transposed.rows > 0 {
        transposed.copy(transposed: plain)
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
