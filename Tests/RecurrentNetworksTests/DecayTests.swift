import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

/// Weight decay of some kinds of parameters.
@Suite("Weight decay by kind")
struct DecayTests {
  /// The kind of a block by the first letters of its name, in the cells of the tests; nil for an initial state.
  private static func kind(_ name: String) -> ParameterKind? {
    let own = name.split(separator: ".").last.map(String.init) ?? name
    return switch own {
    case "W_ho": .output
    case _ where own.hasPrefix("W_x"): .input
    case _ where own.hasPrefix("W"): .recurrent
    // A vector that is the diagonal of a recurrent matrix is a bias to them.
    case _ where own.hasPrefix("b") || ["w_h", "leak"].contains(own): .bias
    default: nil
    }
  }

  private static let choices: [[ParameterKind]] =
    ParameterKind.allCases.map { [$0] } + [[], [.bias, .recurrent], ParameterKind.allCases]

  @Test("Every block has its kind", arguments: Case.pairwise)
  func kinds(_ choice: Case) throws {
    let problem = Problem(choice)
    let layout = try Network<Double>(problem.definition).layout
    for (index, block) in layout.blocks.enumerated() {
      #expect(layout.kind(ofBlock: index) == Self.kind(block.name), "\(block.name)")
    }
    #expect(layout.blocks(of: ParameterKind.weights) == layout.blocks.filter { $0.kind == .weight })
  }

  @Test("Loss, gradient, every product, forms and the diagonal have κ where it is wanted", arguments: Case.dense)
  func everywhere(_ choice: Case) throws {
    var plain = Problem(choice)
    plain.weightDecay = 0
    let without = try Subject<Double>(plain)
    var generator = TestGenerator(seed: choice.seed)
    let (u, v) = (generator.direction(without.count), generator.direction(without.count))
    let names = Reference.arrays(plain.definition)
    for decaying in Self.choices {
      var problem = plain
      (problem.weightDecay, problem.decaying) = (0.25, decaying)
      let subject = try Subject<Double>(problem)
      let isIn = names.flatMap { array in
        let isDecaying = Self.kind(array.name).map(decaying.contains) ?? false
        return Array(repeating: isDecaying ? 1.0 : 0, count: array.shape.reduce(1, *))
      }
      func κ(_ x: [Double]) -> [Double] { zip(isIn, x).map { 0.25 * $0 * $1 } }
      let θ = problem.θ
      let share = subject.loss() - without.loss()
      expectClose(share, θ.dot(κ(θ)) / 2, tolerance: 1e-13 * (1 + subject.loss()), "½ κ ‖θ_w‖²")
      expectClose(subject.gradient().adding(-1, without.gradient()), κ(θ), relative: 1e-13, floor: 10, "κ θ_w")
      for curvature in Curvature.allCases where curvature != .finiteDifference {
        let difference = subject.product(curvature, v).adding(-1, without.product(curvature, v))
        expectClose(difference, κ(v), relative: 1e-13, floor: 10, "κ v_w of \(curvature)")
      }
      let (own, bare) = (
        subject.linearization.gaussNewtonForms(Vector(u), Vector(v)),
        without.linearization.gaussNewtonForms(Vector(u), Vector(v))
      )
      expectClose(own.uv - bare.uv, u.dot(κ(v)), tolerance: 1e-12, "κ u_w · v_w")
      var diagonal = Vector<Double>(count: subject.count)
      subject.evaluator.addDecayDiagonal(to: &diagonal)
      #expect(diagonal.elements == isIn.map { 0.25 * $0 })
    }
  }
}
