internal import Foundation

/// The older checkpoints of a run folder: `checkpoint-STEP.h5`.
struct KeptCheckpoints {
  /// The run folder.
  let folder: String

  init(in folder: String) { self.folder = folder }

  /// The steps of which there is one, in order. A file with any other name is none of ours.
  var steps: [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap { name in
      guard name.hasPrefix("checkpoint-"), name.hasSuffix(".h5") else { return nil }
      let step = Int(name.dropFirst("checkpoint-".count).dropLast(".h5".count))
      return step.flatMap { $0 >= 0 && Self.name(of: $0) == name ? $0 : nil }
    }.sorted()
  }

  /// The path of the one of a step.
  func path(of step: Int) -> String { "\(folder)/\(Self.name(of: step))" }

  private static func name(of step: Int) -> String { "checkpoint-\(step).h5" }

  /// Gives a checkpoint a second name that stays when it is replaced, and removes all but the last `count` of those
  /// up to its step. Later ones, from before a return to an older checkpoint, are left alone.
  func keep(_ checkpoint: String, step: Int, count: Int) throws(TrainingError) {
    guard count > 1 else { return }
    let (target, temporary) = (path(of: step), "\(folder)/.checkpoint-\(step).h5.partial")
    do {
      try? FileManager.default.removeItem(atPath: temporary)
      do {
        try FileManager.default.linkItem(atPath: checkpoint, toPath: temporary)
      } catch {
        // A file system without hard links.
        try FileManager.default.copyItem(atPath: checkpoint, toPath: temporary)
      }
      // Names of one file are not renamed into each other: the system would leave both.
      try? FileManager.default.removeItem(atPath: target)
      try FileManager.default.moveItem(atPath: temporary, toPath: target)
    } catch {
      try? FileManager.default.removeItem(atPath: temporary)
      throw TrainingError(.writing, "\(target) cannot be written: \(error.localizedDescription)")
    }
    for old in steps.filter({ $0 <= step }).dropLast(count) {
      try? FileManager.default.removeItem(atPath: path(of: old))
    }
  }
}
