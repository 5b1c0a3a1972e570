import Foundation
import LinearAlgebra
import TestSupport
import Testing
import Training

@Suite("Distributions of symbols")
struct SymbolDistributionTests {
  @Test("The probabilities are those of softmax, their logarithms those of log-softmax")
  func softmax() {
    let logits = [0.3, -1.2, 2.5, 0.3, -7]
    let distribution = SymbolDistribution(logits: logits)
    let sum = logits.reduce(0) { $0 + exp($1) }
    for (k, z) in logits.enumerated() {
      #expect(abs(distribution.probability(of: Int32(k)) - exp(z) / sum) < 1e-15)
      #expect(abs(distribution.bits(of: Int32(k)) + log2(exp(z) / sum)) < 1e-13)
    }
    #expect(distribution.isFinite && distribution.count == 5)
  }

  @Test("Logits of any size leave numbers: what is all but ruled out has its bits", arguments: [1e3, 1e6, 1e300])
  func extremes(size: Double) {
    let distribution = SymbolDistribution(logits: [size, 0, -size])
    #expect(distribution.isFinite)
    #expect(distribution.bits(of: 0) == 0 && distribution.probability(of: 2) == 0)
    #expect(abs(distribution.bits(of: 1) / (size / M_LN2) - 1) < 1e-15)
    #expect(abs(distribution.bits(of: 2) / (2 * size / M_LN2) - 1) < 1e-15)
  }

  @Test("A shift of all logits changes nothing")
  func shift() {
    let logits = [0.5, -1, 3, 0]
    let shifted = SymbolDistribution(logits: logits.map { $0 + 1024 })
    for k in Int32(0)..<4 {
      #expect(abs(shifted.bits(of: k) - SymbolDistribution(logits: logits).bits(of: k)) < 1e-12)
    }
  }

  @Test("Numbers that are none are noticed", arguments: [Double.nan, .infinity])
  func notFinite(bad: Double) { #expect(!SymbolDistribution(logits: [0, bad, 1]).isFinite) }

  @Test("A row of logits in single precision is taken as it is, whatever was there before")
  func loading() {
    let logits = Matrix<Float>(rows: 2, columns: 3)
    for (j, z) in [Float(0.1), 7, -3].enumerated() { logits[1, j] = z }
    var distribution = SymbolDistribution(logits: [9, 9, -900])
    distribution.load(logits, row: 1)
    #expect(distribution == SymbolDistribution(logits: [Double(Float(0.1)), 7, -3]))
  }

  @Test("The likeliest come in falling order, of equal ones the first")
  func likeliest() {
    let distribution = SymbolDistribution(logits: [1, 3, 2, 3, 0, 2])
    #expect(distribution.likeliest(0) == [])
    #expect(distribution.likeliest(1) == [1])
    #expect(distribution.likeliest(3) == [1, 3, 2])
    #expect(distribution.likeliest(6) == [1, 3, 2, 5, 0, 4])
    #expect(distribution.likeliest(100) == [1, 3, 2, 5, 0, 4])
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      let logits = (0..<20).map { _ in Double(Int.random(in: 0...9, using: &generator)) }
      let sorted = logits.indices.sorted { (-logits[$0], $0) < (-logits[$1], $1) }.map(Int32.init)
      for count in [1, 2, 7, 19, 20, 21] {
        #expect(SymbolDistribution(logits: logits).likeliest(count) == Array(sorted.prefix(count)), "\(logits)")
      }
    }
  }
}
