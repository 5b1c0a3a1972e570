public import LinearAlgebra
public import RecurrentNetworks

/// Loss, gradient and curvature products over sequences that need not fit into memory.
///
/// The sequences are read in parts, in order. What a part contributes is weighted by its divisor (its sequences, or the sum
/// of its weights) and added in `Double`; the sum is divided once, and weight decay and damping are added once. The cut into
/// parts depends on the lengths and the network alone, so results are the same bits on any number of threads and with any
/// memory limit.
public final class SplitDerivatives<Element: Scalar> {
  /// What is asked.
  public let options: DerivativeOptions
  private let network: Network<Element>
  private let parameters: Vector<Element>
  private let direction: Vector<Element>
  private let evaluator: BatchEvaluator<Element>
  private var partial: Vector<Element>

  /// Questions about a network at `parameters`, along `direction`, both of the length of its layout.
  public init(
    _ network: Network<Element>, at parameters: Vector<Element>, along direction: Vector<Element>,
    options: DerivativeOptions, pool: WorkerPool
  ) {
    precondition(
      parameters.count == network.layout.count && direction.count == network.layout.count,
      "the network has \(network.layout.count) parameters, not \(parameters.count) and \(direction.count)")
    self.network = network
    self.parameters = parameters
    self.direction = direction
    self.options = options
    partial = Vector(count: network.layout.count)
    // Weight decay belongs to the whole and is added at the end.
    evaluator = BatchEvaluator(
      network, pool: pool, normalization: options.normalization, memoryLimit: options.memoryLimit)
  }

  /// Passes over the sequences once.
  ///
  /// - Parameters:
  ///   - offsets: sequence n is rows `offsets[n] ..< offsets[n + 1]`; begins with 0.
  ///   - read: returns some consecutive sequences.
  ///   - progress: is told the number of rows done after each part.
  /// - Throws: what `read` throws, or `NetworkError` where the network cannot read the sequences.
  public func compute(
    offsets: [Int], reading read: (Range<Int>) throws -> SequenceView, progress: (Int) -> Void = { _ in }
  ) throws -> Derivatives {
    var total = Derivatives(options.curvatures, parameters: network.layout.count)
    for part in parts(offsets) {
      var view = try read(part)
      view.first = part.lowerBound
      try add(Batch(view, for: network), to: &total)
      progress(offsets[part.upperBound])
    }
    let divisor = options.normalization == .sequence ? Double(total.sequences) : total.totalWeight
    if divisor > 0 { total.scale(1 / divisor) }
    addDecayAndDamping(to: &total)
    return total
  }

  /// Consecutive sequences that are held at a time, at least one.
  func parts(_ offsets: [Int]) -> [Range<Int>] {
    let definition = network.definition
    let read = if case .features(let count) = definition.input { count } else { 1 }
    let rows = max(1, options.partSize / (definition.layers.reduce(0) { $0 + $1.units } + read + definition.outputs))
    var parts: [Range<Int>] = []
    var first = 0
    for end in offsets.indices.dropFirst() where end == offsets.count - 1 || offsets[end + 1] - offsets[first] > rows {
      parts.append(first..<end)
      first = end
    }
    return parts
  }

  private func add(_ batch: Batch<Element>, to total: inout Derivatives) {
    total.sequences += batch.sequences
    total.scored += batch.scored
    total.totalWeight += batch.totalWeight
    guard batch.scored > 0 else { return }
    let divisor = batch.divisor(options.normalization)
    total.loss += divisor * evaluator.gradient(at: parameters, over: batch, into: &partial)
    total.gradient.add(divisor, partial.converted())
    guard !options.curvatures.isEmpty else { return }
    let linearization = evaluator.linearize(at: parameters, over: batch)
    linearization.samplingSeed = options.seed &* 0x9E37_79B9_7F4A_7C15
    for (index, curvature) in options.curvatures.enumerated() {
      linearization.product(curvature, direction, structural: options.structuralTerm, into: &partial)
      total.products[index].vector.add(divisor, partial.converted())
    }
  }

  private func addDecayAndDamping(to total: inout Derivatives) {
    let (θ, v) = (parameters.converted(to: Double.self), direction.converted(to: Double.self))
    let decaying = network.layout.blocks(of: options.decaying)
    for block in decaying {
      total.loss += 0.5 * options.weightDecay * θ.sumOfSquares(in: block.range)
      total.gradient.add(options.weightDecay, θ, in: block.range)
    }
    for index in total.products.indices {
      for block in decaying {
        total.products[index].vector.add(options.weightDecay, v, in: block.range)
      }
      total.products[index].vector.add(options.lambda, v)
    }
  }
}
