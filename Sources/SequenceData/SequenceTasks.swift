/// The tasks there are.
public enum SequenceTasks {
  /// Every task, in the order in which lists show them.
  public static let all: [any SequenceTask.Type] = [
    AdditionTask.self,
    MultiplicationTask.self,
    XorTask.self,
    TemporalOrderTask.self,
    TemporalOrder3Task.self,
    RandomPermutationTask.self,
    Memorization5Task.self,
    Memorization20Task.self,
    AddingFixedTask.self,
    CopyTask.self,
    ParityTask.self,
    ModularSumTask.self,
    GroupWordTask.self,
    DyckTask.self,
    FlipFlopTask.self,
    SineTask.self,
    DelayedMatchTask.self,
    PerceptualDecisionTask.self,
    ContextIntegrationTask.self,
  ]

  /// The names of all tasks, in the same order.
  public static var names: [String] { all.map { $0.name } }

  /// The task of the given name, in the base form or in one of its variants.
  ///
  /// An unknown name throws ``SequenceDataError``, which lists what there is.
  public static func named(_ name: String, variant: String = "") throws(SequenceDataError) -> any SequenceTask {
    guard let task = all.first(where: { $0.name == name }) else {
      throw .unknownTask(name: name, known: names)
    }
    let variants = task.variants.map(\.name)
    guard variant.isEmpty || variants.contains(variant) else {
      throw .unknownVariant(name: variant, task: name, known: variants)
    }
    return task.init(variant: variant)
  }
}
