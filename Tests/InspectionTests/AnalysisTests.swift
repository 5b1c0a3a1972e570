import Inspection
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

@Suite("What is found out about a checkpoint")
struct AnalysisTests {
  /// A linear network of four units on `memorization-5`, whose recurrent matrix is known.
  private func subject(
    recurrent: [[Double]], steps: Int = 0, _ change: (inout ConfigurationLayer) -> Void = { _ in }
  ) throws -> InspectionSubject<Double> {
    var layer = ConfigurationLayer()
    (layer.task, layer.length, layer.hidden, layer.threads, layer.precision) = (
      "addition", 12, recurrent.count, 1, .double
    )
    (layer.gradientBatch, layer.curvatureBatch, layer.backtrackingBatch, layer.validationBatch) = (60, 30, 20, 20)
    layer.activation = .linear
    change(&layer)
    layer.iterations = max(1, steps)
    let trainer = try Trainer<Double>(ExperimentConfiguration(layer))
    if steps > 0 { _ = try trainer.run() }
    var θ = trainer.parameters
    if !recurrent.isEmpty, steps == 0 {
      let block = try #require(trainer.network.layout["W_hh"])
      for (i, row) in recurrent.enumerated() {
        for (j, value) in row.enumerated() { θ[block.offset + i * block.columns + j] = value }
      }
    }
    return try InspectionSubject(
      trainer.checkpoint, at: θ, trainer.configuration, split: .train, count: 20)
  }

  private static let half: [[Double]] = (0..<4).map { i in (0..<4).map { $0 == i ? 0.5 : 0 } }

  @Test("In a linear network with half the identity, the gradient halves with each step")
  func halving() throws {
    let flow = try GradientFlow(subject(recurrent: Self.half))
    let first = flow.norms[0].median
    #expect(flow.sequences == 20 && flow.jacobians == 3 && first > 0)
    for (lag, norm) in flow.norms.enumerated().prefix(12) {
      var power = 1.0
      for _ in 0..<lag { power *= 0.5 }
      #expect(abs(norm.median / first - power) < 1e-12)
      #expect(norm.low <= norm.median && norm.median <= norm.high)
    }
    // 2⁻⁷ is the first power below one in a hundred.
    #expect(flow.memoryHorizon == 7)
    for (lag, values) in flow.singularValues {
      var power = 1.0
      for _ in 0..<lag { power *= 0.5 }
      #expect(values.count == 4 && values.allSatisfy { abs($0 / power - 1) < 1e-12 })
    }
    #expect(flow.singularValues.map(\.lag).prefix(6) == [1, 2, 3, 4, 6, 8])
    // Nothing is saturated where derivatives are 1.
    #expect(flow.saturation.allSatisfy { $0.share == 0 })
  }

  @Test("A gradient that never falls has no horizon")
  func level() throws {
    let rotation: [[Double]] = [[0, -1, 0, 0], [1, 0, 0, 0], [0, 0, 0, -1], [0, 0, 1, 0]]
    let flow = try GradientFlow(subject(recurrent: rotation))
    #expect(flow.memoryHorizon == nil)
    #expect(flow.norms.dropLast(2).allSatisfy { abs($0.median / flow.norms[0].median - 1) < 1e-12 })
  }

  @Test("Work that is ended keeps what is done")
  func ended() throws {
    let flow = try GradientFlow(subject(recurrent: Self.half)) { done, _ in done < 1 }
    #expect(flow.sequences > 0 && flow.jacobians == 0 && !flow.norms.isEmpty)
  }

  @Test("A nilpotent matrix has radius 0 and norm 2; all of it departs from normality")
  func nilpotent() throws {
    let matrix = Matrix<Double>(rows: 2, columns: 2)
    matrix[0, 1] = 2
    let spectrum = try MatrixSpectrum("N", matrix)
    #expect(spectrum.spectralRadius == 0 && abs(spectrum.norm - 2) < 1e-14)
    #expect(abs(spectrum.departureFromNormality - 2) < 1e-14)
    #expect(spectrum.singularValues.count == 2 && spectrum.singularValues[1] < 1e-14)
  }

  @Test("A rotation is normal, with its eigenvalues on the circle")
  func rotation() throws {
    let matrix = Matrix<Double>(rows: 2, columns: 2)
    (matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]) = (0.6, -0.8, 0.8, 0.6)
    let spectrum = try MatrixSpectrum("R", matrix)
    #expect(abs(spectrum.spectralRadius - 1) < 1e-14 && spectrum.departureFromNormality < 1e-7)
    #expect(Set(spectrum.eigenvalues.map { ($0.imaginary * 10).rounded() }) == [8, -8])
  }

  @Test(
    "Every cell has its recurrent matrices, and Jacobians of one step as wide as its state",
    arguments: [
      ("tanh", ["W_hh"], 1), ("mrnn", ["W_fh W_hf"], 1), ("gru", nil, 1), ("lstm", nil, 2),
      ("lem", ["W_y1", "W_y2", "W_yz", "W_zy"], 2), ("cornn", ["W_yz", "W_zz"], 2), ("indrnn", ["w_h"], 1),
      ("mingru", [], 1), ("rate", ["W_hh"], 1),
    ])
  func matrices(cell: String, names: [String]?, parts: Int) throws {
    let subject = try subject(recurrent: []) { ($0.cell, $0.hidden, $0.activation) = (cell, 5, nil) }
    let matrices = RecurrentSpectrum.matrices(of: subject.network, at: subject.parameters)
    if let names { #expect(matrices.map(\.name) == names) } else { #expect(matrices.count == (cell == "lstm" ? 4 : 3)) }
    #expect(matrices.allSatisfy { $0.matrix.rows == 5 && $0.matrix.columns == 5 })
    let steps = RecurrentSpectrum.jacobians(subject)
    #expect(steps.count == 4 && steps.allSatisfy { $0.matrix.rows == 5 * parts })
  }

  @Test("A vector that is the diagonal of a recurrent matrix has its numbers as eigenvalues")
  func diagonal() throws {
    let subject = try subject(recurrent: []) { ($0.cell, $0.hidden, $0.activation) = ("indrnn", 5, .tanh) }
    let matrix = try #require(RecurrentSpectrum.matrices(of: subject.network, at: subject.parameters).first?.matrix)
    let block = try #require(subject.network.layout["w_h"])
    let eigenvalues = try MatrixSpectrum("w_h", matrix).eigenvalues
    #expect(eigenvalues.map(\.real) == subject.parameters[block.range].sorted { abs($0) > abs($1) })
    #expect(eigenvalues.allSatisfy { $0.imaginary == 0 })
  }

  @Test("A layer on another has matrices of its own, and its input weights are none")
  func layers() throws {
    let subject = try subject(recurrent: []) { ($0.hidden, $0.layers) = (4, .alike(2)) }
    #expect(
      RecurrentSpectrum.matrices(of: subject.network, at: subject.parameters).map(\.name) == ["0.W_hh", "1.W_hh"])
  }

  @Test("Model and loss agree to third order where they meet, and damping adds what it says")
  func curves() throws {
    let subject = try subject(recurrent: Self.half, steps: 2) { $0.activation = .tanh }
    let curves = try LossCurves(subject)
    #expect(curves.curves.map(\.name) == ["last step", "-g", "eigenvector 1 of G", "eigenvector 2 of G"])
    #expect(curves.lambda > 0 && curves.mu > 0)
    for curve in curves.curves {
      let zero = try #require(curve.alpha.indices.min { abs(curve.alpha[$0]) < abs(curve.alpha[$1]) })
      if abs(curve.alpha[zero]) < 1e-12 { #expect(abs(curve.loss[zero] - curve.model[zero]) < 1e-12) }
      for i in curve.alpha.indices {
        let α = curve.alpha[i]
        let added = 0.5 * α * α * curves.lambda * curve.length * curve.length
        #expect(abs(curve.tikhonov[i] - curve.model[i] - added) < 1e-9 * (1 + added))
        #expect(curve.structural[i] >= curve.tikhonov[i] - 1e-15)
      }
    }
    // The last step ends where the parameters are.
    let step = curves.curves[0]
    let end = try #require(step.alpha.indices.min { abs(step.alpha[$0] - 1) < abs(step.alpha[$1] - 1) })
    let place = step.alpha[end]
    if abs(place - 1) < 1e-12 { #expect(abs(step.loss[end] - subject.loss(at: subject.parameters)) < 1e-12) }
  }

  @Test("An image has every unit at every step, and targets where something is asked for")
  func images() throws {
    let subject = try subject(recurrent: Self.half)
    let images = StateImage.images(of: [2, 5, 99], subject)
    #expect(images.map(\.sequence) == [2, 5])
    let view = subject.sequences
    for image in images {
      let rows = view.offsets[image.sequence - 1]..<view.offsets[image.sequence]
      #expect(image.inputs.count == rows.count && image.predictions.count == rows.count)
      #expect(image.states.count == 1 && image.states[0].count == 4)
      #expect(image.states[0].allSatisfy { $0.count == rows.count })
      #expect(image.targets.dropLast().allSatisfy { $0 == nil } && image.targets.last! != nil)
      guard case .features(let values, 2) = view.inputs else { throw Unexpected() }
      #expect(image.inputs.flatMap(\.self) == Array(values[2 * rows.lowerBound..<2 * rows.upperBound]))
    }
  }

  private struct Unexpected: Error {}
}
