import Foundation
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Training

/// The simple recurrent network of one layer in plain loops over `Double`, and the success rules of the tasks written
/// down once more: an opinion that shares no code with the libraries.
struct PlainNetwork {
  let hidden: Int
  let outputs: Int
  private let blocks: [String: [Double]]

  init<Element: Scalar>(_ network: Network<Element>, parameters: Vector<Element>) {
    hidden = network.definition.layers[0].units
    outputs = network.definition.outputs
    var blocks: [String: [Double]] = [:]
    for block in network.layout.blocks { blocks[block.name] = parameters[block.range].map { Double($0) } }
    self.blocks = blocks
  }

  /// The logits of every step of a sequence.
  func logits(_ set: SequenceSet, sequence: Int) -> [[Double]] {
    let (Whh, Wxh, bh) = (blocks["W_hh"]!, blocks["W_xh"]!, blocks["b_h"]!)
    let (Who, bo) = (blocks["W_ho"]!, blocks["b_o"]!)
    var h = blocks["h_0"]!
    let width = Wxh.count / hidden
    return set.rows(of: sequence).map { row in
      var x = [Double](repeating: 0, count: width)
      switch set.inputs {
      case .real(let values, let features): for j in 0..<features { x[j] = values[row * features + j] }
      case .symbols(let symbols, _): x[Int(symbols[row])] = 1
      }
      h = (0..<hidden).map { i in
        var a = bh[i]
        for j in 0..<hidden { a += Whh[i * hidden + j] * h[j] }
        for j in 0..<width { a += Wxh[i * width + j] * x[j] }
        return tanh(a)
      }
      return (0..<outputs).map { k in (0..<hidden).reduce(bo[k]) { $0 + Who[k * hidden + $1] * h[$1] } }
    }
  }

  /// Whether a sequence is wrong, as the definitions of the tasks say it.
  func isWrong(_ set: SequenceSet, sequence: Int, task: String) -> Bool {
    let logits = logits(set, sequence: sequence)
    let rows = set.rows(of: sequence)
    func isArgmax(_ step: Int) -> Bool {
      guard case .classes(let classes, _) = set.targets else { return false }
      let target = Int(classes[rows.lowerBound + step])
      return (0..<outputs).allSatisfy { $0 == target || logits[step][$0] < logits[step][target] }
    }
    switch task {
    case "addition", "multiplication", "adding-fixed":
      guard case .real(let values, _) = set.targets else { return true }
      return !(abs(logits.last![0] - values[rows.upperBound - 1]) <= 0.04)
    case "xor":
      guard case .real(let values, _) = set.targets else { return true }
      let logit = logits.last![0]
      return !(values[rows.upperBound - 1] == 1 ? logit > 0 : logit < 0)
    case "temporal-order", "temporal-order-3", "random-permutation":
      return !isArgmax(logits.count - 1)
    default:
      return !logits.indices.allSatisfy { set.weight(ofRow: rows.lowerBound + $0) == 0 || isArgmax($0) }
    }
  }
}
