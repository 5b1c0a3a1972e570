import Losses
import Benchmarking
import LinearAlgebra
import RecurrentNetworks
import Testing

/// Long sequences: what the passes take beside what was planned.
@Suite("Memory of the passes")
struct PassMemoryTests {
  /// 2000 steps, of which the states take some 60 MiB.
  static let shapes: [PassShape] = {
    func shape(_ input: InputKind, _ hidden: Int, layers: Int = 1, _ outputs: Int, batch: Int, isLast: Bool)
      -> PassShape
    {
      let network = NetworkDefinition(
        input: input, hidden: hidden, layers: layers, outputs: outputs, loss: outputs == 1 ? .squaredError : .softmax,
        learnsInitialState: false)
      return PassShape(network, length: 2000, batch: batch, scoresLastStepOnly: isLast)
    }
    return [
      shape(.features(2), 64, 1, batch: 120, isLast: true), shape(.symbols(40), 100, 40, batch: 64, isLast: false),
      shape(.features(2), 48, layers: 2, 3, batch: 60, isLast: true),
      // More outputs than units: the logits take most of the memory.
      shape(.symbols(8), 20, 86, batch: 64, isLast: false),
    ]
  }()

  /// In a process of its own, where nothing else allocates.
  @Test(
    "The passes take no more memory than was planned, and plans keep to limits", arguments: 0..<4, [nil, 48 << 20, 1])
  func growth(index: Int, limit: Int?) async {
    await #expect(processExitsWith: .success) { [index, limit] in
      let problem = try PassProblem<Float>(random: PassMemoryTests.shapes[index])
      var benchmark = PassBenchmark(problem, pool: WorkerPool(threads: 2), memoryLimit: limit)
      benchmark.stopwatch = Stopwatch(repetitions: 1, warmup: 1)
      benchmark.hasFloor = false
      let result = benchmark.measure()[0]
      let sentence = """
        \(result.residentGrowthBytes >> 10) KiB for \(result.activationBytes >> 10) KiB planned under \
        \((limit ?? 0) >> 10) KiB, states kept every \(result.keptEvery ?? 0) steps, shape \(index)
        """
      // Vectors and gradients of each worker and chunk, the BLAS's own buffers, and what the allocator does not give back.
      let vectors = 40 * problem.parameters.count * 4
      let most = Int(1.1 * Double(max(limit ?? 0, result.activationBytes))) + vectors + (8 << 20)
      #expect(result.residentGrowthBytes <= most, "\(sentence)")
      #expect(result.residentGrowthBytes > 0 && result.peakResidentBytes > result.residentGrowthBytes, "\(sentence)")
      #expect((limit == nil) == (result.keptEvery == nil), "\(sentence)")
      if limit == 48 << 20 { #expect(result.activationBytes <= 48 << 20, "\(sentence)") }
      if limit == 1 {
        #expect(result.keptEvery! <= 250 && result.activationBytes < 48 << 20, "\(sentence)")
      } else {
        // Plans are not made of thin air.
        #expect(result.residentGrowthBytes > result.activationBytes / 3, "\(sentence)")
      }
    }
  }
}
