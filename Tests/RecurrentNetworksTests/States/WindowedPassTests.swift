import LinearAlgebra
import Losses
import RecurrentNetworks
import TestSupport
import Testing

/// Sequences read a window of steps at a time.
@Suite("Windowed passes")
struct WindowedPassTests {
  /// The lengths of sequences, longest first: more steps than a window has, some that end together, one of a single step.
  private static let lengths = [23, 17, 17, 8, 1]

  /// Rows of features in the order of the pass: by step, then by sequence.
  private func features(_ steps: Range<Int>, _ alive: Int) -> Matrix<Double> {
    let x = Matrix<Double>(rows: steps.count * alive, columns: 2)
    for (t, step) in steps.enumerated() {
      for n in 0..<alive {
        for j in 0..<2 {
          let number: Int = 7 * step + 5 * n + 3 * j
          x[t * alive + n, j] = Double(number % 11) / 11
        }
      }
    }
    return x
  }

  private func network(_ cell: String, _ loss: Loss) throws -> (Network<Double>, Vector<Double>) {
    let network = try Network<Double>(
      NetworkDefinition(
        cell: cell, input: .features(2), hidden: 6, layers: 2, outputs: 3, loss: loss, learnsInitialState: true))
    var generator = TestGenerator(seed: 5)
    return (network, Vector((0..<network.layout.count).map { _ in 0.5 * generator.normal() }))
  }

  @Test(
    "They compute what one step after the other does: logits, predictions, states",
    arguments: CellRegistry.names, [Loss.softmax, .squaredError])
  func steps(cell: String, loss: Loss) throws {
    let (network, θ) = try network(cell, loss)
    let weights = Parameters<Double>(network.layout, areStepwise: true)
    weights.load(θ)
    let pass = WindowedPass(network, weights: weights, sequences: Self.lengths.count)
    for repetition in 0..<2 {
      // One pass for each sequence alone is the reference.
      let references = Self.lengths.map { _ in StepwisePass(network, parameters: θ) }
      pass.begin()
      var (step, alive) = (0, Self.lengths.count)
      while step < Self.lengths[0] {
        while Self.lengths[alive - 1] <= step { alive -= 1 }
        let end = min(step + 3 + repetition, Self.lengths[alive - 1])
        let x = features(step..<end, alive)
        pass.read(.features(x), steps: end - step, sequences: alive)
        let predictions = pass.predictions()
        for t in 0..<end - step {
          for n in 0..<alive {
            let row = t * alive + n
            references[n].step(features: x.rows(row..<row + 1))
            expectClose(
              pass.logits.rows(row..<row + 1).elements, references[n].logits.elements, tolerance: 1e-13, "logits")
            expectClose(
              predictions.rows(row..<row + 1).elements, references[n].predictions().elements, tolerance: 1e-13,
              "predictions")
          }
        }
        // What a layer hands up is the beginning of its state.
        let parts = network.stateParts[1]
        #expect(pass.states(1).rows == x.rows && pass.states(1).columns == parts.reduce(0) { $0 + $1.width })
        step = end
      }
    }
  }

  @Test("The state is carried from window to window, and a pass that begins again gives the same bits")
  func carried() throws {
    let (network, θ) = try network("lstm", .softmax)
    let weights = Parameters<Double>(network.layout, areStepwise: true)
    weights.load(θ)
    let pass = WindowedPass(network, weights: weights, sequences: 1)
    let steps = pass.steps(besides: 1)
    func window(_ number: Int) -> [UInt64] {
      pass.read(.features(features(number * steps..<(number + 1) * steps, 1)), steps: steps, sequences: 1)
      return (pass.logits.elements + pass.states(0).elements).map(\.bitPattern)
    }
    let first = (0..<3).map(window)
    pass.begin()
    #expect((0..<3).map(window) == first)
    pass.begin()
    #expect(window(2) != first[2])
  }
}
