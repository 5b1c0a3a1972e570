import Losses
import Foundation
import Inspection
import LinearAlgebra
import RecurrentNetworks
import Testing

@Suite("Invariants")
struct InvariantSuiteTests {
  struct Choice: CustomTestStringConvertible {
    var cell = "tanh"
    var activation: Activation
    var loss: Loss
    var layers: Int
    var input: InputKind
    var options: [String: Int] = [:]
    var testDescription: String {
      "\(layers) × \(cell) \(activation.rawValue) \(options.isEmpty ? "" : "\(options)"), \(loss.rawValue), \(input)"
    }

    static let kinds: [(cell: String, activation: Activation)] =
      Activation.allCases.map { ("tanh", $0) } + [("mrnn", .logistic)]
      + CellRegistry.names.filter { !["tanh", "dense"].contains($0) }.map { ($0, .tanh) }

    /// Cells with options that are not theirs by default.
    static let optional: [Choice] = [
      ("lem", ["dt": 300]), ("cornn", ["dt": 500, "gamma": 15, "epsilon": 10]),
      ("cornn", ["dt": 700, "gamma": 0, "epsilon": 0]),
    ].map {
      Choice(cell: $0, activation: .tanh, loss: .softmax, layers: 2, input: .features(2), options: $1)
    }

    static let all: [Choice] =
      optional
      + kinds.flatMap { cell, activation in
        Loss.allCases.flatMap { loss in
          [
            Choice(cell: cell, activation: activation, loss: loss, layers: 1, input: .features(2)),
            Choice(cell: cell, activation: activation, loss: loss, layers: 2, input: .symbols(3)),
          ]
        }
      }
  }

  @Test("Every check passes on a model without mistakes", arguments: Choice.all)
  func passes(_ choice: Choice) throws {
    let model = Model(
      NetworkDefinition(
        input: choice.input,
        layers: (0..<choice.layers).map { _ in
          LayerDefinition(choice.cell, units: 5, activation: choice.activation, options: choice.options)
        },
        outputs: 3, loss: choice.loss, learnsInitialState: choice.layers == 1))
    for normalization in Normalization.allCases {
      for structural in [StructuralForm.matching, .squared] {
        let options = InvariantOptions(normalization: normalization, structural: structural)
        let report = try model.suite(options: options).run()
        for check in report.checks where !check.passed {
          Issue.record("\(check.name): \(check.figure) > \(check.bound) at \(check.place)")
        }
        #expect(report.passed && report.checks.count == 20)
      }
    }
  }

  @Test("Figures come with the place where they were met, and survive JSON")
  func report() throws {
    let suite = try Self.model.suite(.backwardCarry)
    let report = try suite.run(only: ["gradient", "repetition"])
    #expect(report.checks.map(\.name) == ["gradient", "repetition"])
    #expect(report.checks.map(\.passed) == [false, true])
    #expect(report.checks[0].place.hasSuffix("h_0"))
    #expect(report.checks[0].figure > report.checks[0].bound)
    #expect(!report.passed)
    let copy = try JSONDecoder().decode(InvariantReport.self, from: JSONEncoder().encode(report))
    #expect(copy == report)
  }

  @Test("The same seed gives the same figures, whatever ran before")
  func reproducible() throws {
    let all = try Self.model.suite().run().checks
    let some = try Self.model.suite().run(only: ["hessian", "monte-carlo-fisher"]).checks
    #expect(some == all.filter { $0.name == "hessian" || $0.name == "monte-carlo-fisher" })
  }

  @Test("A number that is none fails")
  func notFinite() throws {
    let network = try Network<Double>(Self.model.definition)
    var θ = try network.parametersInGeneralPosition(InitializerOptions(.sparse), seed: 5)
    θ[0] = .nan
    let report = try InvariantSuite(network, at: θ, over: Self.model.view).run(only: ["loss", "gradient", "jacobian"])
    #expect(report.checks.allSatisfy { !$0.passed })
  }

  @Test("Data that the network cannot read is an error")
  func unreadable() throws {
    let network = try Network<Double>(Self.model.definition)
    let view = SequenceView(
      offsets: [0, 1], inputs: .features([1], count: 1), targets: .classes([0], cardinality: 3), weights: nil)
    #expect(throws: NetworkError.self) {
      try InvariantSuite(network, at: Vector(count: network.layout.count), over: view)
    }
  }

  static let model = Model(
    NetworkDefinition(input: .features(2), hidden: 5, layers: 2, outputs: 3, loss: .softmax))
}
