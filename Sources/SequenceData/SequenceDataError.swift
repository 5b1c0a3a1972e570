internal import DurableFiles

/// Why sequences could not be had: what was asked, and what there is instead. Each case explains itself in a sentence.
public enum SequenceDataError: Error, Sendable, Hashable {
  /// No task has this name.
  case unknownTask(name: String, known: [String])

  /// The task exists, in other variants only. The base form, whose name is empty, is not among `known`.
  case unknownVariant(name: String, task: String, known: [String])

  /// The nominal length is too small for the task's definition.
  case lengthTooSmall(length: Int, task: String, smallest: Int)

  /// The n-grams of a text do not fit into the memory, in bytes, that they may take.
  case tooManyNGrams(order: Int, limit: Int)
}

extension SequenceDataError: CustomStringConvertible {
  /// The whole sentence for the user.
  public var description: String {
    switch self {
    case .unknownTask(let name, let known):
      let suggestion = NearestName.of(name, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
      return "There is no task \(name.quoted).\(suggestion) The tasks are \(known.joined(separator: ", "))."
    case .unknownVariant(let name, let task, let known):
      guard !known.isEmpty else {
        return "The task \(task) has no variant \(name.quoted): it has no variants at all."
      }
      let noun = known.count == 1 ? "Its only variant is" : "Its variants are"
      return "The task \(task) has no variant \(name.quoted). \(noun) \(known.joined(separator: ", "))."
    case .lengthTooSmall(let length, let task, let smallest):
      return "Length \(length) is too small for the task \(task): the smallest is \(smallest)."
    case .tooManyNGrams(let order, let limit):
      let memory = limit >= 1 << 30 ? "\(limit >> 30) GiB" : "\(limit >> 20) MiB"
      return "The n-grams of order 1 to \(order) of this text take more than \(memory): ask for a lower order."
    }
  }
}
