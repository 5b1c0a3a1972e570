internal import LinearAlgebra

/// The linear layer from the output of the last layer to the logits, z = W_ho h + b_o: one term whose deltas are z̄, in the
/// rows that carry loss.
struct OutputLayer {
  let inputs: Int
  let outputs: Int

  /// Positions in `blocks`.
  enum Block {
    static let weight = 0, bias = 1
  }

  var blocks: [ParameterBlock] {
    [
      ParameterBlock(name: "W_ho", rows: outputs, columns: inputs, kind: .weight),
      ParameterBlock(name: "b_o", rows: outputs, kind: .bias),
    ]
  }

  var term: Term {
    Term(
      Block.weight, bias: Term.Bias(Block.bias), deltas: 0..<outputs, reads: .input, role: .output, rowAxis: "output")
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

  /// W_ho ← W_ho + Σ z̄ hᵀ, b_o ← b_o + Σ z̄, over rows of h and z̄ that belong together.
  func accumulate<Element>(
    _ z̄: Matrix<Element>, _ h: Matrix<Element>, biases: Bool, into gradient: LayerParameters<Element>
  ) {
    let window = StateWindow(steps: 1, sequences: h.rows, previous: h, states: h, record: h)
    term.accumulate(z̄, window, input: .features(h), biases: biases, into: gradient)
  }
}
