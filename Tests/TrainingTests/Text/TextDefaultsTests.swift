import Losses
import Optimization
import RecurrentNetworks
import SequenceData
import Testing
import Training

@Suite("What text is trained with where nobody chooses")
struct TextDefaultsTests {
  private let run: TextRun
  private let bare: ConfigurationLayer

  init() throws {
    run = try TextRun()
    var bare = ConfigurationLayer()
    bare.data = run.layer.data
    self.bare = bare
  }

  @Test("no option at all: SOAP, 400 tanh units, a rate that falls to 0 with the budget")
  func none() throws {
    let configuration = try ExperimentConfiguration(bare)
    let layer = configuration.layer
    #expect(configuration.optimizerKind == .soap && layer.cell == "tanh" && layer.hidden == 400)
    #expect(layer["learning-rate"] == 0.02 && layer["schedule"] == "linear" && layer["schedule-warm-up"] == 100)
    #expect(layer["schedule-seconds"] == "none" && layer.gradientBatch == 50 && layer.normalization == .step)
  }

  @Test("seconds end the schedule, unless updates do")
  func seconds() throws {
    var layer = bare
    layer.seconds = 600
    #expect(try ExperimentConfiguration(layer).layer["schedule-seconds"] == 600.0)
    layer["schedule-updates"] = 500
    #expect(try ExperimentConfiguration(layer).layer["schedule-seconds"] == "none")
  }

  @Test("what is chosen counts")
  func chosen() throws {
    var layer = bare
    (layer.cell, layer["schedule"]) = ("lstm", "constant")
    let own = try ExperimentConfiguration(layer).layer
    #expect(own.hidden == 200 && own["schedule"] == "constant" && own["learning-rate"] == 0.02)
    layer["learning-rate"] = 0.3
    #expect(try ExperimentConfiguration(layer).layer["learning-rate"] == 0.3)
    layer = bare
    layer.layers = LayerStack(text: "lstm:30,gru:20")
    #expect(try ExperimentConfiguration(layer).network.layers.map(\.units) == [30, 20])
    layer = bare
    layer.optimizer = .hessianFree
    let free = try ExperimentConfiguration(layer).layer
    #expect(free["lambda"] == 1.0 && free.gradientBatch == 1000 && free["schedule"] == nil)
  }

  @Test("an option of Hessian-free optimization alone is refused with a remedy")
  func refused() throws {
    var layer = bare
    layer["cg-tolerance"] = 0.01
    #expect(
      throws: TrainingError(
        .usage,
        "--cg-tolerance is an option of Hessian-free optimization: choose it with --optimizer hf, or leave it out with soap"
      )
    ) { try ExperimentConfiguration(layer) }
  }

  @Test("a run that began before there were schedules goes on without one")
  func begun() throws {
    var layer = try ExperimentConfiguration(bare).layer
    (layer["schedule"], layer["schedule-warm-up"], layer["schedule-seconds"]) = (nil, nil, nil)
    let symbols = run.vocabulary.count
    let shape = DataShape(
      inputs: .symbols(cardinality: symbols), outputs: .classes(cardinality: symbols), loss: .softmax)
    let configuration = try ExperimentConfiguration(layer, shape: shape)
    #expect(configuration.layer["schedule"] == "constant" && configuration.layer["schedule-warm-up"] == 0)
  }

  @Test("a task and sequences of one's own have their own defaults")
  func task() throws {
    var layer = ConfigurationLayer()
    layer.task = "addition"
    let configuration = try ExperimentConfiguration(layer)
    #expect(configuration.optimizerKind == .dual && configuration.layer.hidden == 100)
  }
}
