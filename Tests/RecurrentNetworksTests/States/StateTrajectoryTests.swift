import Losses
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing

/// States step by step, and what flows back from the last one.
@Suite("Trajectories")
struct StateTrajectoryTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let definition: NetworkDefinition
    let seed: UInt64
    var testDescription: String {
      "\(definition.layersInWords), \(definition.input), \(definition.loss.rawValue)"
    }

    static func all(layers: [Int]) -> [Example] {
      var all: [Example] = []
      for cell in CellRegistry.names where cell != "dense" {
        for layers in layers {
          for (input, loss, outputs) in [
            (InputKind.features(3), Loss.squaredError, 2), (.symbols(4), .softmax, 3), (.features(2), .logistic, 1),
          ] {
            let definition = NetworkDefinition(
              cell: cell, input: input, hidden: 5, layers: layers, outputs: outputs, loss: loss,
              learnsInitialState: true)
            all.append(Example(definition: definition, seed: UInt64(all.count) + 11))
          }
        }
      }
      return all
    }

    /// Layers without a state among such with one.
    static let stacks: [Example] = [
      ["lstm", "dense", "tanh"], ["dense", "gru"], ["mrnn", "dense"], ["lem", "dense", "indrnn"],
    ].enumerated().map {
      let layers = $1.enumerated().map { LayerDefinition($1, units: 3 + $0) }
      let definition = NetworkDefinition(input: .symbols(4), layers: layers, outputs: 3, loss: .softmax)
      return Example(definition: definition, seed: UInt64($0) + 91)
    }

    /// Ragged sequences; in some a few steps at the end are not scored, so that they end earlier.
    func make() throws -> (network: Network<Double>, θ: Vector<Double>, sequences: [PlainSequence]) {
      let network = try Network<Double>(definition)
      var generator = TestGenerator(seed: seed)
      let θ = Vector<Double>((0..<network.layout.count).map { _ in 0.5 * generator.normal() })
      let weights: [[Float]] = [[1, 0, 1, 2, 0.5], [0, 0, 1.5], [1], [1, 1, 0, 0, 1, 1, 0], [0, 1, 1, 0, 2]]
      return (network, θ, weights.map { .random(for: definition, weights: $0, using: &generator) })
    }
  }

  /// One chunk with all sequences that are given.
  private static func trajectories(
    _ network: Network<Double>, _ θ: Vector<Double>, _ sequences: [PlainSequence]
  ) throws -> [StateTrajectory<Double>] {
    try Batch(SequenceView(sequences, for: network.definition), for: network).chunks.map {
      StateTrajectory(network, at: θ, over: $0)
    }
  }

  /// Where the initial states of the layers stand in the parameters, in the order of a whole state.
  private static func initialState(_ network: Network<Double>) -> [Int] {
    network.layout.blocks.filter { $0.kind == .initialState }.flatMap { Array($0.range) }
  }

  /// What is handed to the next step of the states of a layer.
  private static func carried(_ states: [Double], _ layer: Int, of network: Network<Double>) -> [Double] {
    var first = 0
    return network.stateParts[layer].flatMap { part -> ArraySlice<Double> in
      defer { first += part.width }
      return part.isCarried ? states[first..<first + part.width] : []
    }
  }

  private static func row(_ matrix: Matrix<Double>, _ i: Int) -> [Double] { (0..<matrix.columns).map { matrix[i, $0] } }

  /// What is left of a sequence after some steps, with the last step alone scored.
  private static func rest(of sequence: PlainSequence, after steps: Int) -> PlainSequence {
    let range = steps..<sequence.effectiveLength
    var weights = [Float](repeating: 0, count: range.count)
    weights[weights.count - 1] = sequence.weights[range.upperBound - 1]
    return PlainSequence(
      inputs: Array(sequence.inputs[range]), targets: Array(sequence.targets[range]), weights: weights)
  }

  @Test(
    "The states are those of a pass over the batch, and so are the predictions",
    arguments: Example.all(layers: [1, 2]) + Example.stacks)
  func states(_ example: Example) throws {
    let (network, θ, sequences) = try example.make()
    var problem = Problem(example.definition, sequences: 1, longest: 1, ragged: false, seed: 1)
    problem.sequences = sequences
    let reference = Reference(problem)
    for trajectory in try Self.trajectories(network, θ, sequences) {
      for (position, n) in trajectory.chunk.sequences.enumerated() {
        let steps = reference.steps(θ.elements, sequences[n])
        let length = trajectory.length(of: position)
        #expect(length == sequences[n].effectiveLength)
        for layer in example.definition.layers.indices {
          for time in 1...length {
            let h = Array(
              Self.row(trajectory.states(layer, at: time), position).prefix(example.definition.layers[layer].units))
            expectClose(h, steps[layer][time - 1].h, relative: 1e-12, "layer \(layer), time \(time)")
          }
        }
        let pass = StepwisePass(network, parameters: θ)
        for time in 1...length {
          let x = sequences[n].inputs[time - 1]
          if case .symbols = example.definition.input {
            pass.step(symbol: Int32(x.firstIndex(of: 1)!))
          } else {
            let features = Matrix<Double>(rows: 1, columns: x.count)
            for (j, value) in x.enumerated() { features[0, j] = value }
            pass.step(features: features)
          }
          expectClose(
            Self.row(trajectory.predictions(at: time), position), Self.row(pass.predictions(), 0), relative: 1e-12,
            "predictions at \(time)")
        }
      }
    }
  }

  /// The loss at the last step of what is left of a sequence is a function of the state in which it begins.
  @Test("What flows back is the derivative of the last loss", arguments: Example.all(layers: [1]))
  func adjoints(_ example: Example) throws {
    let (network, θ, sequences) = try example.make()
    let evaluator = BatchEvaluator(network, pool: WorkerPool(threads: 1))
    let places = Self.initialState(network)
    for trajectory in try Self.trajectories(network, θ, sequences) {
      var adjoints: [Int: [[Double]]] = [:]
      trajectory.backward { time, layer, s̄ in
        #expect(layer == 0 && s̄.rows == trajectory.count(at: time))
        adjoints[time] = (0..<s̄.rows).map { Self.row(s̄, $0) }
      }
      #expect(adjoints.keys.sorted() == Array(0...trajectory.steps))
      for (position, n) in trajectory.chunk.sequences.enumerated() {
        for time in 0..<trajectory.length(of: position) {
          let rest = [Self.rest(of: sequences[n], after: time)]
          let batch = try Batch(SequenceView(rest, for: example.definition), for: network)
          var shifted = θ
          let state = Self.carried(Self.row(trajectory.states(0, at: time), position), 0, of: network)
          for (place, value) in zip(places, state) { shifted[place] = value }
          let ε = 1e-5
          let differences = places.map { place in
            var losses: [Double] = []
            for sign in [1.0, -1] {
              var point = shifted
              point[place] += sign * ε
              losses.append(evaluator.loss(at: point, over: batch))
            }
            return (losses[0] - losses[1]) / (2 * ε)
          }
          let found = Self.carried(adjoints[time]![position], 0, of: network)
          expectClose(found, differences, relative: 1e-7, "sequence \(n), time \(time)")
        }
      }
    }
  }

  @Test(
    "Jacobians are the derivatives of the last states of all layers",
    arguments: Example.all(layers: [1, 2]) + Example.stacks)
  func jacobians(_ example: Example) throws {
    let (network, θ, sequences) = try example.make()
    let places = Self.initialState(network)
    let carrying = network.states.indices.filter { network.states[$0].isCarried }
    for trajectory in try Self.trajectories(network, θ, sequences) {
      for (position, n) in trajectory.chunk.sequences.enumerated() {
        let length = trajectory.length(of: position)
        var lags = 0
        trajectory.jacobians(of: position) { lag, jacobian in
          #expect(lag == lags)
          lags += 1
          let time = length - lag
          if lag == 0 {
            #expect(jacobian.elements == (0..<places.count * places.count).map { $0 % (places.count + 1) == 0 ? 1 : 0 })
            return true
          }
          var shifted = θ
          let state = carrying.flatMap {
            Self.carried(Self.row(trajectory.states($0, at: time), position), $0, of: network)
          }
          for (place, value) in zip(places, state) { shifted[place] = value }
          let rest = Self.rest(of: sequences[n], after: time)
          for (column, place) in places.enumerated() {
            let ε = 1e-5
            let ends = [1.0, -1].map { sign -> [Double] in
              var point = shifted
              point[place] += sign * ε
              let pass = try! Self.trajectories(network, point, [rest])[0]
              return carrying.flatMap { Self.carried(Self.row(pass.states($0, at: lag), 0), $0, of: network) }
            }
            let differences = zip(ends[0], ends[1]).map { ($0 - $1) / (2 * ε) }
            let found = (0..<places.count).map { jacobian[$0, column] }
            expectClose(found, differences, relative: 1e-6, "sequence \(n), lag \(lag), column \(column)")
          }
          if lag == 1 { #expect(trajectory.stepJacobian(of: position, at: length).elements == jacobian.elements) }
          return true
        }
        #expect(lags == length + 1)
      }
    }
  }

  @Test(
    "What reaches the initial states is the last loss through the whole Jacobian",
    // The loss reads all of what is handed on, or a part of it.
    arguments: Example.all(layers: [2]).filter { $0.definition.layers[0].cell != "rate" })
  func chain(_ example: Example) throws {
    let (network, θ, sequences) = try example.make()
    for trajectory in try Self.trajectories(network, θ, sequences) {
      var last = trajectory.chunk.sequences.map { _ in [Double]() }
      var first = trajectory.chunk.sequences.map { _ in [[Double]](repeating: [], count: 2) }
      trajectory.backward { time, layer, s̄ in
        for position in 0..<s̄.rows {
          if time == trajectory.length(of: position), layer == 1 { last[position] = Self.row(s̄, position) }
          if time == 0 { first[position][layer] = Self.row(s̄, position) }
        }
      }
      for position in trajectory.chunk.sequences.indices {
        trajectory.jacobians(of: position) { lag, jacobian in
          guard lag == trajectory.length(of: position) else { return true }
          // The loss reads the top layer alone.
          let start = jacobian.rows - last[position].count
          let product = (0..<jacobian.columns).map { column in
            last[position].enumerated().reduce(0) { $0 + $1.element * jacobian[start + $1.offset, column] }
          }
          expectClose(first[position].flatMap(\.self), product, relative: 1e-11, "position \(position)")
          return false
        }
      }
    }
  }

  @Test("Saturation counts the steps at which a derivative is below a tenth of its largest value")
  func saturation() throws {
    let definition = NetworkDefinition(
      cell: "lstm", input: .features(2), hidden: 4, outputs: 2, loss: .squaredError, learnsInitialState: true)
    let network = try Network<Double>(definition)
    var generator = TestGenerator(seed: 3)
    let θ = Vector<Double>((0..<network.layout.count).map { _ in 2.5 * generator.normal() })
    let sequences = [6, 4].map {
      PlainSequence.random(for: definition, weights: Array(repeating: 1, count: $0), using: &generator)
    }
    for trajectory in try Self.trajectories(network, θ, sequences) {
      let found = trajectory.saturation()
      #expect(!found.isEmpty)
      for saturation in found {
        var counts = saturation.counts.map { _ in 0 }
        for time in 1...trajectory.steps {
          let all =
            saturation.activated.place == .states
            ? trajectory.states(0, at: time) : trajectory.records(0, at: time)
          for row in 0..<all.rows {
            for (j, column) in saturation.activated.columns.enumerated() {
              let h = all[row, column]
              let relative = saturation.activated.kernel == .tanh ? 1 - h * h : 4 * h * (1 - h)
              if relative < 0.1 { counts[j] += 1 }
            }
          }
        }
        #expect(saturation.counts == counts)
        #expect(saturation.share > 0 && saturation.share < 1)
      }
    }
  }
}
