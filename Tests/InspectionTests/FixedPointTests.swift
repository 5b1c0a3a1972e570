import Foundation
import Inspection
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

/// Fixed points against those that are known, and against the step itself.
@Suite("Fixed points")
struct FixedPointTests {
  /// A network at its start, with a recurrent matrix where one is given.
  private func model(
    recurrent: [[Double]] = [], _ change: (inout ConfigurationLayer) -> Void = { _ in }
  ) throws -> InspectionSubject<Double> {
    var layer = ConfigurationLayer()
    (layer.task, layer.length, layer.hidden, layer.threads, layer.precision) = (
      "flip-flop", 30, max(4, recurrent.count), 1, .double
    )
    if !recurrent.isEmpty { layer.hidden = recurrent.count }
    layer.inputScale = 1
    layer.iterations = 1
    change(&layer)
    let trainer = try Trainer<Double>(ExperimentConfiguration(layer))
    var θ = trainer.parameters
    if !recurrent.isEmpty {
      let block = try #require(trainer.network.layout["W_hh"])
      for (i, row) in recurrent.enumerated() {
        for (j, value) in row.enumerated() { θ[block.offset + i * block.columns + j] = value }
      }
    }
    return try InspectionSubject(trainer.checkpoint, at: θ, trainer.configuration, split: .train, count: 20)
  }

  private func options(_ change: (inout FixedPoints.Options) -> Void = { _ in }) -> FixedPoints.Options {
    var options = FixedPoints.Options()
    change(&options)
    return options
  }

  /// h = tanh(2 h).
  private static let crest: Double = (0..<200).reduce(1.0) { h, _ in tanh(2 * h) }

  @Test("Two units that hold a bit each have four stable points, four saddles and one from which all leads away")
  func bits() throws {
    let found = try FixedPoints(model(recurrent: [[2, 0], [0, 2]]), options { ($0.starts, $0.jitter) = (400, 1) })
    #expect(found.points.count == 9 && found.lost == 0 && found.starts == 400)
    #expect(found.points.allSatisfy { $0.isFixed && $0.q < 1e-24 })
    #expect(found.points.map(\.unstable) == [0, 0, 0, 0, 1, 1, 1, 1, 2])
    for point in found.points {
      for h in point.state { #expect([-Self.crest, 0, Self.crest].contains { abs($0 - h) < 1e-12 }) }
      let expected = point.state.map { 2 * (1 - $0 * $0) }.sorted(by: >)
      for (value, λ) in zip(point.eigenvalues, expected) {
        #expect(abs(value.real - λ) < 1e-10 && value.imaginary == 0)
      }
      expectClose(point.timeConstants.max()!, expected.map { 1 / abs(log($0)) }.max()!, tolerance: 1e-9)
    }
    #expect(found.points.reduce(0) { $0 + $1.starts } == 400)
    #expect(found.trajectories.allSatisfy { $0.count > 1 } && found.variances.count == 2)
    expectClose(found.variances.reduce(0, +), 1, tolerance: 1e-12)
    #expect(found.inputWords == "(0, 0, 0)")
  }

  @Test("A line of slow points is seen where a search may end early")
  func slow() throws {
    // One direction decays by 1e-4 a step, the other at once: almost every point of the first is slow.
    let subject = try model(recurrent: [[0.9999, 0], [0, 0]]) { $0.activation = .linear }
    let slow = try FixedPoints(subject, options { ($0.tolerance, $0.distance) = (1e-6, 1e-2) })
    #expect(slow.points.count > 10 && slow.points.allSatisfy { $0.q <= 1e-6 && abs($0.state[1]) < 0.01 })
    #expect(slow.points.contains { !$0.isFixed })
    let exact = try FixedPoints(subject, options())
    #expect(exact.points.count == 1 && exact.points[0].isFixed && exact.points[0].unstable == 0)
    expectClose(exact.points[0].timeConstants.max()!, -1 / log(0.9999), tolerance: 1e-6)
  }

  @Test(
    "Whatever the cell, a fixed point is where the step leaves the state; threads change no bit",
    arguments: CellRegistry.names.filter { $0 != "dense" })
  func everyCell(_ cell: String) throws {
    let input = [0.5, 0, -0.25]
    let found = try [1, 2].map { threads in
      try FixedPoints(
        model { ($0.cell, $0.threads) = (cell, threads) }, options { ($0.input, $0.starts) = (input, 24) })
    }
    #expect(found[0].points.map(\.state) == found[1].points.map(\.state))
    #expect(found[0].points.map(\.q) == found[1].points.map(\.q))
    let subject = try model { $0.cell = cell }
    let map = StepMap(subject.network, at: subject.parameters, input: input)
    let (state, next) = (Matrix<Double>(rows: 1, columns: map.width), Matrix<Double>(rows: 1, columns: map.width))
    #expect(!found[0].points.isEmpty)
    for point in found[0].points {
      #expect(point.state.count == map.width && point.eigenvalues.count == map.width)
      for (j, value) in point.state.enumerated() { state[0, j] = value }
      map.step(state, into: next)
      let q = (0..<map.width).reduce(0) { $0 + 0.5 * (next[0, $1] - state[0, $1]) * (next[0, $1] - state[0, $1]) }
      // The same bits but for the memory that a step of more rows has.
      #expect(abs(q - point.q) <= 1e-12 * q + 1e-30)
    }
  }

  @Test("Inputs of any size are taken as they are, and a network that never moves has one point")
  func extremes() throws {
    let far = try FixedPoints(
      model(recurrent: [[0.5, 0], [0, 0.5]]), options { ($0.input, $0.starts) = ([1e300, -0.5, 0], 4) })
    #expect(far.inputWords == "(1e+300, -0.5, 0)" && far.starts == 4)
    let still = try model(recurrent: [[0, 0], [0, 0]]) { ($0.activation, $0.inputScale) = (.relu, 1e-30) }
    #expect(try FixedPoints(still, options { $0.starts = 20 }).points.count == 1)
  }

  @Test("Work that is ended keeps what is done")
  func ended() throws {
    let found = try FixedPoints(model(recurrent: [[0.5, 0], [0, 0.5]]), options()) { _, _ in false }
    #expect(found.starts == 16 && found.points.count == 1)
  }

  @Test("Their JSON has every point, their picture the points of each kind")
  func results() throws {
    let found = try FixedPoints(model(recurrent: [[2, 0], [0, 2]]), options())
    var results = InspectionResults<Double>()
    results.fixedPoints = [found]
    let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(results)) as? [String: Any]
    let list = try #require(json?["fixed_points"] as? [[String: Any]])
    #expect((list[0]["points"] as? [[String: Any]])?.count == found.points.count)
    let chart = try #require(results.picture.charts.first as? LineChart)
    #expect(chart.curves.map(\.name) == ["visited", "stable", "unstable"])
    #expect(chart.curves[1].points.count == found.points.count { $0.unstable == 0 })
  }
}
