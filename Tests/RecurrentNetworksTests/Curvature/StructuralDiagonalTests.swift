import LinearAlgebra
import Losses
import RecurrentNetworks
import TestSupport
import Testing

/// Estimates of the diagonal of the structural damping matrix from random signs.
@Suite("The diagonal of structural damping")
struct StructuralDiagonalTests {
  @Test(
    "is that of its products, over all signs there can be, also in an eigenbasis", arguments: StructuralForm.allCases,
    [1, 2])
  func allSigns(form: StructuralForm, units: Int) throws {
    // Four signs, of which one does not count: what is squared is the same for all of them turned over.
    let definition = NetworkDefinition(input: .features(2), hidden: units, outputs: 1, loss: .squaredError)
    let problem = Problem(definition, sequences: 1, longest: 4 / units, ragged: false, seed: 6)
    let subject = try Subject<Double>(problem)
    for rotation in [nil, subject.rotation()] {
      var seen: [[Double]: Int] = [:]
      for seed in 0..<200 { seen[subject.structuralDiagonal(form, rotation, seed: UInt64(seed)), default: 0] += 1 }
      #expect(seen.count == 8 && seen.values.allSatisfy { $0 > 5 })
      let mean = seen.keys.reduce(Array(repeating: 0, count: subject.count)) { $0.adding(0.125, $1) }
      let expected = subject.structuralDiagonal(form, rotation)
      #expect(expected.norm > 0)
      expectClose(mean, expected, relative: 1e-10, "diag(G_S)")
    }
  }

  @Test("is that of its products in the mean over many seeds", arguments: Case.pairwise.filter { $0.form != nil })
  func mean(_ choice: Case) throws {
    let subject = try Subject<Double>(Problem(choice))
    let form = try #require(choice.form)
    for rotation in [nil, subject.rotation()] {
      var mean = RunningMean(count: subject.count)
      for seed in 0..<200 {
        mean.add(subject.structuralDiagonal(form, rotation, seed: UInt64(seed)))
      }
      mean.expect(subject.structuralDiagonal(form, rotation), "diag(G_S)")
    }
  }

  @Test("is that of every so many chunks where a part of the sequences is asked for")
  func part() throws {
    let definition = NetworkDefinition(input: .features(2), hidden: 3, outputs: 1, loss: .squaredError)
    let subject = try Subject<Double>(Problem(definition, sequences: 300, longest: 3, ragged: false, seed: 6))
    let chunks = subject.linearization.batch.chunks
    func diagonal(_ sequences: Int?) -> [Double] {
      var result = Vector<Double>(count: subject.count)
      let signs = StructuralSigns(.matching, seed: 4, sequences: sequences)
      subject.linearization.structuralDiagonal(signs, into: &result)
      return result.elements
    }
    #expect(chunks.count > 3 && diagonal(nil) == diagonal(151) && diagonal(nil) == diagonal(1000))
    for (sequences, step) in [(150, 2), (100, 3), (1, 300)] {
      let signs = StructuralSigns(.matching, seed: 4, sequences: sequences)
      let part = stride(from: 0, to: chunks.count, by: step).map { Double(chunks[$0].sequences.count) }.reduce(0, +)
      #expect(part > Double(sequences) - 20 && part < 300)
      #expect(subject.linearization.divisor(of: signs) == part && subject.linearization.share(of: signs) == part / 300)
      // The same signs, so the parts of a partition add up to the whole: what is left out is no more than that.
      let (whole, some) = (diagonal(nil), diagonal(sequences))
      #expect(zip(whole, some).allSatisfy { $1 * part <= $0 * 300 * (1 + 1e-12) } && some.norm > 0.5 * whole.norm)
      let factors = subject.linearization.structuralFactors(signs)
      #expect(factors.factors.allSatisfy { $0.sources.sums.elements.allSatisfy(\.isFinite) })
    }
  }

  @Test("is the same bits with any number of threads and any memory, and other signs with another seed")
  func bits() throws {
    for form in [StructuralForm.squared, .matching] {
      let choice = try #require(Case.pairwise.first { $0.cell == "lstm" && $0.lengths == .ragged })
      let subject = try Subject<Float>(Problem(choice))
      let rotation = subject.rotation()
      let expected = subject.structuralDiagonal(form, rotation, seed: 3).bits
      #expect(expected != subject.structuralDiagonal(form, rotation, seed: 4).bits)
      for (threads, limit) in [(3, nil), (1, 1), (2, 1)] {
        let other = try Subject<Float>(Problem(choice), threads: threads, memoryLimit: limit)
        #expect(other.structuralDiagonal(form, rotation, seed: 3).bits == expected)
        #expect(other.factors() == subject.factors())
      }
    }
  }
}

extension Subject {
  /// An estimate of diag(Q G_S Qᵀ).
  fileprivate func structuralDiagonal(
    _ form: StructuralForm, _ rotation: KroneckerRotation<Element>?, seed: UInt64
  ) -> [Double] {
    var result = Vector<Element>((0..<count).map { _ in Element.nan })
    linearization.structuralDiagonal(StructuralSigns(form, seed: seed), in: rotation, into: &result)
    return result.elements.map { Double($0) }
  }

  /// diag(Q G_S Qᵀ), from the products with the rows of Q.
  fileprivate func structuralDiagonal(_ form: StructuralForm, _ rotation: KroneckerRotation<Element>?) -> [Double] {
    (0..<count).map { i in
      let row = Matrix<Element>(rows: 1, columns: count)
      row[0, i] = 1
      rotation?.applyTransposed(to: row, scratch: Memory(count: rotation?.scratchCount ?? 0))
      let q = row.elements.map { Double($0) }
      return q.dot(structuralProduct(q, StructuralTerm(form, weight: 1)))
    }
  }

  /// The eigenbasis of the factors of structural damping, of each gate by itself.
  func rotation() -> KroneckerRotation<Element> {
    KroneckerRotation(
      linearization.structuralFactors(StructuralSigns(.squared, seed: 5)).factors.map { factor in
        func eigenvectors(_ matrix: Matrix<Element>) -> Matrix<Element> {
          guard let found = try? matrix.symmetricEigenvectors(by: .divideAndConquer) else {
            preconditionFailure("moments of a small network are finite")
          }
          return found.vectors
        }
        return .init(
          slices: factor.gate.parts.map(\.slice), sources: eigenvectors(factor.sources.sums),
          deltas: eigenvectors(factor.deltas.sums))
      })
  }

  /// The numbers of the factors of structural damping.
  fileprivate func factors() -> [[Element]] {
    linearization.structuralFactors(StructuralSigns(.squared, seed: 5)).factors
      .flatMap { [$0.sources.sums.elements, $0.deltas.sums.elements] }
  }
}
