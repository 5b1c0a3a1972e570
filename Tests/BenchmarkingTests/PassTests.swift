import Losses
import Benchmarking
import Foundation
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing
import Training

/// Floors record the products of all threads: one test at a time.
@Suite("Passes", .serialized)
struct PassTests {
  /// A network that is done in a moment.
  static func shape(
    _ input: InputKind = .features(2), _ loss: Loss = .squaredError, outputs: Int = 2, length: Int = 5, batch: Int = 6,
    isLast: Bool = true
  ) -> PassShape {
    let network = NetworkDefinition(
      input: input, hidden: 8, outputs: outputs, loss: loss, learnsInitialState: false)
    return PassShape(network, length: length, batch: batch, scoresLastStepOnly: isLast)
  }

  private func benchmark<Element: Scalar>(
    _ shape: PassShape, _: Element.Type, threads: Int = 1, memoryLimit: Int? = nil
  ) throws -> PassBenchmark<Element> {
    var benchmark = PassBenchmark<Element>(
      try PassProblem(random: shape), pool: WorkerPool(threads: threads), memoryLimit: memoryLimit)
    benchmark.stopwatch = Stopwatch(repetitions: 3, warmup: 0)
    return benchmark
  }

  static let shapes = [
    shape(), shape(.symbols(5), .softmax, outputs: 4, isLast: false), shape(.features(7), .logistic, isLast: false),
    shape(batch: 70), shape(length: 1, batch: 1),
  ]

  @Test("Every pass is timed and compared with its bare products", arguments: shapes, Precision.allCases)
  func measures(shape: PassShape, precision: Precision) throws {
    func check<Element: Scalar>(_: Element.Type) throws {
      var benchmark = try benchmark(shape, Element.self, threads: 2)
      benchmark.name = "tiny"
      let measurements = benchmark.measure()
      #expect(measurements.map(\.operation) == Pass.allCases)
      for result in measurements {
        #expect(result.problem == "tiny" && result.cell == "tanh" && result.hidden == 8)
        #expect(result.length == shape.length && result.batch == shape.batch)
        #expect(result.inputs == shape.network.input.size && result.outputs == shape.network.outputs)
        #expect(result.threads == 2 && result.precision == precision.rawValue && result.repetitions == 3)
        #expect(0 < result.leastMilliseconds && result.leastMilliseconds <= result.milliseconds)
        #expect(result.milliseconds <= result.mostMilliseconds && result.gigaflops > 0)
        let floor = try #require(result.floorMilliseconds)
        let sliced = try #require(result.slicedFloorMilliseconds)
        #expect(floor > 0 && result.ratioToFloor == result.milliseconds / floor)
        #expect(sliced > 0 && result.ratioToSlicedFloor == result.milliseconds / sliced)
        #expect(result.keptEvery == nil && result.blasCore == BLASLibrary.core && result.activationBytes > 0)
      }
    }
    if precision == .float { try check(Float.self) } else { try check(Double.self) }
  }

  @Test("GFLOP/s count the products of the formulas")
  func operations() async {
    // In a process of its own, where no other test makes products.
    await #expect(processExitsWith: .success) {
      // 70 sequences of 5 steps, 8 units, 6 inputs, 2 outputs in the last step.
      let shape = PassTests.shape(.features(6), batch: 70)
      let rows = 5.0 * 70
      let (hidden, input, output) = (2 * rows * 8 * 8, 2 * rows * 8 * 6, 2 * 70.0 * 8 * 2)
      let expected = [
        hidden + input + output, 3 * hidden + 2 * input + 3 * output, 4 * hidden + 2 * input + 4 * output,
        4 * hidden + 2 * input + 4 * output,
      ]
      let results = try PassTests().benchmark(shape, Float.self).measure()
      for (result, count) in zip(results, expected) {
        let made = result.gigaflops * result.milliseconds * 1e6
        #expect(abs(made / count - 1) < 1e-9, "\(result.operation): \(made), not \(count)")
      }
    }
  }

  @Test("Only the passes that were asked for, with no floor where none was asked for")
  func choice() throws {
    var benchmark = try benchmark(Self.shape(), Float.self)
    benchmark.passes = [.gaussNewton, .forward]
    benchmark.hasFloor = false
    let results = benchmark.measure()
    #expect(results.map(\.operation) == [.gaussNewton, .forward])
    for result in results {
      #expect(result.floorMilliseconds == nil && result.ratioToFloor == nil && result.slicedFloorMilliseconds == nil)
      let object = try json(result)
      #expect(object.keys.allSatisfy { !$0.contains("floor") })
    }
  }

  @Test("The keys of a measurement in JSON")
  func keys() throws {
    var benchmark = try benchmark(Self.shape(), Double.self, memoryLimit: 1)
    benchmark.passes = [.structural]
    let result = benchmark.measure()[0]
    let object = try json(result)
    #expect(
      object.keys.sorted() == [
        "activation_bytes", "batch", "blas_core", "cell", "floor_milliseconds", "gflops", "hidden", "inputs",
        "kept_every", "length", "milliseconds_least", "milliseconds_median", "milliseconds_most", "operation",
        "outputs",
        "peak_resident_bytes", "precision", "problem", "ratio_to_floor", "ratio_to_sliced_floor", "repetitions",
        "resident_growth_bytes", "sliced_floor_milliseconds", "threads",
      ])
    #expect(object["operation"] as? String == "gauss-newton-structural" && object["precision"] as? String == "double")
    #expect(object["kept_every"] as? Int == result.keptEvery)
    #expect(try JSONDecoder().decode(PassMeasurement.self, from: JSONEncoder().encode(result)) == result)
  }

  private func json(_ result: PassMeasurement) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(result)) as? [String: Any])
  }

  @Test("Random problems are the same every time, and in both precisions", arguments: shapes)
  func randomProblems(shape: PassShape) throws {
    let (first, second) = (try PassProblem<Double>(random: shape), try PassProblem<Double>(random: shape))
    let (other, narrow) = (try PassProblem<Double>(random: shape, seed: 2), try PassProblem<Float>(random: shape))
    #expect(first.parameters.elements == second.parameters.elements)
    #expect(first.parameters.elements != other.parameters.elements)
    #expect(first.parameters.elements.map { Float($0) } == narrow.parameters.elements)
    func loss(_ problem: PassProblem<Double>) -> Double {
      BatchEvaluator(problem.network, pool: WorkerPool(threads: 1)).loss(at: problem.parameters, over: problem.batch)
    }
    #expect(loss(first) == loss(second) && loss(first) != loss(other) && loss(first).isFinite)
    #expect(first.batch.sequences == shape.batch)
    #expect(first.batch.scored == shape.batch * (shape.scoresLastStepOnly ? 1 : shape.length))
  }

  @Test("Every named shape is one, and no other")
  func names() throws {
    for name in PassShape.names {
      let shape = try #require(PassShape.named(name))
      #expect(throws: Never.self) { try Network<Float>(shape.network) }
    }
    for name in ["", "a", "E", "A3"] { #expect(PassShape.named(name) == nil) }
  }
}
