import LinearAlgebra
import Optimization
import TestSupport
import Testing

@Suite("A basis of eigenvectors")
struct EigenbasisTests {
  private func rows(_ matrix: Matrix<Double>) -> [[Double]] {
    (0..<matrix.rows).map { i in (0..<matrix.columns).map { matrix[i, $0] } }
  }

  @Test("begins with the eigenvectors, the largest first", arguments: [1, 2, 5, 16])
  func directions(extent: Int) throws {
    let u = Orthogonal.vectors(extent, of: extent, seed: 7)
    let eigenvalues = Dense.spectrum(extent, condition: 1000).reversed().map { $0 }
    let found = try Eigenbasis.directions(of: Matrix<Double>(Orthogonal.matrix(eigenvalues, u, u)))
    for (direction, expected) in zip(rows(found), u) {
      expectClose(abs(direction.dot(expected)), 1, tolerance: 1e-10, "the cosine with the eigenvector")
    }
  }

  @Test("is refreshed by qr(F Q), its columns sorted by their quotients", arguments: [1, 2, 5, 16])
  func refreshed(extent: Int) {
    let F = Dense.symmetric(eigenvalues: Dense.spectrum(extent, condition: 50), seed: 3)
    let Q = Orthogonal.vectors(extent, of: extent, seed: 9)
    let quotients = Q.map { $0.dot(Dense.apply(F, $0)) }
    let order = (0..<extent).sorted { quotients[$0] > quotients[$1] }
    // Gram and Schmidt have a positive diagonal of R, as the factorization of the library.
    var expected: [[Double]] = []
    for k in order {
      let v = Dense.orthogonalized(Dense.apply(F, Q[k]), to: expected)
      expected.append(v.scaled(1 / v.norm))
    }
    let found = Eigenbasis.refreshed(Matrix<Double>(Q), by: Matrix<Double>(F))
    #expect(found.order == order)
    expectClose(found.directions.elements, expected.flatMap { $0 }, tolerance: 1e-11)
  }

  @Test("comes to the eigenvectors in the course of rounds, and stays there")
  func convergence() throws {
    let F = Dense.symmetric(eigenvalues: [32, 16, 8, 4, 2, 1], seed: 5)
    let factor = Matrix<Double>(F)
    var directions = Matrix<Double>(Orthogonal.vectors(6, of: 6, seed: 2))
    for _ in 0..<100 { directions = Eigenbasis.refreshed(directions, by: factor).directions }
    let expected = try Eigenbasis.directions(of: factor)
    for (direction, eigenvector) in zip(rows(directions), rows(expected)) {
      expectClose(abs(direction.dot(eigenvector)), 1, tolerance: 1e-13)
    }
    #expect(Eigenbasis.refreshed(directions, by: factor).order == Array(0..<6))
  }
}
