import LinearAlgebra
import RecurrentNetworks

/// Backpropagation through time over one sequence, one step at a time, with the cells' own maps and nothing else of the
/// library: each step of each layer as it is, to make sums of by hand.
struct PlainBackpropagation {
  /// What one layer has at one step: the row that each term multiplies (nil for a bias alone) and its deltas.
  struct Step {
    var sources: [[Double]?]
    var deltas: [[Double]]
  }

  let network: Network<Double>
  private let cells: [any Cell<Double>]
  private let weights: Parameters<Double>
  private let initial: [[Double]]

  init(_ network: Network<Double>, _ θ: Vector<Double>) throws {
    self.network = network
    weights = Parameters(network.layout)
    weights.load(θ)
    var inputs = network.definition.input.size
    var cells: [any Cell<Double>] = []
    for layer in network.definition.layers {
      let cell: any Cell<Double> = try CellRegistry[layer.cell]!.makeCell(layer, inputs: inputs)
      cells.append(cell)
      inputs = cell.outputWidth
    }
    self.cells = cells
    initial = cells.enumerated().map { layer, cell in
      var learned = network.layout.blocks[network.layout.groups[layer]].filter { $0.kind == .initialState }[...]
      return cell.stateParts.flatMap { part in
        // What is not handed on has no state to begin with.
        guard part.isCarried, let block = learned.popFirst() else { return Array(repeating: 0.0, count: part.width) }
        return Array(θ[block.range])
      }
    }
  }

  /// The steps of each layer, for inputs and adjoints of the logits by step; the output layer last, where there is an
  /// adjoint. Begins with given states of the layers where there are some.
  func run(_ inputs: [[Double]], _ adjoints: [[Double]?], from given: [[Double]] = []) -> [[Step]] {
    let windows = forward(inputs, from: given.isEmpty ? initial : given)
    var found = (cells.map { _ in [Step]() }) + [[]]
    var futures = cells.map { Matrix<Double>(rows: 1, columns: $0.stateWidth) }
    let W_ho = weights.layers.last!.plain[0]
    for t in inputs.indices.reversed() {
      var above: Matrix<Double>? = adjoints[t].map { z̄ in
        let top = windows[cells.count - 1][t].states.columns(0..<cells.last!.outputWidth)
        found[cells.count].append(Step(sources: [top.elements], deltas: [z̄]))
        let h̄ = Matrix<Double>(rows: 1, columns: cells.last!.outputWidth)
        h̄.multiply(Self.row(z̄), W_ho)
        return h̄
      }
      for (layer, cell) in cells.enumerated().reversed() {
        let s̄ = Matrix<Double>(rows: 1, columns: cell.stateWidth)
        if let above { s̄.columns(0..<cell.outputWidth).copy(above) }
        let δ = Matrix<Double>(rows: 1, columns: cell.deltaWidth)
        let carry = Matrix<Double>(rows: 1, columns: cell.stateWidth)
        cell.backward(
          windows[layer][t], stateAdjoints: s̄, future: futures[layer], deltas: δ, carry: carry,
          weights: weights.layers[layer], structural: nil)
        futures[layer] = carry
        let x = layer == 0 ? inputs[t] : windows[layer - 1][t].states.columns(0..<cells[layer - 1].outputWidth).elements
        var step = Step(sources: [], deltas: [])
        let x̄ = Matrix<Double>(rows: 1, columns: x.count)
        for term in cell.terms {
          step.deltas.append(δ.columns(term.deltas).elements)
          guard let stack = term.weights else { step.sources.append(nil); continue }
          switch term.reads {
          case .input:
            step.sources.append(x)
            x̄.multiply(δ.columns(term.deltas), weights.layers[layer].plain[stack], adding: true)
          case .previous(let columns): step.sources.append(windows[layer][t].previous.columns(columns).elements)
          case .record(let columns): step.sources.append(windows[layer][t].record.columns(columns).elements)
          }
        }
        found[layer].append(step)
        above = x̄
      }
    }
    return found
  }

  private func forward(_ inputs: [[Double]], from initial: [[Double]]) -> [[StateWindow<Double>]] {
    var x = inputs.map(Self.row)
    return cells.enumerated().map { layer, cell in
      var previous = Self.row(initial[layer])
      let windows = x.map { x in
        let window = StateWindow(
          steps: 1, sequences: 1, previous: previous, states: Matrix(rows: 1, columns: cell.stateWidth),
          record: Matrix(rows: 1, columns: cell.recordWidth))
        cell.forward(window, input: .features(x), weights: weights.layers[layer])
        previous = window.states
        return window
      }
      x = windows.map { $0.states.columns(0..<cell.outputWidth) }
      return windows
    }
  }

  private static func row(_ values: [Double]) -> Matrix<Double> {
    let row = Matrix<Double>(rows: 1, columns: values.count)
    row.copy(Vector(values), from: 0)
    return row
  }
}
