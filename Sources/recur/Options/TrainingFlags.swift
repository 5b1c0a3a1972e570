import ArgumentParser
import OptionFlags
import Optimization
import SequenceData
import Training

/// What is trained on what, how, how long: the options that `train` and `repeat` share, a group a section of the table of
/// options (`ExperimentOptions`).
struct TrainingFlags: ParsableArguments {
  @OptionGroup(title: "Data") var data: DataFlags
  @OptionGroup(title: OptionSection.model.rawValue) var model: OptionFlags<Model>
  @OptionGroup(title: OptionSection.optimizer.rawValue) var optimizer: OptionFlags<Optimizer>
  @OptionGroup(title: OptionSection.budget.rawValue) var budget: OptionFlags<Budget>
  @OptionGroup(title: OptionSection.files.rawValue) var files: OptionFlags<Files>

  /// These choices over those of a YAML file.
  ///
  /// - Parameter subject: the name of a task, or the path of a dataset file, or of the YAML file or a pipe.
  func layer(subject: String?) throws -> ConfigurationLayer {
    try data.layer(subject: subject, under: [model.layer, optimizer.layer, budget.layer, files.layer])
  }
}

/// What is checked: the options of `check`.
struct CheckFlags: ParsableArguments {
  @OptionGroup(title: "Data") var data: DataFlags
  @OptionGroup(title: OptionSection.model.rawValue) var model: OptionFlags<Model>
  @OptionGroup(title: OptionSection.files.rawValue) var machine: OptionFlags<Machine>

  /// These choices over those of a YAML file; see ``TrainingFlags/layer(subject:)``.
  func layer(subject: String?) throws -> ConfigurationLayer {
    try data.layer(subject: subject, under: [model.layer, machine.layer])
  }
}

/// What the data are, and the file that has choices already.
struct DataFlags: ParsableArguments {
  @Option(
    help: HelpDetail.isBrief
      ? "YAML file with any options, as config.yaml of a run."
      : "YAML file with any options, as config.yaml of a run, or - for standard input; the command line wins over it."
  )
  var config: String?
  @OptionGroup var options: OptionFlags<Data>

  func layer(subject: String?, under others: [ConfigurationLayer]) throws -> ConfigurationLayer {
    var layer = try others.reduce(options.layer) { $1.over($0) }
    var config = config
    if let subject, subject.hasSuffix(".yaml") || subject.hasSuffix(".yml") || InputFile.isPipe(subject) {
      if let config { throw ValidationError("both \(subject) and --config \(config) name a configuration") }
      config = subject
    } else if let subject, Self.isPath(subject) {
      if let data = layer.data { throw ValidationError("both \(subject) and --data \(data) name a dataset file") }
      layer.data = subject
    } else {
      layer.task = subject
    }
    return try config.map { layer.over(try ConfigurationLayer(yamlFile: $0)) } ?? layer
  }

  /// Whether a name is that of a file: it looks like a path, or no task is called so and there is a file of that name.
  private static func isPath(_ name: String) -> Bool {
    name.contains("/") || name.contains(".") || (!SequenceTasks.names.contains(name) && InputFile.isFile(name))
  }
}

/// What may change when a run goes on: nothing that touches a step.
struct ResumeFlags: ParsableArguments {
  @OptionGroup var options: OptionFlags<Changeable>

  @Option(
    help: "The data file, if it lies elsewhere now; with the same bytes. (default: where it was, or beside the run)")
  var data: String?

  @Option(help: "New folder in which the run goes on, leaving the old one as it is. (default: the run's own)")
  var runFolder: String?

  /// These choices over those of the run.
  ///
  /// - Parameters:
  ///   - stored: those of the run.
  ///   - found: where its data file is now, if it has one.
  func configuration(
    over stored: ExperimentConfiguration, data found: String?
  ) throws -> ExperimentConfiguration {
    var layer = try options.layer
    layer.data = found ?? data
    layer.runFolder = runFolder
    return try ExperimentConfiguration(layer.over(stored.layer))
  }
}

// MARK: - Groups

enum Data: OptionChoice {
  static func has(_ entry: OptionEntry) -> Bool { entry.section == .data }
  /// A file is named without an option.
  static func isShownBriefly(_ entry: OptionEntry) -> Bool {
    entry.isUsual && !["data", "window"].contains(entry.name)
  }
}

enum Model: OptionChoice {
  static func has(_ entry: OptionEntry) -> Bool { entry.section == .model }
}

enum Optimizer: OptionChoice {
  static func has(_ entry: OptionEntry) -> Bool { entry.section == .optimizer }
  /// What belongs to some optimizers only is for those who know them, but for the learning rate.
  static func isShownBriefly(_ entry: OptionEntry) -> Bool {
    entry.isUsual && entry.role != .curvature && (entry.owners.isEmpty || entry.name == "learning-rate")
  }
}

enum Budget: OptionChoice {
  static func has(_ entry: OptionEntry) -> Bool { entry.section == .budget }
  /// Passes are the budget of papers.
  static func isShownBriefly(_ entry: OptionEntry) -> Bool { entry.isUsual && entry.name != "minibatches" }
}

enum Files: OptionChoice {
  static func has(_ entry: OptionEntry) -> Bool { entry.section == .files }
}

enum Machine: OptionChoice {
  static func has(_ entry: OptionEntry) -> Bool { ["threads", "memory-limit"].contains(entry.name) }
}

enum Changeable: OptionChoice {
  static func has(_ entry: OptionEntry) -> Bool { entry.mayChange }
  static func standard(_ entry: OptionEntry) -> String? { "as before" }
  static func isShown(_ entry: OptionEntry) -> Bool { true }
}
