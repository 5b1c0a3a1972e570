public import LinearAlgebra

/// The options of an optimizer, and with them everything that a program has to know about it.
///
/// An optimizer is added with a type that conforms, an ``Optimizer``, and an entry in ``OptimizerKind/table``: its
/// options are then read, checked and stored, its state goes into checkpoints and out of them, its columns into
/// histories.
public protocol OptimizerOptions: Sendable, Equatable {
  /// The options that can be chosen in a configuration.
  static var table: [OptimizerOption<Self>] { get }
  /// What kind of optimizer it is, as in "an option of …": `Hessian-free optimization`.
  static var family: String { get }

  /// The name of the optimizer in configurations and files.
  var name: String { get }
  /// The batches that a step is made from, in the order in which they are drawn.
  var roles: [BatchRole] { get }
  /// What it makes of the rows of a curvature (``RowCurvature``); `nil` where it does not work with them.
  var rows: RowUse? { get }
  /// Whether its steps are made of the factors or the rows of a curvature, which have to be those of the parameters then:
  /// ``ScaledCurvature``.
  var makesStepsOfFactorsOrRows: Bool { get }
  /// The sequences of a gradient batch where nobody says otherwise, and of one of windows of a long text.
  var suggestedBatch: (sequences: Int, windows: Int) { get }
  /// The sequences of a curvature batch where nobody says otherwise, and of one of windows of a long text.
  var suggestedCurvatureBatch: (sequences: Int, windows: Int) { get }
  /// The sequences with which batches begin to grow where nobody says otherwise; `nil` for batches of one size.
  var suggestedInitialBatch: Int? { get }
  /// The values with which text is trained where nobody says otherwise, by option, as far as they are not the usual ones.
  var valuesOnText: [String: OptionValue] { get }
  /// The vectors of the size of the parameters that a run holds: at least, and at its peak without the sums of its workers.
  var vectors: (least: Int, peak: Int) { get }
  /// Numbers that a run holds beside these vectors at its peak: matrices of other sizes.
  func numbersBeside(vectorsOf shapes: ParameterShapes) -> Int
  /// Options that a file repeats beside the state, for those who read it without the configuration.
  var repeatedOptions: [String] { get }
  /// What its steps say, and how that is shown.
  var display: StepDisplay { get }
  /// What to say of a run in which something is off for long.
  var advice: [StepAdvice] { get }
  /// The options for a run in which every step has data of its own: that a step is lost in rounding, or a gradient small,
  /// says nothing about the next.
  var onFreshData: Self { get }

  /// The optimizer before its first step.
  func optimizer<Element: Scalar>(of shapes: ParameterShapes, precision: Element.Type) -> any Optimizer<Element>
  /// What the optimizer needs that a model with a curvature of this type does not have; `nil` where there is nothing.
  func refusal(of curvature: Any.Type, in model: Any.Type) -> MissingAbility?
  /// The optimizer in a sentence for the head of a run, numbers written by `number`; `nil` where there is nothing to say.
  func summary(gradientBatch: Int, number: (Double) -> String) -> String?
}

/// What is made of the rows of a curvature, which only data with a loss on one step of each sequence have, and the Gauss-Newton
/// matrix.
public struct RowUse: Sendable, Equatable {
  /// The option that asks for them: `optimizer` or another one.
  public let option: String
  /// The most rows of a sequence.
  public let perSequence: Int
  /// Square matrices that are held with as many rows as a curvature has.
  public let matrices: Int
  /// Whether the sequences of the rows are chosen from those of the gradient.
  public let choosesSequences: Bool

  /// A use from its parts.
  public init(option: String, perSequence: Int, matrices: Int, choosesSequences: Bool) {
    (self.option, self.perSequence) = (option, perSequence)
    (self.matrices, self.choosesSequences) = (matrices, choosesSequences)
  }
}

extension OptimizerOptions {
  /// A quarter of the batch of Martens & Sutskever (2011).
  public var suggestedCurvatureBatch: (sequences: Int, windows: Int) { (250, 100) }
  /// Batches of one size.
  public var suggestedInitialBatch: Int? { nil }
  /// The usual ones.
  public var valuesOnText: [String: OptionValue] { [:] }
  /// None.
  public func numbersBeside(vectorsOf shapes: ParameterShapes) -> Int { 0 }
  /// Products alone.
  public var rows: RowUse? { nil }
  public var makesStepsOfFactorsOrRows: Bool { rows != nil }
  /// Whether it chooses the sequences of its curvature from those of the gradient.
  public var choosesRows: Bool { rows?.choosesSequences ?? false }
  /// The batch that a step is made from in the first place, and whose growth the others follow: that of the gradient, where
  /// there is one.
  public var leadingRole: BatchRole { roles.contains(.gradient) ? .gradient : roles[0] }
  /// None.
  public var repeatedOptions: [String] { [] }
  /// None.
  public var advice: [StepAdvice] { [] }
  /// Nothing is missing.
  public func refusal(of curvature: Any.Type, in model: Any.Type) -> MissingAbility? { nil }
  /// Nothing to say.
  public func summary(gradientBatch: Int, number: (Double) -> String) -> String? { nil }

  /// The optimizer of parameters without matrices, before its first step.
  public func optimizer<Element: Scalar>(
    parameterCount: Int, precision: Element.Type = Element.self
  ) -> any Optimizer<Element> {
    optimizer(of: ParameterShapes(count: parameterCount), precision: precision)
  }

  /// The options by name, with what they take, what they are for, and their present values.
  public var described: [(name: String, kind: OptionKind, help: String, value: OptionValue?)] {
    Self.table.map { ($0.name, $0.kind, $0.help, $0.value(self)) }
  }

  /// Whether there is an option of that name.
  public func has(_ option: String) -> Bool { Self.table.contains { $0.name == option } }

  /// The value of an option; `nil` where it is off, or there is none of that name.
  public subscript(option: String) -> OptionValue? {
    Self.table.first { $0.name == option }.flatMap { $0.value(self) }
  }

  /// These options with some values set.
  public func with(_ values: [String: OptionValue]) -> Self {
    var options = self
    for option in Self.table {
      if let value = values[option.name] { option.set(value, &options) }
    }
    return options
  }

  /// The first option whose value is out of its bounds: its name, what it should be, and what it is.
  public var fault: (name: String, expected: String, found: String)? {
    for option in Self.table {
      guard let value = option.value(self), let expected = option.kind.refusal(of: value) else { continue }
      if case .number(let number) = value { return (option.name, expected, "\(number)") }
      return (option.name, expected, value.words)
    }
    return nil
  }

  /// The kind of optimizer that these options are of.
  public var family: String { Self.family }
}

/// The options of whichever optimizer.
public struct ChosenOptimizer: Sendable, Equatable {
  /// The options themselves.
  public var options: any OptimizerOptions

  /// Any options.
  public init(_ options: any OptimizerOptions) { self.options = options }

  /// The name of the optimizer.
  public var kind: OptimizerKind { OptimizerKind(named: options.name) }

  /// The options as those of an optimizer; `nil` where they are of another.
  public func `as`<Options: OptimizerOptions>(_ type: Options.Type) -> Options? { options as? Options }

  /// Whether both are the same options of one optimizer.
  public static func == (one: ChosenOptimizer, other: ChosenOptimizer) -> Bool {
    func isEqual<Options: OptimizerOptions>(_ options: Options) -> Bool { other.options as? Options == options }
    return isEqual(one.options)
  }
}

/// Which optimizer trains, by its name.
public struct OptimizerKind: OpenChoice {
  /// The optimizers that can be named, each with its defaults; tests put theirs beside them.
  @TaskLocal public static var table: [any OptimizerOptions] =
    [HessianFreeOptions()] + FirstOrderMethod.allCases.map { FirstOrderOptions($0) } + [
      MuonOptions(), SOAPOptions(), LBFGSOptions(), KroneckerFactoredOptions(), DualOptions(),
    ]

  /// The name.
  public let rawValue: String

  /// The name, known to be in the table.
  public init(named name: String) { rawValue = name }

  /// The names of the table.
  public static var names: [String] { table.map(\.name) }

  /// Hessian-free optimization.
  public static let hessianFree = OptimizerKind(named: "hf")
  /// Gradient descent with momentum.
  public static let sgd = OptimizerKind(named: FirstOrderMethod.sgd.rawValue)
  /// Gradient descent with Nesterov's momentum.
  public static let nesterov = OptimizerKind(named: FirstOrderMethod.nesterov.rawValue)
  /// RMSprop.
  public static let rmsprop = OptimizerKind(named: FirstOrderMethod.rmsprop.rawValue)
  /// Adam with decoupled weight decay.
  public static let adamw = OptimizerKind(named: FirstOrderMethod.adamw.rawValue)
  /// Adam.
  public static let adam = OptimizerKind(named: FirstOrderMethod.adam.rawValue)

  /// Muon.
  public static let muon = OptimizerKind(named: MuonOptions().name)
  /// SOAP.
  public static let soap = OptimizerKind(named: SOAPOptions().name)
  /// L-BFGS.
  public static let lbfgs = OptimizerKind(named: LBFGSOptions().name)
  /// A Kronecker-factored method.
  public static let kfac = OptimizerKind(named: KroneckerFactoredOptions().name)

  /// Exact steps in the dual form.
  public static let dual = OptimizerKind(named: DualOptions().name)

  /// Its options, with their defaults.
  public var defaults: any OptimizerOptions {
    guard let options = Self.table.first(where: { $0.name == rawValue }) else {
      preconditionFailure("there is no optimizer \(rawValue)")
    }
    return options
  }

  /// Every option of an optimizer of the table, each name once.
  public static var options: [SharedOption] {
    var options: [SharedOption] = []
    for owner in table {
      for var option in owner.sharedOptions {
        if let index = options.firstIndex(where: { $0.name == option.name }) {
          options[index].owners += option.owners
        } else {
          option.family = owner.family
          options.append(option)
        }
      }
    }
    return options
  }
}

/// An option of one or several optimizers, as those see it who choose.
public struct SharedOption: Sendable {
  /// The name in configurations and on the command line.
  public let name: String
  /// What it takes.
  public let kind: OptionKind
  /// What it is for.
  public let help: String
  /// Whether most people need it.
  public let isUsual: Bool
  /// What it was called before.
  public let formerNames: [String]
  /// The kind of optimizers that it is of, as in "an option of …": that of the first.
  public fileprivate(set) var family = ""
  /// The optimizers that have it, in the order of the table, with their defaults; `nil` where it is off.
  public fileprivate(set) var owners: [(optimizer: String, standard: OptionValue?)]
}

extension OptimizerOptions {
  fileprivate var sharedOptions: [SharedOption] {
    Self.table.map {
      SharedOption(
        name: $0.name, kind: $0.kind, help: $0.help, isUsual: $0.isUsual, formerNames: $0.formerNames,
        owners: [(name, $0.value(self))])
    }
  }
}
