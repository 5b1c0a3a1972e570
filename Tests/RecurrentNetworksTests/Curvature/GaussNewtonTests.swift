import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

/// The Gauss-Newton product against JᵀHJ with a Jacobian and a loss Hessian by differences.
@Suite("Gauss-Newton product")
struct GaussNewtonTests {
  static let λμ = 0.7

  @Test("uᵀ(G + λμ G_S) v is that of Jacobian products and loss Hessians by differences", arguments: Case.all)
  func form(_ choice: Case) throws {
    let problem = Problem(choice)
    let subject = try Subject<Double>(problem)
    let reference = Reference(problem)
    var generator = TestGenerator(seed: choice.seed)
    let (u, v) = (generator.direction(subject.count), generator.direction(subject.count))
    let G = reference.gaussNewton(problem.θ, [u, v])
    let plain = subject.product(.gaussNewton, v)
    // A loss Hessian by second differences with ε = 0.01 is good to some (2ε)⁴ ℓ⁽⁶⁾ / 90 = 2e-9 ℓ⁽⁶⁾.
    expectClose(u.dot(plain), G[0][1], tolerance: 4e-9 * (1 + G[1][1] + G[0][0]), "uᵀGv")
    expectClose(v.dot(plain), G[1][1], tolerance: 4e-9 * (1 + G[1][1]), "vᵀGv")
    guard let form = choice.form else { return }
    // Second differences with ε = 2e-3 are good to some (2ε)⁴ S⁽⁶⁾ / 90 = 3e-12 S⁽⁶⁾ and 2⁻⁵⁰ S / ε².
    let S = reference.structuralBend(problem.θ, u, v, form)
    let size = reference.structuralBend(problem.θ, v, v, form)
    let term = subject.product(.gaussNewton, v, StructuralTerm(form, weight: Self.λμ)).adding(-1, plain)
    expectClose(u.dot(term), Self.λμ * S, tolerance: 5e-8 * (1 + size), "λμ uᵀG_S v")
    expectClose(v.dot(term), Self.λμ * size, tolerance: 5e-8 * (1 + size), "λμ vᵀG_S v")
    let alone = subject.structuralProduct(v, StructuralTerm(form, weight: 1))
    expectClose(alone.scaled(Self.λμ), term, relative: 1e-12, "G_S v by itself")
  }

  @Test("G and G_S are the dense matrices, column by column", arguments: Case.dense)
  func columns(_ choice: Case) throws {
    let problem = Problem(choice)
    let subject = try Subject<Double>(problem)
    let reference = Reference(problem)
    let units = (0..<subject.count).map { [Double].unit($0, of: subject.count) }
    let G = reference.gaussNewton(problem.θ, units)
    let size = G.joined().map(abs).max()!
    for (j, unit) in units.enumerated() {
      let column = subject.product(.gaussNewton, unit)
      expectClose(column, G[j], relative: 4e-9, floor: size, "column \(j) of G")
    }
    guard let form = choice.form else { return }
    // Of G_S one random row and one random column of each block: every element takes two sweeps of the data.
    var generator = TestGenerator(seed: choice.seed)
    for block in subject.network.layout.blocks {
      let j = block.range.randomElement(using: &generator)!
      let column = subject.structuralProduct(units[j], StructuralTerm(form, weight: 1))
      for other in subject.network.layout.blocks {
        let i = other.range.randomElement(using: &generator)!
        let expected = reference.structuralBend(problem.θ, units[i], units[j], form)
        expectClose(column[i], expected, tolerance: 5e-8 * (1 + column.norm), "(\(i), \(j)) of G_S, \(other.name)")
      }
    }
  }

  @Test("G and G_S are symmetric and positive semi-definite to rounding", arguments: Case.all)
  func symmetry(_ choice: Case) throws {
    let subject = try Subject<Double>(Problem(choice))
    var generator = TestGenerator(seed: choice.seed &+ 1)
    let (u, v) = (generator.direction(subject.count), generator.direction(subject.count))
    let term = choice.form.map { StructuralTerm($0, weight: Self.λμ) }
    let (Gu, Gv) = (subject.product(.gaussNewton, u, term), subject.product(.gaussNewton, v, term))
    expectClose(u.dot(Gv), v.dot(Gu), tolerance: 1e-13 * (Gu.norm + Gv.norm), "uᵀGv and vᵀGu")
    #expect(v.dot(Gv) >= -1e-15 * Gv.norm)
    guard let term else { return }
    let (Su, Sv) = (subject.structuralProduct(u, term), subject.structuralProduct(v, term))
    expectClose(u.dot(Sv), v.dot(Su), tolerance: 1e-13 * (Su.norm + Sv.norm), "uᵀG_S v and vᵀG_S u")
    #expect(v.dot(Sv) >= -1e-15 * Sv.norm)
  }

  @Test("The structural term leaves the output layer alone", arguments: StructuralForm.allCases)
  func outputs(_ form: StructuralForm) throws {
    let choice = Case.pairwise.first { $0.layers == 2 }!
    let subject = try Subject<Double>(Problem(choice))
    var generator = TestGenerator(seed: 5)
    let Sv = subject.structuralProduct(generator.direction(subject.count), StructuralTerm(form, weight: 1))
    for block in subject.network.layout.blocks {
      let isOutput = block.name == "W_ho" || block.name == "b_o"
      #expect(Sv[block.range].allSatisfy { $0 == 0 } == isOutput, "\(block.name)")
    }
  }

  @Test("A quarter is a quarter of the matching form", arguments: Case.pairwise)
  func quarter(_ choice: Case) throws {
    let subject = try Subject<Double>(Problem(choice))
    var generator = TestGenerator(seed: choice.seed)
    let v = generator.direction(subject.count)
    let quarter = subject.structuralProduct(v, StructuralTerm(.quarter, weight: 1))
    let matching = subject.structuralProduct(v, StructuralTerm(.matching, weight: 1))
    expectClose(quarter.scaled(4), matching, relative: 1e-14, "4 × quarter")
  }

  @Test("The Fisher matrix of the model is G, bit for bit", arguments: Case.pairwise)
  func fisher(_ choice: Case) throws {
    let subject = try Subject<Double>(Problem(choice))
    var generator = TestGenerator(seed: choice.seed)
    let v = generator.direction(subject.count)
    #expect(subject.product(.fisher, v).bits == subject.product(.gaussNewton, v).bits)
  }
}
