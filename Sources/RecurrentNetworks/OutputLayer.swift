internal import LinearAlgebra

/// The linear layer from the states of the last recurrent layer to the logits, z = W_ho h + b_o.
struct OutputLayer {
  let hidden: Int
  let outputs: Int

  /// Positions in `blocks`.
  enum Block {
    static let weight = 0, bias = 1
  }

  var blocks: [ParameterBlock] {
    [
      ParameterBlock(name: "W_ho", rows: outputs, columns: hidden, kind: .weight),
      ParameterBlock(name: "b_o", rows: outputs, kind: .bias),
    ]
  }

  /// z ← W_ho h + b_o
  func forward<Element>(_ h: Matrix<Element>, weights: LayerParameters<Element>, into z: Matrix<Element>) {
    z.fillRows(weights.plain[Block.bias])
    z.multiply(h, weights.transposed[Block.weight], adding: true)
  }

  /// Rz ← W_ho Rh + V_ho h + v_bo
  func tangent<Element>(
    _ h: Matrix<Element>, _ Rh: Matrix<Element>, weights: LayerParameters<Element>,
    direction: LayerParameters<Element>, into Rz: Matrix<Element>
  ) {
    Rz.fillRows(direction.plain[Block.bias])
    Rz.multiply(h, direction.transposed[Block.weight], adding: true)
    Rz.multiply(Rh, weights.transposed[Block.weight], adding: true)
  }

  /// h̄ ← W_hoᵀ z̄ (+ h̄ where `adding`)
  func backward<Element>(
    _ z̄: Matrix<Element>, weights: LayerParameters<Element>, into h̄: Matrix<Element>, adding: Bool
  ) {
    h̄.multiply(z̄, weights.plain[Block.weight], adding: adding)
  }

  /// W_ho ← W_ho + Σ z̄ hᵀ, b_o ← b_o + Σ z̄
  func accumulate<Element>(
    _ z̄: Matrix<Element>, _ h: Matrix<Element>, biases: Bool, into gradient: LayerParameters<Element>
  ) {
    gradient.plain[Block.weight].multiply(z̄, transposed: true, h, adding: true)
    if biases { gradient.plain[Block.bias].addSumOfRows(of: z̄) }
  }
}
