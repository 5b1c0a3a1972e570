internal import DurableFiles
internal import Foundation
internal import RecurrentNetworks
internal import SequenceData
internal import SystemPackage

/// A dataset file as a run sees it: whose sequences it holds, and what follows from that.
struct DataFile: Sendable {
  let file: SequenceFile
  let train: SequenceFileSplit
  /// The task that the sequences are of, where this program has the same definition of it.
  let task: (any SequenceTask)?

  /// Reads the declarations of a file that can be trained on.
  init(_ admitted: AdmittedFile, allowsNonFinite: Bool) throws(TrainingError) {
    do {
      file = try SequenceFile(admitted, allowsNonFinite: allowsNonFinite)
      train = try file.split(file.splits.contains(.train) ? .train : file.splits[0])
    } catch {
      throw TrainingError(error)
    }
    let shape = DataShape(inputs: train.inputs, outputs: train.targets, loss: file.description.loss)
    task = Self.task(of: file.description, shape: shape)
  }

  private static func task(of description: SequenceFileDescription, shape: DataShape) -> (any SequenceTask)? {
    guard let name = description.task, let length = description.length,
      let task = try? SequenceTasks.named(name, variant: description.variant ?? ""),
      description.definitionVersion == task.definitionVersion, length >= task.smallestLength,
      length <= LengthSchedule.longest, shape == DataShape(of: task)
    else { return nil }
    return task
  }

  /// What the file calls its content, or the name of the file.
  var name: String {
    if let name = file.description.task, !name.isEmpty { return name }
    return FilePath(file.path).stem ?? file.path
  }

  var shape: DataShape { DataShape(inputs: train.inputs, outputs: train.targets, loss: file.description.loss) }

  /// The nominal length of the task, or that of the longest sequence to train on.
  var length: Int { task == nil ? train.longestLength : file.description.length! }

  /// The mean number of steps of a sequence that carry loss.
  func scoredSteps() throws(TrainingError) -> Double {
    if let task { return task.scoredSteps(length: length) }
    guard train.isWeighted else { return Double(train.rowCount) / Double(train.count) }
    var scored = 0
    for part in parts {
      do {
        scored += try train.sequences(part).weights!.count { $0 > 0 }
      } catch {
        throw TrainingError(error)
      }
    }
    return Double(scored) / Double(train.count)
  }

  /// Whether a sequence to train on has more than one step that carries loss.
  func hasSeveralScoredSteps() throws(TrainingError) -> Bool {
    if let task { return task.scoredSteps(length: length) > 1 }
    for part in parts {
      do {
        let sequences = try train.sequences(part)
        for n in 0..<sequences.count {
          let steps = sequences.offsets[n]..<sequences.offsets[n + 1]
          if sequences.weights.map({ weights in weights[steps].count { $0 > 0 } }) ?? steps.count > 1 { return true }
        }
      } catch {
        throw TrainingError(error)
      }
    }
    return false
  }

  /// What the best constant predictor scores: what the file says, or the data on which the verdict is given.
  func baseline(_ normalization: Normalization) throws -> Baseline {
    if let task { return task.baseline(length: length, normalization: normalization) }
    let description = file.description
    if normalization == .sequence, let loss = description.baselineLoss, let wrong = description.baselineWrong {
      return Baseline(loss: loss, wrongShare: wrong)
    }
    let split = FileSource.substitute(for: .test, in: file) ?? .train
    do {
      let summary = try SplitSummary(file.split(split), of: description)
      let divisor = normalization == .sequence ? 1 : summary.totalWeight / Double(summary.sequences)
      return Baseline(
        loss: (summary.baseline?.loss ?? .nan) / divisor, wrongShare: summary.baseline?.wrongShare ?? .nan)
    } catch let error as SequenceFileError {
      throw TrainingError(error)
    }
  }

  /// The sequences to train on, cut into ranges of a few megabytes.
  private var parts: [Range<Int>] {
    let rowsPerSequence = max(1, train.rowCount / train.count)
    let size = max(1, 200_000 / rowsPerSequence)
    return stride(from: 0, to: train.count, by: size).map { $0..<min($0 + size, train.count) }
  }
}
