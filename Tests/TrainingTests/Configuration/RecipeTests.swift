import HDF5
import Losses
import Optimization
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

@Suite("Recipes")
struct RecipeTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// So many sequences of a task, in a file that says which task, or one of another name.
  private func layer(sequences: Int = 100, named name: String? = "mine") throws -> ConfigurationLayer {
    let path = scratch.file("data.h5")
    try SequenceFile.write(
      to: path, SequenceTasks.named("addition"), length: 10, sizes: [.train: sequences, .validation: 20, .test: 20],
      seed: 1, creator: "a test")
    if let name {
      let file = try File.open(path, for: .updating)
      try file.root.attributes.set("task", to: name)
      try file.close()
    }
    var layer = ConfigurationLayer()
    layer.data = path
    return layer
  }

  @Test("The recipes are those of tasks, of texts and of small data, and only one is of text")
  func names() {
    #expect(RecipeKind.names == ["long-range", "text", "small-data"])
    #expect(RecipeKind.allCases.filter { $0.recipe.isOfText } == [.text])
  }

  @Test("A task has that for tasks, by name and from a file; a file of something else that for small data")
  func automatic() throws {
    var task = ConfigurationLayer()
    task.task = "addition"
    for layer in [task, try layer(named: nil)] {
      let configuration = try ExperimentConfiguration(layer)
      #expect(configuration.recipe == .longRange && configuration.optimizerKind == .dual)
      #expect(configuration.patience == nil && configuration.layer.hidden == 100 && configuration.layer.cell == "tanh")
      #expect(configuration.gradientBatch == 2500)
    }
    let own = try ExperimentConfiguration(layer())
    #expect(own.recipe == .smallData && own.optimizerKind == .adam && own.patience == 50 && own.gradientBatch == 32)
    #expect(own.layer.cell == "lstm" && own.layer.hidden == 64 && own.layer["learning-rate"] == 0.01)
    #expect(own.layer.yaml.contains("recipe: small-data\n"))
  }

  @Test(
    "A step of many updates is a pass through the data, or 50 updates where these are more",
    arguments: [(1, 1), (32, 1), (33, 2), (100, 4), (1600, 50), (1601, 50), (3000, 50)])
  func updates(sequences: Int, updates: Int) throws {
    let configuration = try ExperimentConfiguration(layer(sequences: sequences))
    #expect(configuration.layer["updates-per-step"] == .count(updates))
    var larger = try layer(sequences: sequences)
    larger.gradientBatch = 10
    let count = OptionValue.count(min(50, (sequences + 9) / 10))
    #expect(try ExperimentConfiguration(larger).layer["updates-per-step"] == count)
    larger["updates-per-step"] = 7
    #expect(try ExperimentConfiguration(larger).layer["updates-per-step"] == 7)
  }

  @Test("Each value that is chosen wins, and a method that takes long steps is waited for less")
  func chosen() throws {
    let bare = try ExperimentConfiguration(layer()).layer
    for (name, value) in [
      ("cell", OptionValue.word("gru")), ("hidden", 7), ("learning-rate", 0.25), ("gradient-batch", 11),
      ("patience", 3), ("input-scale", 0.5), ("updates-per-step", 2),
    ] {
      var own = try layer()
      own[name] = value
      let resolved = try ExperimentConfiguration(own).layer
      #expect(resolved[name] == value && bare[name] != value)
      for other in ["cell", "hidden", "learning-rate", "patience", "input-scale"] where other != name {
        #expect(resolved[other] == bare[other], "\(other) under \(name)")
      }
    }
    var listed = try layer()
    listed.layers = LayerStack(text: "gru:5,tanh:4")
    #expect(try ExperimentConfiguration(listed).network.layers.map(\.units) == [5, 4])
    for (optimizer, patience, batch) in [
      (OptimizerKind.hessianFree, 10, 2500), (.lbfgs, 10, 2500), (.soap, 50, 32), (.kfac, 50, 32),
    ] {
      var other = try layer()
      other.optimizer = optimizer
      let configuration = try ExperimentConfiguration(other)
      #expect(configuration.patience == patience && configuration.gradientBatch == batch, "\(optimizer)")
      // The rate is that of Adam.
      let own = optimizer.defaults["learning-rate"]
      #expect(configuration.layer["learning-rate"] == own, "\(optimizer)")
    }
  }

  @Test("A recipe can be chosen where it is for such data, and one sentence says where it is not")
  func named() throws {
    var own = try layer()
    own.recipe = .longRange
    let configuration = try ExperimentConfiguration(own)
    #expect(configuration.optimizerKind == .hessianFree && configuration.patience == nil)
    var task = ConfigurationLayer()
    (task.task, task.recipe) = ("addition", .smallData)
    let small = try ExperimentConfiguration(task)
    #expect(small.optimizerKind == .adam && small.layer["updates-per-step"] == 50 && small.patience == 50)
    (own.recipe, task.recipe) = (.text, .text)
    #expect(
      Small.error { _ = try ExperimentConfiguration(own) }?.description
        == "--recipe text is for texts, and mine is none: leave it out")
    #expect(
      Small.error { _ = try ExperimentConfiguration(task) }?.description
        == "--recipe text is for texts, and addition is none: leave it out")
    let run = try TextRun()
    var text = ConfigurationLayer()
    (text.data, text.recipe) = (run.layer.data, .smallData)
    let error = Small.error { _ = try ExperimentConfiguration(text) }
    #expect(error?.kind == .usage)
    #expect(error?.description.hasSuffix(" is a text: leave it out") == true, "\(error as Any)")
  }

  @Test("A configuration resolved again is the same, of any recipe; before a task that of a text falls away")
  func again() throws {
    var named = try layer()
    named.recipe = .longRange
    for layer in [try layer(), named] {
      let configuration = try ExperimentConfiguration(layer)
      #expect(try ExperimentConfiguration(configuration.layer).layer == configuration.layer)
    }
    let run = try TextRun()
    var text = ConfigurationLayer()
    text.data = run.layer.data
    text = try ExperimentConfiguration(text).layer
    #expect(text.recipe == .text)
    var task = ConfigurationLayer()
    task.task = "addition"
    #expect(try ExperimentConfiguration(task.over(text)).recipe == .longRange)
  }

  @Test("A run on one's own data that began before there were recipes goes on as it was")
  func begun() throws {
    var own = try layer()
    own.recipe = .longRange
    var old = try ExperimentConfiguration(own).layer
    old.recipe = nil
    let shape = DataShape(inputs: .real(features: 2), outputs: .real(outputs: 1), loss: .squaredError)
    for configuration in [
      try ExperimentConfiguration(old, shape: shape), try ExperimentConfiguration(old, isBegun: true),
    ] {
      #expect(configuration.recipe == .longRange && configuration.patience == nil)
      // Where it goes on, the file is there, and nobody knows any more when it began.
      let resumed = try ExperimentConfiguration(configuration.layer)
      #expect(resumed.recipe == .longRange && resumed.patience == nil && resumed.layer["updates-per-step"] == nil)
    }
    #expect(try ExperimentConfiguration(old).patience == 10)
  }

  private func task(_ name: String, _ length: Int, _ more: [String: OptionValue] = [:]) throws -> ConfigurationLayer {
    var layer = ConfigurationLayer()
    (layer.task, layer.length) = (name, length)
    for (name, value) in more { layer[name] = value }
    return layer
  }

  @Test("Lengths grow where one step carries loss or symbols are foretold, and not in a run that begins elsewhere")
  func lengths() throws {
    for (name, length, first) in [
      ("xor", 200, [30, 39, 51]), ("adding-fixed", 31, [30, 31]), ("temporal-order-3", 40, [30, 39, 40]),
      ("random-permutation", 30, [10, 13, 17]), ("parity", 30, [10, 13, 17]), ("addition", 30, [30]),
      ("random-permutation", 10, [10]),
      ("copy", 200, [200]), ("memorization-20", 100, [100]),
    ] {
      let configuration = try ExperimentConfiguration(task(name, length))
      #expect(Array(configuration.lengths.prefix(3)) == first && configuration.lengths.last == length, "\(name)")
      let again = try ExperimentConfiguration(configuration.layer)
      #expect(again.lengths == configuration.lengths && again.layer == configuration.layer, "\(name)")
    }
    #expect(try ExperimentConfiguration(task("xor", 200, ["length-schedule": .word("none")])).lengths == [200])
    let own = try ExperimentConfiguration(task("xor", 200, ["length-schedule": .word("50:2")]))
    #expect(own.lengths == [50, 100, 200])
    #expect(try ExperimentConfiguration(task("xor", 200), isBegun: true).lengths == [200])
    #expect(try ExperimentConfiguration(task("xor", 200, ["initialize-from": .word("a.h5")])).lengths == [200])
    // The one loss of the easier variant is an answer.
    let last = try ExperimentConfiguration(task("random-permutation", 100, ["variant": .word("last")]))
    #expect(last.lengths.first == 30 && last.normalization == .sequence)
  }

  @Test("What is recalled after a silence and what is foretold have values of their own, under those that are chosen")
  func demands() throws {
    let copy = try ExperimentConfiguration(task("copy", 50))
    #expect(copy.centerInputs && copy.gradientBatch == 1000)
    #expect(copy.curvatureBatch == 100 && copy.backtrackingBatch == 250)
    #expect(copy.layer["mu"] == 0.3 && copy.layer["preconditioner"] == .word("kfac"))
    #expect(copy.layer["lambda"] == .number(0.1 * 70))
    let adam = try ExperimentConfiguration(task("copy", 50, ["optimizer": .word("adam")]))
    #expect(adam.centerInputs && adam.gradientBatch == OptimizerKind.adam.defaults.suggestedBatch.sequences)
    let chosen = try ExperimentConfiguration(
      task("copy", 50, ["mu": 0.125, "preconditioner": .word("none"), "gradient-batch": 10, "center-inputs": false]))
    #expect(!chosen.centerInputs && chosen.gradientBatch == 10 && chosen.layer["mu"] == 0.125)
    #expect(chosen.layer["preconditioner"] == .word("none") && chosen.curvatureBatch == 100)
    let begun = try ExperimentConfiguration(task("copy", 50), isBegun: true)
    #expect(!begun.centerInputs && begun.gradientBatch == 2500 && begun.layer["preconditioner"] == .word("none"))
    let hessian = try ExperimentConfiguration(task("copy", 50, ["curvature": .word("hessian")]))
    #expect(hessian.layer["preconditioner"] == .word("none") && hessian.centerInputs)
    let foretold = try ExperimentConfiguration(task("random-permutation", 50))
    #expect(foretold.normalization == .step && foretold.layer["lambda"] == 0.4 && foretold.layer.inputScale == 0.02)
    let summed = try ExperimentConfiguration(task("random-permutation", 50, ["normalization": .word("sequence")]))
    #expect(summed.normalization == .sequence && summed.layer["lambda"] == 1.0 && summed.lengths.first == 10)
  }

  @Test(
    "Exact steps for numbers at the end, unless an option is chosen that they have not"
  )
  func answers() throws {
    let number = try ExperimentConfiguration(task("addition", 50))
    #expect(number.optimizerKind == .dual && number.gradientBatch == 2500 && number.lengths == [30, 39, 50])
    for (name, value) in [("cg-iterations", 5), ("curvature", .word("hessian")), ("preconditioner", .word("kfac"))]
      as [(String, OptionValue)]
    {
      let other = try ExperimentConfiguration(task("addition", 50, [name: value]))
      #expect(
        other.optimizerKind == .hessianFree && other.gradientBatch == 2500 && other.curvatureBatch == 250, "\(name)")
    }
    let momentum = try ExperimentConfiguration(task("addition", 50, ["momentum": 0.5]))
    #expect(momentum.optimizerKind == .dual)
    #expect(Small.error { _ = try ExperimentConfiguration(task("addition", 50, ["clip-norm": 1])) } != nil)
    let bit = try ExperimentConfiguration(task("xor", 50))
    #expect(bit.optimizerKind == .hessianFree && bit.gradientBatch == 2500 && bit.curvatureBatch == 250)
    #expect(!bit.centerInputs && bit.layer["preconditioner"] == .word("none"))
    let begun = try ExperimentConfiguration(task("addition", 50, ["optimizer": .word("hf")]), isBegun: true)
    #expect(begun.optimizerKind == .hessianFree && begun.lengths == [50])
  }

  @Test("A recipe that is put beside the others is read by its name, and trains with what it says")
  func own() throws {
    let recipe = Recipe("tiny", for: "toys", optimizers: { _, _ in [.sgd] }) { subject in
      var layer = subject.scales
      (layer.cell, layer.hidden, layer.seconds) = ("gru", 3 + (subject.sequences ?? 0), 7)
      return layer
    }
    try RecipeKind.$table.withValue(RecipeKind.table + [recipe]) {
      let layer = try ConfigurationLayer(yaml: "recipe: tiny", source: "test").over(self.layer(sequences: 40))
      let configuration = try ExperimentConfiguration(layer)
      #expect(configuration.optimizerKind == .sgd && configuration.layer.hidden == 43 && configuration.seconds == 7)
      #expect(configuration.layer.cell == "gru" && configuration.layer.recipe?.rawValue == "tiny")
    }
    #expect(Small.error { _ = try ConfigurationLayer(yaml: "recipe: tiny", source: "test") } != nil)
  }
}
