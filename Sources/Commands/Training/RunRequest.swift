import Optimization
import LinearAlgebra
package import Training

/// How a run is shown.
package struct RunView {
  let json: Bool
  let profile: Bool
  let plot: Bool

  /// - Parameters:
  ///   - json: whether as one JSON object a step, and a final one.
  ///   - profile: whether it ends with where the time went.
  ///   - plot: whether the loss is drawn in characters.
  package init(json: Bool, profile: Bool, plot: Bool) {
    self.json = json
    self.profile = profile
    self.plot = plot
  }
}

/// What `train` is asked to do: a new run.
package struct RunRequest {
  private let layer: ConfigurationLayer
  private let view: RunView

  /// A run under choices.
  package init(_ layer: ConfigurationLayer, _ view: RunView) {
    self.layer = layer
    self.view = view
  }

  /// Trains.
  ///
  /// - Returns: the exit code.
  package func run() throws -> Int32 {
    try DataAdmission.require(filesOf: layer)
    let configuration = try ExperimentConfiguration(layer)
    switch configuration.precision {
    case .float: return try train(Trainer<Float>(configuration))
    case .double: return try train(Trainer<Double>(configuration))
    }
  }

  private func train<Element>(_ trainer: Trainer<Element>) throws -> Int32 {
    trainer.records.commandLine = CommandLine.arguments.joined(separator: " ")
    let folder = try RunFolder(for: trainer.configuration)
    Interrupt.listen()
    let printer = TrainPrinter(trainer.configuration, data: trainer.data, folder: folder, view)
    return try TrainingSession(trainer: trainer, folder: folder, reporter: printer).run().exitStatus
  }
}

/// What `resume` is asked to do: to go on with a run.
package struct ResumeRequest {
  private let origin: String
  private let data: String?
  private let runFolder: String?
  private let view: RunView

  /// - Parameters:
  ///   - origin: a run folder, or a checkpoint.
  ///   - data: where the data file lies now, if elsewhere.
  ///   - runFolder: a new folder in which the run goes on.
  ///   - view: how it is shown.
  package init(_ origin: String, data: String?, runFolder: String?, _ view: RunView) {
    self.origin = origin
    self.data = data
    self.runFolder = runFolder
    self.view = view
  }

  /// Trains on.
  ///
  /// - Parameter choices: the choices that count now, from those of the run and the place of its data file.
  /// - Returns: the exit code.
  package func run(
    _ choices: (ExperimentConfiguration, _ data: String?) throws -> ExperimentConfiguration
  ) throws -> Int32 {
    let location = try RunLocation(origin)
    // The lock first: what is read afterwards is the last word of the process that held it.
    let folder = try runFolder == nil ? location.folder.map { try RunFolder(existing: $0) } : nil
    guard folder != nil || runFolder != nil else {
      throw TrainingError(
        .usage, "\(origin) lies in no run folder: name the one in which to go on with --run-folder")
    }
    let file = try CheckpointFile(guarded: location)
    let record = try file.dataFile(named: data)
    if record == nil, let data { try FileGuard.admit(data) }
    let configuration = try choices(file.configuration, record?.path)
    try Self.requireSchedule(of: file.configuration, in: configuration)
    switch file.precision {
    case .float: return try resume(Float.self, file, location, configuration, record, folder)
    case .double: return try resume(Double.self, file, location, configuration, record, folder)
    }
  }

  /// A schedule without an end of its own follows the budget: with another one the run would be another. One that ends by the
  /// clock leaves nothing to do after its end.
  private static func requireSchedule(
    of former: ExperimentConfiguration, in configuration: ExperimentConfiguration
  ) throws(TrainingError) {
    guard let name = former.layer["schedule"]?.words, name != "constant", former.layer["schedule-updates"] == nil
    else { return }
    if case .number(let end) = former.layer["schedule-seconds"] {
      guard let seconds = configuration.seconds, seconds > end, former.seconds != configuration.seconds else { return }
      throw TrainingError(
        .usage,
        "the learning rate of this run falls to 0 by \(OptionValue.number(end).words) s (schedule \(name)), so that --seconds \(OptionValue.number(seconds).words) would change nothing: train with --initialize-from begins anew from its parameters"
      )
    }
    guard former.iterations != configuration.iterations || former.minibatches != configuration.minibatches
    else { return }
    throw TrainingError(
      .usage,
      "the learning rate of this run follows its budget (schedule \(name)): --iterations and --minibatches stay as they were; train with --initialize-from begins anew from its parameters; --schedule constant or --schedule-updates at the beginning would have set it free"
    )
  }

  private func resume<Element: Scalar>(
    _: Element.Type, _ file: CheckpointFile, _ location: RunLocation, _ configuration: ExperimentConfiguration,
    _ data: DataFileRecord?, _ existing: RunFolder?
  ) throws -> Int32 {
    let checkpoint = try location.reading { _ in try Checkpoint<Element>(file) }
    if let core = checkpoint.records.blasCore, core != BLASLibrary.core {
      Console.error(
        "this run was computed with OpenBLAS's \(core) code, here it is \(BLASLibrary.core): what follows may differ in the last bits"
      )
    }
    let trainer = try Trainer(checkpoint, configuration: configuration, dataFile: data)
    trainer.records.continuations.append(CommandLine.arguments.joined(separator: " "))
    let folder = try existing ?? RunFolder(for: configuration)
    try folder.write(configuration, trainer.history)
    Interrupt.listen()
    let printer = TrainPrinter(configuration, data: trainer.data, folder: folder, view)
    let session = TrainingSession(
      trainer: trainer, folder: folder, origin: location.checkpoint, reporter: printer)
    return try session.run().exitStatus
  }
}
