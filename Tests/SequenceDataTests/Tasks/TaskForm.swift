import SequenceData
import Testing

/// One variant of one task, as an argument of a test.
struct TaskForm: Sendable, CustomTestStringConvertible {
  let task: any SequenceTask

  var testDescription: String { task.variant.isEmpty ? task.name : "\(task.name), \(task.variant)" }

  /// Every task in every variant: fourteen base forms and eight variants.
  static let all = SequenceTasks.all.flatMap { type in
    ([""] + type.variants.map(\.name)).map { TaskForm(task: type.init(variant: $0)) }
  }

  /// The forms of the tasks of these names.
  static func named(_ names: String...) -> [TaskForm] { all.filter { names.contains($0.task.name) } }

  /// The smallest length, its neighbors, lengths at which a tenth is and is not whole, and a long one.
  var lengths: [Int] {
    let smallest = task.smallestLength
    return [smallest, smallest + 1, smallest + 2, smallest + 9, 30, 47, 99, 100, 101, 200].filter { $0 >= smallest }
  }
}
