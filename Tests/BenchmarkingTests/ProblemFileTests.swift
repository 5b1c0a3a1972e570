import DurableFiles
import Losses
import Benchmarking
import HDF5
import LinearAlgebra
import RecurrentNetworks
import TestSupport
import Testing
import Training

@Suite("Problem files")
struct ProblemFileTests {
  static let kinds = Loss.allCases.flatMap { loss in
    [false, true].flatMap { isLast in [false, true].map { (loss, isLast, $0) } }
  }

  @Test("What is read is what was written, and results are those of a batch made by hand", arguments: kinds)
  func roundTrip(loss: Loss, isLast: Bool, isOneHot: Bool) throws {
    let scratch = try Scratch()
    let sample = SampleProblem(loss: loss, isLast: isLast, isOneHot: isOneHot)
    try sample.write(to: scratch.file())
    let file = try ProblemFile(AdmittedFile(scratch.file()))
    #expect(file.name == "a sample")
    #expect(file.shape == PassShape(sample.definition, length: 4, batch: 5, scoresLastStepOnly: isLast))
    let problem: PassProblem<Double> = try file.problem()
    let network = try Network<Double>(sample.definition)
    #expect(problem.network.layout.blocks.map(\.name) == network.layout.blocks.map(\.name))
    let (θ, v) = (sample.vector("", network.layout), sample.vector("v_", network.layout))
    #expect(problem.parameters.elements == θ.elements && problem.direction.elements == v.elements)

    let evaluator = BatchEvaluator(network, pool: WorkerPool(threads: 1))
    let batch = try Batch(sample.view, for: network)
    #expect(problem.batch.scored == batch.scored && batch.scored == (isLast ? 5 : 20))
    var (gradient, product) = (θ, θ)
    let value = evaluator.gradient(at: θ, over: batch, into: &gradient)
    evaluator.linearize(at: θ, over: batch).product(.gaussNewton, v, into: &product)
    try ProblemFile.writeResults(of: problem, pool: WorkerPool(threads: 2), to: scratch.file("results.h5"))
    let results = try File.open(scratch.file("results.h5")).root
    let names = sample.blocks.flatMap { ["g_\($0.name)", "Gv_\($0.name)"] } + ["loss"]
    #expect(try results.members.map(\.name).sorted() == names.sorted())
    #expect(ProblemFile.isResults(scratch.file("results.h5")))
    #expect(!ProblemFile.isResults(scratch.file()) && !ProblemFile.isResults(scratch.file("nowhere.h5")))
    let stored = try results.dataset("loss")
    #expect(try stored.shape.isEmpty && stored.readScalar(as: Float.self) == Float(value))
    #expect(value > 0)
    for block in network.layout.blocks {
      for (prefix, vector) in [("g_", gradient), ("Gv_", product)] {
        let dataset = try results.dataset(prefix + block.name)
        #expect(try dataset.shape == sample.blocks.first { $0.name == block.name }!.shape)
        #expect(try dataset.elementType == Float.elementType)
        #expect(try dataset.read(as: Float.self) == vector[block.range].map { Float($0) }, "\(prefix)\(block.name)")
        #expect(vector[block.range].contains { $0 != 0 })
      }
    }
  }

  @Test("Inputs are symbols only if every row is a unit vector of two or more")
  func oneHot() throws {
    let scratch = try Scratch()
    func inputs(_ sample: SampleProblem, _ x: [Double]? = nil) throws -> InputKind {
      let path = scratch.file("\(scratch.content.count).h5")
      try sample.write(to: path) { root in
        guard let x else { return }
        try root.remove("x")
        try root.createDataset(named: "x", values: x, shape: [sample.length, sample.batch, sample.inputs])
      }
      return try ProblemFile(AdmittedFile(path)).shape.network.input
    }
    var sample = SampleProblem(isOneHot: true)
    #expect(try inputs(sample) == .symbols(3))
    var x = (0..<60).map { $0 % 3 == 1 ? 1.0 : 0 }
    #expect(try inputs(sample, x) == .symbols(3))
    for (place, value) in [(59, 1.0), (59, 0.5), (58, 2), (58, 0), (0, -1)] {
      var changed = x
      changed[place] = value
      #expect(try inputs(sample, changed) == .features(3), "\(value) at \(place)")
    }
    x = Array(repeating: 1, count: 20)
    sample.inputs = 1
    #expect(try inputs(sample, x) == .features(1))
  }

  @Test("The name may be missing, types may be wider, classes may be floats")
  func leniency() throws {
    let scratch = try Scratch()
    let sample = SampleProblem(loss: .softmax)
    try sample.write(to: scratch.file())
    let expected: PassProblem<Double> = try ProblemFile(AdmittedFile(scratch.file())).problem()
    try sample.write(to: scratch.file("lenient.h5")) { root in
      try root.attributes.remove("name")
      try root.attributes.set("last", to: UInt8(0))
      let weights = try root.dataset("W_hh").read(as: Double.self)
      try root.remove("W_hh")
      try root.createDataset(named: "W_hh", values: weights, shape: [6, 6], options: .compressed)
      let classes = try root.dataset("targets").read(as: Double.self)
      try root.remove("targets")
      try root.createDataset(named: "targets", values: classes, shape: [4, 5])
    }
    let file = try ProblemFile(AdmittedFile(scratch.file("lenient.h5")))
    let problem: PassProblem<Double> = try file.problem()
    #expect(file.name.isEmpty && problem.parameters.elements == expected.parameters.elements)
    func loss(_ problem: PassProblem<Double>) -> Double {
      BatchEvaluator(problem.network, pool: WorkerPool(threads: 1)).loss(at: problem.parameters, over: problem.batch)
    }
    #expect(loss(problem) == loss(expected))
  }

  @Test("Results replace a file, and a place that cannot be written to is named")
  func writing() throws {
    let scratch = try Scratch()
    try SampleProblem().write(to: scratch.file())
    let problem: PassProblem<Float> = try ProblemFile(AdmittedFile(scratch.file())).problem()
    let pool = WorkerPool(threads: 1)
    try scratch.write("no HDF5 at all", to: "results.h5")
    try ProblemFile.writeResults(of: problem, pool: pool, to: scratch.file("results.h5"))
    #expect(try File.open(scratch.file("results.h5")).root.contains("Gv_W_hh"))
    #expect(scratch.content == ["results.h5", "scratch.h5"])
    let nowhere = scratch.file("nowhere/results.h5")
    let error = #expect(throws: TrainingError.self) {
      try ProblemFile.writeResults(of: problem, pool: pool, to: nowhere)
    }
    #expect(error?.kind == .writing && error?.description.contains(nowhere) == true)
  }
}
