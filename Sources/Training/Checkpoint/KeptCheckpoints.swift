internal import DurableFiles

/// The older checkpoints of a run folder: `checkpoint-STEP.h5`.
struct KeptCheckpoints {
  private let folder: Folder

  init(in folder: Folder) { self.folder = folder }

  /// The steps of which there is one, in order. A file with any other name is none of ours, nor is what is no file.
  var steps: [Int] {
    folder.names.compactMap { name in Self.step(of: name).flatMap { folder.entry(name) == .file ? $0 : nil } }.sorted()
  }

  /// The path of the one of a step.
  func path(of step: Int) -> String { FileTarget(Self.name(of: step), in: folder).path }

  private static func name(of step: Int) -> String { "checkpoint-\(step).h5" }

  /// The step whose checkpoint has that name; nil for another name.
  static func step(of name: String) -> Int? {
    guard name.hasPrefix("checkpoint-"), name.hasSuffix(".h5") else { return nil }
    let step = Int(name.dropFirst("checkpoint-".count).dropLast(".h5".count))
    return step.flatMap { $0 >= 0 && Self.name(of: $0) == name ? $0 : nil }
  }

  /// Gives a checkpoint of the folder a second name that stays when it is replaced, and removes all but the last `count` of
  /// those up to its step. Later ones, from before a return to an older checkpoint, are left alone.
  func keep(_ checkpoint: String, step: Int, count: Int) throws(TrainingError) {
    guard count > 1 else { return }
    do {
      try folder.keep(checkpoint, as: Self.name(of: step))
    } catch {
      throw TrainingError(.writing, "\(path(of: step)) cannot be written: \(error.reason)")
    }
    for old in steps.filter({ $0 <= step }).dropLast(count) { try? folder.remove(Self.name(of: old)) }
  }
}
