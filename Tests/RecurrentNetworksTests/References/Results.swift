import Losses
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

/// Everything the library computes on a problem, bit for bit.
struct Results {
  private var bits: [(name: String, bits: [UInt64])] = []

  /// - Parameter hasMaps: whether to look at the maps over single chunks too, which are for one process.
  init<Element>(of subject: Subject<Element>, hasMaps: Bool = true) {
    var generator = TestGenerator(seed: 11)
    let v = generator.direction(subject.count)
    add("loss", [subject.loss()])
    add("loss of the linearization", [subject.linearization.loss])
    add("gradient", subject.gradient())
    subject.linearization.samplingSeed = 17
    for (index, curvature) in Curvature.allCases.enumerated() {
      add("\(curvature.rawValue) product", subject.product(curvature, v))
      let form = StructuralForm.allCases[index % 3]
      let term = StructuralTerm(form, weight: 0.3)
      add("\(curvature.rawValue) product, \(form.rawValue)", subject.product(curvature, v, term))
    }
    add("structural product", subject.structuralProduct(v, StructuralTerm(.squared, weight: 1)))
    add("squared gradients", subject.squaredGradients())
    add("estimate of diag(G)", subject.gaussNewtonDiagonal(seed: 23))
    guard hasMaps else { return }
    let Jv = subject.jacobianProduct(v)
    add("Jv", Jv.flatMap { $0.elements.map { Double($0) } })
    add("Jᵀ Jv", subject.transposedJacobianProduct(Jv))
    subject.linearization.multiplyLossHessian(Jv)
    add("H Jv", Jv.flatMap { $0.elements.map { Double($0) } })
    add("predictions", subject.linearization.predictions().flatMap { $0.elements.map { Double($0) } })
  }

  private mutating func add(_ name: String, _ values: [Double]) {
    let isFinite = values.allSatisfy(\.isFinite)
    #expect(isFinite, "\(name) has numbers that are not finite")
    bits.append((name, values.bits))
  }

  /// Records a failure for each result that has other bits here than there.
  func expectSameBits(as other: Results, _ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(bits.count == other.bits.count, sourceLocation: sourceLocation)
    for (mine, others) in zip(bits, other.bits) where mine.bits != others.bits {
      let count = zip(mine.bits, others.bits).count { $0 != $1 }
      Issue.record(
        "\(what): \(mine.name) differs in \(count) of \(mine.bits.count) numbers", sourceLocation: sourceLocation)
    }
  }
}

extension Problem {
  /// Which of the large problems are tried; `make quick` takes one of each cell and way of cutting.
  static let tried = Quick.isOn ? [2, 3, 5, 7, 10, 11, 12, 13, 14] : Array(large.indices)

  /// Problems of several chunks and windows: the first two are cut into windows by their size, the next two by the lengths
  /// of sequences, the last not at all.
  static let large: [Problem] = {
    func definition(
      _ hidden: Int, layers: Int, _ input: InputKind, _ loss: Loss, _ cell: String = "tanh"
    ) -> NetworkDefinition {
      NetworkDefinition(cell: cell, input: input, hidden: hidden, layers: layers, outputs: 3, loss: loss)
    }
    return [
      Problem(definition(96, layers: 1, .features(3), .softmax), sequences: 50, longest: 30, ragged: false, seed: 1),
      Problem(
        definition(64, layers: 2, .symbols(5), .logistic), sequences: 66, longest: 50, ragged: false, seed: 2,
        normalization: .step, weightDecay: 0.1),
      Problem(
        definition(5, layers: 3, .symbols(4), .softmax), sequences: 130, longest: 40, ragged: true, seed: 3,
        weightDecay: 0.1),
      Problem(
        definition(7, layers: 1, .features(2), .squaredError), sequences: 33, longest: 57, ragged: true, seed: 4,
        normalization: .step),
      Problem(definition(3, layers: 2, .features(1), .logistic), sequences: 1, longest: 40, ragged: false, seed: 5),
      Problem(
        definition(30, layers: 1, .symbols(5), .softmax, "mrnn"), sequences: 70, longest: 40, ragged: true, seed: 6),
      Problem(
        definition(17, layers: 2, .features(2), .logistic, "mrnn"), sequences: 40, longest: 25, ragged: true, seed: 7),
      Problem(
        definition(20, layers: 1, .symbols(5), .softmax, "lstm"), sequences: 70, longest: 40, ragged: true, seed: 8),
      Problem(
        definition(9, layers: 2, .features(5), .squaredError, "lstm"), sequences: 40, longest: 25, ragged: true, seed: 9
      ),
      Problem(
        definition(20, layers: 1, .symbols(5), .softmax, "gru"), sequences: 70, longest: 40, ragged: true, seed: 10),
      Problem(
        definition(9, layers: 2, .features(5), .logistic, "gru"), sequences: 40, longest: 25, ragged: true, seed: 11),
      Problem(
        definition(20, layers: 1, .symbols(5), .softmax, "lem"), sequences: 70, longest: 40, ragged: true, seed: 12),
      Problem(
        definition(9, layers: 2, .features(5), .logistic, "cornn"), sequences: 40, longest: 25, ragged: true, seed: 13),
      Problem(
        definition(20, layers: 2, .symbols(5), .softmax, "indrnn"), sequences: 70, longest: 40, ragged: true, seed: 14),
      Problem(
        definition(9, layers: 2, .features(5), .squaredError, "mingru"), sequences: 40, longest: 25, ragged: true,
        seed: 15),
      Problem(
        definition(20, layers: 1, .symbols(5), .softmax, "rate"), sequences: 70, longest: 40, ragged: true, seed: 16),
      Problem(
        definition(9, layers: 2, .features(5), .squaredError, "rate"), sequences: 40, longest: 25, ragged: true,
        seed: 17
      ),
    ]
  }()
}
