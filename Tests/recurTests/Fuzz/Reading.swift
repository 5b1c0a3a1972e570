/// A way in which the program reads a file that it has been given.
enum Reading: String, Sendable, CaseIterable {
  case validate, describe, inspect, train, evaluate, resume, check, derivatives, sample
  /// A run that begins with its parameters, its differences from the good one, its vocabulary for another text.
  case initialize, difference, vocabulary

  /// Whether it accepts nothing but a whole file of its kind, and says so on standard error.
  var refusesAll: Bool { ![.validate, .inspect, .initialize, .difference, .vocabulary].contains(self) }

  /// Those that make sense for a file; `validate` is the quickest, and takes many files at once.
  ///
  /// The network that others need the data for (``VictimMaker/checkpoint``) reads numbers of a task.
  static func those(for content: Victim.Content, named name: String = VictimMaker.numbers) -> [Reading] {
    if [VictimMaker.symbols, VictimMaker.roll, VictimMaker.text].contains(where: name.hasSuffix) {
      return [.validate, .describe, .inspect, .train, .check] + (name.hasSuffix(VictimMaker.text) ? [.vocabulary] : [])
    }
    if name.hasSuffix(VictimMaker.model) { return [.inspect, .evaluate, .resume, .check, .sample, .vocabulary] }
    return switch content {
    case .dataset: [.validate, .describe, .inspect, .train, .evaluate, .check, .derivatives]
    case .checkpoint: [.inspect, .evaluate, .resume, .check, .derivatives, .initialize, .difference]
    case .vector: [.inspect, .derivatives]
    }
  }

  /// The words of the command; other files that it needs are those of `VictimMaker`, all in the folder that it runs in.
  func words(for file: String, _ content: Victim.Content, writing output: String) -> [String] {
    let isDataset = content == .dataset
    return switch self {
    case .validate: ["data", "validate", "--json", file]
    case .describe: ["data", "describe", "--json", file]
    case .inspect: ["inspect", "--json", file]
    case .train:
      [
        "train", file, "--optimizer", "hf", "--iterations", "1", "--hidden", "3", "--gradient-batch", "10",
        "--curvature-batch", "5",
        "--threads", "1", "--run-folder", output,
      ] + windows(file)
    case .evaluate:
      isDataset
        ? ["evaluate", VictimMaker.checkpoint, "--data", file, "--split", "train", "--threads", "1"]
        : ["evaluate", file, "--sequences", "20", "--threads", "1"]
    case .initialize:
      [
        "train", VictimMaker.numbers, "--initialize-from", file, "--iterations", "1", "--hidden", "4",
        "--gradient-batch", "10", "--curvature-batch", "5", "--threads", "1", "--run-folder", output,
      ]
    case .difference: ["inspect", "--json", VictimMaker.checkpoint, file]
    case .vocabulary: ["data", "text", VictimMaker.words, "--vocabulary", file, "--output", output]
    case .sample: ["sample", file, "--length", "5"]
    case .resume: ["resume", file, "--iterations", "4", "--run-folder", output, "--threads", "1"]
    case .check: ["check", file, "--sequences", "3", "--threads", "1"] + windows(file)
    case .derivatives:
      [
        "derivatives", content == .checkpoint ? file : VictimMaker.checkpoint, "--data",
        isDataset ? file : VictimMaker.numbers, "--vectors", content == .vector ? file : VictimMaker.vector, "--output",
        output, "--threads", "1",
      ]
    }
  }

  private func windows(_ file: String) -> [String] { file.hasSuffix(VictimMaker.text) ? ["--window", "10"] : [] }
}
