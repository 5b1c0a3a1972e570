import Losses
import Inspection
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

@Suite("Spectra of symmetric matrices")
struct SpectrumTests {
  private static let spread: [Double] = (0..<60).map { i in
    let x = Double(i - 25)
    return x * x * x / 1000
  }

  @Test("The extreme eigenvalues are those of the dense matrix, and their residuals bound the error")
  func extremes() throws {
    let dense = try DenseMatrix(eigenvalues: Self.spread)
    var options = ExtremeEigenvalues<Double>.Options()
    options.tolerance = 1e-9
    let found = try ExtremeEigenvalues(of: dense.products(Double.self), options)
    #expect(found.isConverged && found.largest.count == 5 && found.smallest.count == 5)
    for k in 0..<5 {
      #expect(abs(found.largest[k].value - dense.eigenvalues[59 - k]) <= found.largest[k].residual + 1e-10)
      #expect(abs(found.smallest[k].value - dense.eigenvalues[k]) <= found.smallest[k].residual + 1e-10)
      #expect(found.largest[k].residual < 1e-6 && found.smallest[k].residual < 1e-6)
      #expect(abs((found.largest[k].vector?.norm ?? 0) - 1) < 1e-12)
    }
    // More products than the basis holds: it was restarted.
    #expect(found.products > 30)
  }

  @Test("A residual tells of a search that was ended early")
  func early() throws {
    let dense = try DenseMatrix(eigenvalues: Self.spread)
    let found = try ExtremeEigenvalues(of: dense.products(Double.self)) { products, _ in products < 7 }
    #expect(!found.isConverged && !found.largest.isEmpty)
    for pair in found.largest + found.smallest {
      let nearest = dense.eigenvalues.map { abs($0 - pair.value) }.min()!
      #expect(nearest <= pair.residual * (1 + 1e-9))
    }
    #expect(found.largest.contains { $0.residual > 0.1 })
  }

  @Test("In single precision the values are right to its rounding")
  func single() throws {
    let dense = try DenseMatrix(eigenvalues: Self.spread)
    let found = try ExtremeEigenvalues(of: dense.products(Float.self))
    #expect(found.isConverged)
    #expect(abs(found.largest[0].value - Self.spread[59]) < 1e-4 * Self.spread[59])
    #expect(abs(found.smallest[0].value - Self.spread[0]) < 1e-4 * Self.spread[59])
  }

  @Test("A matrix smaller than what is asked for gives all it has", arguments: [1, 2, 3, 7, 21])
  func small(size: Int) throws {
    let dense = try DenseMatrix(eigenvalues: (0..<size).map { Double($0) - 1 })
    let found = try ExtremeEigenvalues(of: dense.products(Double.self))
    let count = min(5, size)
    #expect(found.largest.count == count && found.smallest.count == count)
    for k in 0..<count {
      #expect(abs(found.largest[k].value - Double(size - 2 - k)) < 1e-3)
      #expect(abs(found.smallest[k].value - Double(k - 1)) < 1e-3)
    }
  }

  @Test("Of a matrix of rank 2 the rest is 0")
  func lowRank() throws {
    let dense = try DenseMatrix(eigenvalues: Array(repeating: 0, count: 48) + [3, 7])
    let found = try ExtremeEigenvalues(of: dense.products(Double.self))
    #expect(abs(found.largest[0].value - 7) < 1e-3 && abs(found.largest[1].value - 3) < 1e-3)
    #expect(found.largest.dropFirst(2).allSatisfy { abs($0.value) < 1e-3 })
    #expect(found.smallest.allSatisfy { abs($0.value) < 1e-3 })
  }

  @Test("An eigenvalue that occurs often is found as often as is asked")
  func copies() throws {
    let values = Array(repeating: 0.0, count: 150) + Array(repeating: 4.0, count: 3) + [1.5, 6, 9]
    let found = try ExtremeEigenvalues(of: DenseMatrix(eigenvalues: values).products(Double.self))
    let expected: [Double] = [9, 6, 4, 4, 4]
    for (pair, value) in zip(found.largest, expected) { #expect(abs(pair.value - value) < 1e-3) }
    for pair in found.smallest { #expect(abs(pair.value) < 1e-3) }
    #expect(found.isConverged)
  }

  @Test("The zero matrix has nothing but zeros, and numbers that are not finite are refused")
  func degenerate() throws {
    let zero = SymmetricOperator<Double>(size: 9) { _, result in result.fill(0) }
    #expect(try ExtremeEigenvalues(of: zero).largest.allSatisfy { $0.value == 0 && $0.residual == 0 })
    let broken = SymmetricOperator<Double>(size: 9) { _, result in result.fill(.nan) }
    #expect(throws: LinearAlgebraError.self) { try ExtremeEigenvalues(of: broken) }
    #expect(throws: LinearAlgebraError.self) { try SpectralDensity(of: broken) }
  }

  @Test("Trace and block traces lie within their errors of those of the dense matrix, whose spectrum decays")
  func trace() throws {
    let dense = try DenseMatrix(eigenvalues: (0..<80).map { 100 / Double(1 + $0 * $0) }, seed: 3)
    let blocks = [0..<10, 10..<50, 50..<80]
    let found = try #require(TraceEstimate(of: dense.products(Double.self), blocks: blocks))
    #expect(found.products == 2 * 10 + 30)
    #expect(found.total.standardError > 0 && found.total.standardError < 0.02 * dense.trace)
    #expect(abs(found.total.value - dense.trace) < 4 * found.total.standardError)
    for (range, value) in zip(blocks, found.blocks) {
      #expect(abs(value.value - dense.trace(of: range)) < 4 * value.standardError)
    }
  }

  @Test("The standard error is that of the estimate: over many seeds, two thirds lie within it")
  func standardError() throws {
    let dense = try DenseMatrix(eigenvalues: (0..<40).map { Double($0 % 7) - 2 }, seed: 4)
    var within = 0
    for seed in 1...200 {
      let found = try #require(
        TraceEstimate(of: dense.products(Double.self), blocks: [], sketch: 4, samples: 20, seed: UInt64(seed)))
      if abs(found.total.value - dense.trace) < found.total.standardError { within += 1 }
    }
    #expect((105...165).contains(within))
  }

  @Test("A space as large as the matrix leaves nothing to chance")
  func exactTrace() throws {
    let dense = try DenseMatrix(eigenvalues: [-3, 1, 2, 5])
    let found = try #require(TraceEstimate(of: dense.products(Double.self), blocks: [0..<1, 1..<4]))
    #expect(abs(found.total.value - 5) < 1e-12 && found.total.standardError == 0)
    #expect(abs(found.blocks[0].value - dense.matrix[0, 0]) < 1e-12 && found.blocks[0].standardError == 0)
  }

  @Test("With as many steps as rows, the density of a vector is exact; its moments are those of the matrix")
  func density() throws {
    let dense = try DenseMatrix(eigenvalues: (0..<30).map { Double($0) / 3 - 2 }, seed: 9)
    let density = try #require(try SpectralDensity(of: dense.products(Double.self), steps: 30, vectors: 200))
    #expect(abs(density.nodes.reduce(0) { $0 + $1.weight } - 1) < 1e-9)
    // Every node stands on an eigenvalue.
    for node in density.nodes where node.weight > 1e-6 {
      #expect(dense.eigenvalues.map { abs($0 - node.value) }.min()! < 1e-8)
    }
    for value in dense.eigenvalues {
      let weight = density.nodes.reduce(0) { abs($1.value - value) < 1e-6 ? $0 + $1.weight : $0 }
      #expect(abs(weight - 1.0 / 30) < 0.012)
    }
    let mean = density.nodes.reduce(0) { $0 + $1.weight * $1.value }
    #expect(abs(mean - dense.trace / 30) < 0.15)
    let exact = Double(dense.eigenvalues.count { $0 <= 1.5 }) / 30
    #expect(abs(density.share(upTo: 1.5) - exact) < 0.03)
  }

  @Test("Few steps know the moments below twice their number")
  func moments() throws {
    let dense = try DenseMatrix(eigenvalues: (0..<30).map { Double($0) / 10 - 1 }, seed: 9)
    func moment(_ density: SpectralDensity, _ power: Int) -> Double {
      density.nodes.reduce(0) { sum, node in sum + node.weight * (0..<power).reduce(1) { x, _ in x * node.value } }
    }
    let few = try #require(try SpectralDensity(of: dense.products(Double.self), steps: 4, vectors: 1))
    let all = try #require(try SpectralDensity(of: dense.products(Double.self), steps: 30, vectors: 1))
    for power in 0..<8 { #expect(abs(moment(few, power) - moment(all, power)) < 1e-10) }
    #expect(abs(moment(few, 8) - moment(all, 8)) > 1e-6)
    #expect(few.products == 4 && all.products == 30)
  }

  @Test("Of networks, the matrices are those built column by column", arguments: ["tanh", "lstm"])
  func networks(cell: String) throws {
    let definition = NetworkDefinition(
      cell: cell, input: .features(2), hidden: 4, outputs: 2, loss: .softmax, learnsInitialState: true)
    let model = Model(definition, sequences: 6)
    let network = try Network<Double>(definition)
    let θ = try network.parametersInGeneralPosition(InitializerOptions(.sparse), seed: 5)
    let evaluator = BatchEvaluator(network, pool: WorkerPool(threads: 1))
    let linearization = evaluator.linearize(at: θ, over: try Batch(model.view, for: network))
    for curvature in [Curvature.gaussNewton, .hessian, .empiricalFisher, .monteCarloFisher] {
      for (lambda, mu) in [(0.0, 0.0), (0.3, 0.5)] {
        let matrix = SymmetricOperator(curvature, at: linearization, lambda: lambda, mu: mu, structural: .squared)
        let dense = try DenseMatrix(matrix)
        let plain = try DenseMatrix(SymmetricOperator(curvature, at: linearization))
        let structural = try DenseMatrix(
          SymmetricOperator(size: dense.size) { v, result in
            linearization.structuralProduct(v, StructuralTerm(.squared, weight: 1), into: &result)
          })
        for i in 0..<dense.size {
          for j in 0..<dense.size {
            let expected = plain.matrix[i, j] + lambda * (i == j ? 1 : 0) + lambda * mu * structural.matrix[i, j]
            #expect(abs(dense.matrix[i, j] - expected) < 1e-12)
          }
        }
        var options = ExtremeEigenvalues<Double>.Options()
        options.count = 3
        options.tolerance = 1e-8
        let found = try ExtremeEigenvalues(of: matrix, options)
        let scale = max(abs(dense.eigenvalues[0]), abs(dense.eigenvalues.last!))
        for k in 0..<3 {
          #expect(abs(found.largest[k].value - dense.eigenvalues[dense.size - 1 - k]) < 1e-6 * scale)
        }
        #expect(abs(found.smallest[0].value - dense.eigenvalues[0]) < 1e-6 * scale)
        let blocks = network.layout.blocks.map(\.range)
        let trace = try #require(TraceEstimate(of: matrix, blocks: blocks, sketch: dense.size))
        #expect(abs(trace.total.value - dense.trace) < 1e-9 * scale)
        for (range, block) in zip(blocks, trace.blocks) {
          #expect(abs(block.value - dense.trace(of: range)) < 1e-9 * scale)
        }
      }
    }
  }
}
