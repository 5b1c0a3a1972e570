public import Optimization
public import SequenceData

/// What a kind of data is trained with where nobody chooses: a set of values that are laid under all choices that are made.
///
/// A recipe is one value, and an entry in ``RecipeKind/table``.
public struct Recipe: Sendable {
  /// The name.
  public let name: String
  /// The data that it is for, as in "recipe text, for texts".
  public let subject: String
  /// Whether it is for text, of which no other is.
  public let isOfText: Bool
  /// The optimizers where nobody chooses one, for the shape of data and what a task asks for: the first that has all options which are
  /// chosen, or else the first.
  public let optimizers: @Sendable (DataShape, TaskDemand?) -> [OptimizerKind]
  /// The lengths through which a run of a task grows to a nominal length, as `--length-schedule` takes them; nil for a run of one length.
  public let growing: @Sendable (TaskDemand, Int) -> String?
  /// The values, as far as there are any, for data and an optimizer. Those that are chosen win over them.
  public let values: @Sendable (RecipeSubject) -> ConfigurationLayer

  /// A recipe from its parts.
  ///
  /// - Parameters:
  ///   - name: the name.
  ///   - subject: the data that it is for, as in "recipe text, for texts".
  ///   - isOfText: whether it is for text.
  ///   - optimizers: the optimizers where nobody chooses one, one at least, for the shape of data and what a task asks for.
  ///   - growing: the lengths through which a run of a task grows, as `--length-schedule` takes them.
  ///   - values: the values for data and an optimizer.
  public init(
    _ name: String, for subject: String, isOfText: Bool = false,
    optimizers: @escaping @Sendable (DataShape, TaskDemand?) -> [OptimizerKind],
    growing: @escaping @Sendable (TaskDemand, Int) -> String? = { _, _ in nil },
    values: @escaping @Sendable (RecipeSubject) -> ConfigurationLayer
  ) {
    (self.name, self.subject, self.isOfText) = (name, subject, isOfText)
    (self.optimizers, self.growing, self.values) = (optimizers, growing, values)
  }
}

/// What a recipe is asked for.
public struct RecipeSubject: Sendable {
  /// What is chosen already.
  public let chosen: ConfigurationLayer
  /// The optimizer with its defaults.
  public let optimizer: any OptimizerOptions
  /// What the data are made of.
  public let shape: DataShape
  /// What a task asks for, by name or from a file; nil of other data.
  public let demand: TaskDemand?
  /// How many sequences there are to train on; nil where there is no end to them, or nobody knows.
  public let sequences: Int?
  /// The mean number of steps of a sequence that carry loss, where λ depends on it and is open; else 1.
  public let scoredSteps: Double
  /// Whether it is the configuration of a run that began once, maybe before there was what a recipe chooses today.
  public let isBegun: Bool

  /// What data that are no text need with any recipe.
  ///
  /// - λ_0 = 0.1 for each scored step of a sequence (their mean): where every step carries loss, the loss
  ///   of a sequence is a sum of many and λ_0 must match its scale, or the first steps throw the dynamics into the
  ///   exploding regime. Where the last step alone does, it is 0.1, the figure of Martens & Sutskever (2011).
  /// - Input weights begin with a standard deviation of ⅛ where inputs are real. What comes in at each step adds up in a
  ///   network that keeps everything, and with ¼ it drowned what had to be remembered over 100 steps (one of two seeds of
  ///   `addition` never left the constant predictor); with half of ⅛, `multiplication` learns more slowly. Where inputs are
  ///   symbols, the initializer's own, smaller ones are better.
  public var scales: ConfigurationLayer {
    var layer = ConfigurationLayer()
    layer["lambda"] = .number(0.1 * scoredSteps)
    if case .real = shape.inputs { layer.inputScale = 0.125 }
    return layer
  }
}

/// Which recipe a run is made by, by its name.
public struct RecipeKind: OpenChoice {
  /// The recipes that can be named; tests put theirs beside them.
  @TaskLocal public static var table: [Recipe] = [.longRange, .text, .smallData]

  /// The name.
  public let rawValue: String

  /// The name, known to be in the table.
  public init(named name: String) { rawValue = name }

  /// The names of the table.
  public static var names: [String] { table.map(\.name) }

  /// The recipe for tasks.
  public static let longRange = RecipeKind(named: Recipe.longRange.name)
  /// The recipe for texts.
  public static let text = RecipeKind(named: Recipe.text.name)
  /// The recipe for any other data set.
  public static let smallData = RecipeKind(named: Recipe.smallData.name)

  /// The recipe of that name.
  public var recipe: Recipe {
    guard let recipe = Self.table.first(where: { $0.name == rawValue }) else {
      preconditionFailure("there is no recipe \(rawValue)")
    }
    return recipe
  }
}
