public import LinearAlgebra
internal import RecurrentNetworks

/// Times the passes over one problem, in turns with each other and with the bare products of each.
public struct PassBenchmark<Element: Scalar> {
  /// What the passes run on.
  public let problem: PassProblem<Element>
  /// What to call it.
  public var name = ""
  /// Repetitions and rounds to warm up.
  public var stopwatch = Stopwatch(repetitions: 9, warmup: 2)
  /// Whether to time the bare matrix products too.
  public var hasFloor = true
  /// The passes.
  public var passes = Pass.allCases
  private let pool: WorkerPool
  private let memoryLimit: Int?

  /// A benchmark on the workers of a pool; `memoryLimit` is a bound in bytes on the activations that are kept.
  public init(_ problem: PassProblem<Element>, pool: WorkerPool, memoryLimit: Int? = nil) {
    self.problem = problem
    self.pool = pool
    self.memoryLimit = memoryLimit
  }

  /// Measures.
  public func measure() -> [PassMeasurement] {
    let floors = passes.map { ProductFloor<Element>(products(of: $0), pool: pool) }
    ProcessMemory.resetPeak()
    let before = ProcessMemory.residentBytes
    let evaluator = BatchEvaluator(problem.network, pool: pool, memoryLimit: memoryLimit)
    let linearization = evaluator.linearize(at: problem.parameters, over: problem.batch)
    var result = Vector<Element>(count: problem.parameters.count)
    var works = passes.map { pass in { run(pass, over: problem.batch, evaluator, linearization, &result) } }
    if hasFloor {
      works += floors.map { floor in { floor.run(sliced: false) } }
      works += floors.map { floor in { floor.run(sliced: true) } }
    }
    let timings = stopwatch.alternate(works)
    let peak = ProcessMemory.peakBytes
    let planned = evaluator.memory(gradient: problem.batch, curvature: problem.batch).bytes
    return passes.indices.map { index in
      var measurement = measurement(passes[index], timings[index], operations: floors[index].operations)
      measurement.peakResidentBytes = peak
      measurement.residentGrowthBytes = peak - before
      measurement.activationBytes = planned
      measurement.keptEvery = linearization.interval
      if hasFloor {
        measurement.addFloors(timings[passes.count + index], sliced: timings[2 * passes.count + index])
      }
      return measurement
    }
  }

  private func run(
    _ pass: Pass, over batch: Batch<Element>, _ evaluator: BatchEvaluator<Element>,
    _ linearization: Linearization<Element>, _ result: inout Vector<Element>
  ) {
    switch pass {
    case .forward: _ = evaluator.loss(at: problem.parameters, over: batch)
    case .gradient: _ = evaluator.gradient(at: problem.parameters, over: batch, into: &result)
    case .gaussNewton: linearization.product(.gaussNewton, problem.direction, into: &result)
    case .structural:
      let term = StructuralTerm(.matching, weight: 0.01)
      linearization.product(.gaussNewton, problem.direction, structural: term, into: &result)
    }
  }

  /// The matrix products of a pass that keeps all activations, for each chunk.
  private func products(of pass: Pass) -> [[ProductCall]] {
    let evaluator = BatchEvaluator(problem.network, pool: WorkerPool(threads: 1))
    var result = Vector<Element>(count: problem.parameters.count)
    var known: [Int: [ProductCall]] = [:]
    return problem.batch.chunks.indices.map { index in
      // Sequences are equally long: chunks of as many sequences make the same products.
      let sequences = problem.batch.chunks[index].sequences.count
      if let calls = known[sequences] { return calls }
      let batch = problem.batch.only(index)
      let linearization = evaluator.linearize(at: problem.parameters, over: batch)
      let calls = ProductTrace.record { run(pass, over: batch, evaluator, linearization, &result) }
      known[sequences] = calls
      return calls
    }
  }

  private func measurement(_ pass: Pass, _ timing: Timing, operations: Double) -> PassMeasurement {
    let (shape, network) = (problem.shape, problem.shape.network)
    return PassMeasurement(
      operation: pass, problem: name, cell: network.cellsInWord, hidden: network.layers[0].units, length: shape.length,
      batch: shape.batch, inputs: network.input.size, outputs: network.outputs, threads: pool.threads,
      precision: Element.precision.rawValue, milliseconds: 1e3 * timing.median,
      leastMilliseconds: 1e3 * timing.least, mostMilliseconds: 1e3 * timing.most,
      repetitions: timing.seconds.count, gigaflops: 1e-9 * operations / timing.median, peakResidentBytes: 0,
      residentGrowthBytes: 0, activationBytes: 0, blasCore: BLASLibrary.core)
  }
}
