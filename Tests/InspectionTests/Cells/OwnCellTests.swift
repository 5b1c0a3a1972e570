import DurableFiles
import Losses
import HDF5
import Inspection
import LinearAlgebra
import Optimization
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

/// Networks that this project does not have, each with one file and one line here: they are trained, checked, gone on with
/// and looked into like any other.
@Suite("Cells and stacks of one's own")
struct OwnCellTests {
  static let kinds: [any CellKind.Type] =
    CellRegistry.standard + [
      ProjectedLSTMKind.self, GreekKind.self,
    ]

  /// A stack, and whether a state is handed from step to step in it.
  struct Stack: Sendable, CustomTestStringConvertible {
    let layers: String
    var reads = "addition"
    var carriesState = true
    var testDescription: String { layers }
  }

  static let stacks = [
    Stack(layers: "projected-lstm:9:projection=4"),
    Stack(layers: "projected-lstm:7:projection=3,dense:5,projected-lstm:4:projection=6", reads: "xor"),
    Stack(layers: "greek:8"), Stack(layers: "greek:6:logistic,greek:5", reads: "temporal-order"),
    // An autoencoder 20-8-3-8-20: the last layer is that of the outputs.
    Stack(layers: "dense:8,dense:3:linear,dense:8", reads: "codes", carriesState: false),
  ]

  private func configuration(_ stack: Stack, in scratch: Scratch) throws -> ExperimentConfiguration {
    var layer = ConfigurationLayer()
    if stack.reads == "codes" {
      try Self.writeCodes(to: scratch.file("codes.h5"))
      (layer.data, layer.recipe) = (scratch.file("codes.h5"), .longRange)
    } else {
      (layer.task, layer.length) = (stack.reads, 10)
    }
    layer.layers = LayerStack(text: stack.layers)
    (layer.seed, layer.threads, layer["cg-iterations"]) = (3, 2, 15)
    (layer.gradientBatch, layer.curvatureBatch, layer.backtrackingBatch, layer.validationBatch) = (60, 30, 20, 20)
    (layer.centerInputs, layer.initializer) = (true, .sparse)
    layer.targetWrong = 1e-9
    return try ExperimentConfiguration(layer)
  }

  /// 20 numbers that are functions of three, one step a sequence; the targets are the inputs.
  private static func writeCodes(to path: String) throws {
    var generator = Philox(seed: 4, stream: 0)
    try File.replacing(path) { file in
      try file.root.attributes.set("format", to: "recur.dataset")
      try file.root.attributes.set("format_version", to: Int64(1))
      try file.root.attributes.set("loss", to: "squared-error")
      let mixing = (0..<60).map { _ in generator.normal() }
      for (split, count) in [("train", 400), ("validation", 40), ("test", 40)] {
        let group = try file.root.createGroup(named: split)
        var rows: [Float] = []
        for _ in 0..<count {
          let code = (0..<3).map { _ in 0.5 * generator.normal() }
          for i in 0..<20 {
            var value = 0.0
            for k in 0..<3 { value += mixing[3 * i + k] * code[k] }
            rows.append(Float(value))
          }
        }
        try group.createDataset(named: "offsets", values: (0...count).map { Int64($0) })
        try group.createDataset(named: "inputs", values: rows, shape: [count, 20])
        try group.createDataset(named: "targets", values: rows, shape: [count, 20])
      }
    }
  }

  @Test("They are trained, stop and go on, and are written and read, to the bit", arguments: stacks)
  func trains(_ stack: Stack) throws {
    let scratch = try Scratch()
    try CellRegistry.$kinds.withValue(Self.kinds) {
      var configuration = try configuration(stack, in: scratch)
      configuration.iterations = 4
      let whole = try Trainer<Float>(configuration)
      let start = whole.parameters
      try whole.run()
      #expect(whole.parameters != start && whole.history.count == 4)
      #expect(whole.history.allSatisfy { $0.report.loss.isFinite && $0.validation.loss.isFinite })
      configuration.iterations = 2
      let first = try Trainer<Float>(configuration)
      try first.run()
      try first.checkpoint.write(to: scratch.file("c.h5"))
      let read = try Checkpoint<Float>(contentsOf: scratch.file("c.h5"))
      #expect(read.configuration == configuration && read.state == first.state)
      configuration.iterations = 4
      let second = try Trainer(read, configuration: configuration)
      try second.run()
      #expect(second.parameters == whole.parameters)

      let contents = try FileContents(of: AdmittedFile(scratch.file("c.h5")))
      let layers = configuration.network.layers
      for (index, layer) in layers.enumerated() {
        let group = try #require(contents["/model/layers/\(index + 1)"])
        #expect(group[attribute: "cell"]?.description == layer.cell)
        #expect(group[attribute: "units"]?.number == Double(layer.units))
        for (name, value) in layer.options { #expect(group[attribute: name]?.number == Double(value)) }
      }
    }
  }

  @Test("Every check passes", arguments: stacks)
  func passes(_ stack: Stack) throws {
    let scratch = try Scratch()
    try CellRegistry.$kinds.withValue(Self.kinds) {
      var definition = try configuration(stack, in: scratch).network
      definition.loss = .squaredError
      let network = try Network<Double>(definition)
      let model = Model(definition, sequences: 4, steps: 6)
      let θ = try network.parametersInGeneralPosition(InitializerOptions(.sparse), seed: 5)
      for structural in [StructuralForm.matching, .squared] {
        let options = InvariantOptions(structural: structural)
        let report = try InvariantSuite(network, at: θ, over: model.view, options: options).run()
        for check in report.checks where !check.passed {
          Issue.record("\(check.name): \(check.figure) > \(check.bound) at \(check.place)")
        }
        #expect(report.passed)
      }
    }
  }

  @Test("They are looked into", arguments: stacks)
  func looksInto(_ stack: Stack) throws {
    let scratch = try Scratch()
    try CellRegistry.$kinds.withValue(Self.kinds) {
      var configuration = try configuration(stack, in: scratch)
      configuration.iterations = 1
      let trainer = try Trainer<Double>(configuration)
      try trainer.run()
      let subject = try InspectionSubject(
        trainer.checkpoint, at: trainer.parameters, configuration, split: .validation, count: 10)
      let flow = try GradientFlow(subject)
      #expect(flow.saturation.count >= configuration.network.layers.count)
      #expect(flow.norms.contains { $0.median > 0 } == stack.carriesState)
      #expect(flow.singularValues.isEmpty != stack.carriesState)
      #expect(flow.singularValues.allSatisfy { !$0.values.isEmpty })
      let spectra = RecurrentSpectrum.matrices(of: subject.network, at: subject.parameters)
      #expect(spectra.isEmpty || stack.carriesState)
      let jacobians = RecurrentSpectrum.jacobians(subject)
      #expect(jacobians.isEmpty != stack.carriesState)
      for (time, matrix) in jacobians { _ = try MatrixSpectrum("step \(time)", matrix) }
      let image = try #require(StateImage.images(of: [1], subject).first)
      #expect(image.states.map(\.count) == subject.network.states.map(\.outputs))
    }
  }

  @Test("Blocks whose names say nothing begin, are centered and are described as what their terms say")
  func greek() throws {
    try CellRegistry.$kinds.withValue(Self.kinds) {
      let definition = NetworkDefinition(
        cell: "greek", input: .features(3), hidden: 8, layers: 2, outputs: 2, loss: .squaredError)
      let network = try Network<Double>(definition)
      var simple = definition
      simple.layers = simple.layers.map { _ in LayerDefinition(units: 8) }
      let twin = try Network<Double>(simple)
      for initializer in Initializer.allCases {
        let options = InitializerOptions(initializer)
        var (θ, expected) = (
          try network.initialParameters(options, seed: 3), try twin.initialParameters(options, seed: 3)
        )
        #expect(θ == expected)
        network.center(&θ, on: [0.5, -1, 2])
        twin.center(&expected, on: [0.5, -1, 2])
        #expect(θ == expected)
      }
      #expect(
        network.layout.blocks.map(\.name) == [
          "0.alpha", "0.beta", "0.gamma", "0.omega_0", "1.alpha", "1.beta", "1.gamma", "1.omega_0", "W_ho", "b_o",
        ])
      #expect(network.layout.blocks.map(\.axes) == twin.layout.blocks.map(\.axes))
      #expect(network.layout["1.beta"]?.axes == ["unit", "unit_below"])
      let θ = try network.initialParameters(InitializerOptions(), seed: 3)
      let spectra = RecurrentSpectrum.matrices(of: network, at: θ)
      #expect(spectra.map(\.name) == ["0.alpha", "1.alpha"])
      for (found, expected) in zip(spectra, RecurrentSpectrum.matrices(of: twin, at: θ)) {
        #expect(found.matrix.elements == expected.matrix.elements)
      }
    }
  }

  @Test(
    "Options of a cell are checked",
    arguments: [
      ("projected-lstm:9", "projection of the cell projected-lstm should be a number from 1 to 65536, got none"),
      ("projected-lstm:9:projection=0", "from 1 to 65536, got 0"),
      ("greek:9:projection=1", "no option named 'projection'"),
      (
        "norse:9,greek:5",
        "made of \(CellRegistry.names.joined(separator: ", ")), projected-lstm, greek, got norse"
      ),
    ])
  func options(_ layers: String, _ words: String) throws {
    CellRegistry.$kinds.withValue(Self.kinds) {
      var layer = ConfigurationLayer()
      layer.task = "addition"
      let error = #expect(throws: TrainingError.self) {
        layer.layers = LayerStack(text: layers)
        _ = try ExperimentConfiguration(layer)
      }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }
}
