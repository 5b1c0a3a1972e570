import Inspection
import LinearAlgebra
import TestSupport
import Testing

@Suite("Spectra of matrices near the ends of a precision")
struct TinyMatrixTests {
  private static let values: [Double] = (0..<60).map { Double($0 - 20) / 40 }

  private static func diagonal<Element: Scalar>(_ scale: Double, _: Element.Type) -> SymmetricOperator<Element> {
    let diagonal = values.map { Element($0 * scale) }
    return SymmetricOperator(size: diagonal.count) { v, product in
      for index in 0..<v.count { product[index] = diagonal[index] * v[index] }
    }
  }

  @Test("Of numbers whose inverse overflows the ends are found", arguments: [1e-37, 1e-38, 1e-39])
  func denormal(scale: Double) throws {
    let matrix = Self.diagonal(scale, Float.self)
    let ends = try ExtremeEigenvalues(of: matrix)
    #expect(ends.largest.count == 5 && ends.smallest.count == 5)
    // What is left of the digits of such numbers bounds the error.
    let tolerance = 1e-3 * scale + 1e-43
    #expect(abs(ends.largest[0].value - scale * 39 / 40) < tolerance, "\(ends.largest[0].value)")
    #expect(abs(ends.smallest[0].value + scale / 2) < tolerance, "\(ends.smallest[0].value)")
    let density = try #require(try SpectralDensity(of: matrix))
    #expect(abs(density.nodes.reduce(0) { $0 + $1.weight } - 1) < 1e-5)
    #expect(abs(density.share(upTo: 0) - 1 / 3.0) < 0.2)
    let trace = try #require(TraceEstimate(of: matrix, blocks: [0..<60]))
    let exact = Self.values.reduce(0, +) * scale
    #expect(abs(trace.total.value - exact) < 6 * trace.total.standardError + 1e-3 * scale)
  }

  @Test("A matrix that is nearly or exactly nothing has nothing at its ends", arguments: [1e-43, 1e-45, 0])
  func nothing(scale: Double) throws {
    let matrix = Self.diagonal(scale, Float.self)
    let ends = try ExtremeEigenvalues(of: matrix)
    #expect(ends.largest.allSatisfy { abs($0.value) <= 2 * scale } && !ends.largest.isEmpty)
    try expectNothing(matrix, upTo: 2 * scale)
  }

  @Test("In double precision too", arguments: [1e-150, 1e-300, 1e-307, 0])
  func double(scale: Double) throws {
    let matrix = Self.diagonal(scale, Double.self)
    let ends = try ExtremeEigenvalues(of: matrix)
    #expect(ends.largest.allSatisfy { abs($0.value) <= scale } && !ends.largest.isEmpty)
    try expectNothing(matrix, upTo: 2 * scale)
  }

  /// A density whose nodes and a trace whose value are no larger than such eigenvalues allow.
  private func expectNothing<Element>(_ matrix: SymmetricOperator<Element>, upTo largest: Double) throws {
    let density = try #require(try SpectralDensity(of: matrix))
    expectClose(density.nodes.reduce(0) { $0 + $1.weight }, 1, tolerance: 1e-5, "the sum of the weights")
    #expect(density.nodes.allSatisfy { abs($0.value) <= largest }, "\(density.nodes)")
    let trace = try #require(TraceEstimate(of: matrix, blocks: [0..<60]))
    expectClose(trace.total.value, 0, tolerance: 60 * largest, "the trace")
  }

  @Test("Products that overflow are an error in a sentence", arguments: [1e30, 1e38])
  func huge(scale: Double) throws {
    let matrix = SymmetricOperator<Float>(size: 30) { v, product in
      for index in 0..<v.count { product[index] = Float(scale) * Float(scale) * v[index] }
    }
    #expect(throws: LinearAlgebraError.self) { try ExtremeEigenvalues(of: matrix) }
    #expect(throws: LinearAlgebraError.self) { try SpectralDensity(of: matrix) }
  }
}
