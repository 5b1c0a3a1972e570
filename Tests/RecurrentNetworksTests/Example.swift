import LinearAlgebra
import Losses
import RecurrentNetworks

/// Loss, gradient and a product with the damped Gauss-Newton matrix of an LSTM below a dense layer, over two sequences.
func example() throws -> (loss: Double, gradient: Vector<Float>, product: Vector<Float>) {
  let network = try Network<Float>(
    NetworkDefinition(
      input: .features(1), layers: [LayerDefinition("lstm", units: 20), LayerDefinition("dense", units: 5)],
      outputs: 1, loss: .squaredError))
  let sequences = SequenceView(
    offsets: [0, 3, 5], inputs: .features([0.1, 0.5, -0.2, 0.7, 0.3], count: 1),
    targets: .values([0, 0, 0.4, 0, 1], count: 1), weights: [0, 0, 1, 0, 1])  // losses on last steps
  let batch = try Batch(sequences, for: network)
  let evaluator = BatchEvaluator(network, pool: WorkerPool())
  let θ = try network.initialParameters(InitializerOptions(), seed: 1)

  var (gradient, product) = (Vector<Float>(count: θ.count), Vector<Float>(count: θ.count))
  let loss = evaluator.gradient(at: θ, over: batch, into: &gradient)
  evaluator.linearize(at: θ, over: batch)
    .product(.gaussNewton, gradient, structural: StructuralTerm(.squared, weight: 0.01), into: &product)
  return (loss, gradient, product)
}
