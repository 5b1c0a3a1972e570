internal import DurableFiles
internal import Optimization
internal import RecurrentNetworks

extension ConfigurationLayer {
  /// Refuses values out of the bounds of their options.
  func requireBounds() throws(TrainingError) {
    for entry in ExperimentOptions.entries where entry.owners.isEmpty {
      guard let value = values[entry.name], let expected = entry.kind.refusal(of: value) else { continue }
      // A number that is none has no form in YAML.
      let found = if case .number(let number) = value { "\(number)" } else { value.plain }
      throw TrainingError(.usage, "--\(entry.name) should be \(expected), got \(found.excerpt)")
    }
  }

  /// Refuses choices that the optimizer does not have.
  func requireOptions(of optimizer: any OptimizerOptions) throws(TrainingError) {
    for entry in ExperimentOptions.entries where values[entry.name] != nil {
      if let role = entry.role, !optimizer.roles.contains(role) {
        if role == .gradient {
          throw TrainingError(
            .usage,
            "--\(entry.name) is an option of optimizers that take gradients: \(optimizer.name) has --\(optimizer.leadingRole.option)"
          )
        }
        throw Self.refusal(of: entry.name, for: optimizer, OptimizerKind.table.filter { $0.roles.contains(role) })
      }
      if !entry.owners.isEmpty, !optimizer.has(entry.name) {
        throw Self.refusal(of: entry.name, for: optimizer, OptimizerKind.table.filter { $0.has(entry.name) })
      }
    }
  }

  /// Whether an optimizer has all choices that are made, makes its steps of the curvature that is chosen, and goes with constraints on
  /// weights and a penalty on rates.
  func suits(_ optimizer: any OptimizerOptions) -> Bool {
    (try? requireOptions(of: optimizer)) != nil
      && (optimizer.rows == nil || ((self.curvature ?? .gaussNewton).isGaussNewton && self.ratePenalty ?? 0 == 0))
      && !(constrainsWeights && optimizer.makesStepsOfFactorsOrRows)
  }

  private static func refusal(
    of option: String, for optimizer: any OptimizerOptions, _ owners: [any OptimizerOptions]
  ) -> TrainingError {
    let family = owners.first?.family ?? "another optimizer"
    let names = owners.filter { $0.family == family }.map(\.name)
    let list = names.joined(separator: ", ")
    let remedy =
      names.count > 1
      ? "choose one with --optimizer (\(list)), or leave it out"
      : "choose it with --optimizer \(list), or leave it out with \(optimizer.name)"
    return TrainingError(.usage, "--\(option) is an option of \(family): \(remedy)")
  }

  /// The choices of a layer that stand for themselves, over their defaults: those given, then those of the options.
  func settled(over defaults: ConfigurationLayer) -> ConfigurationLayer {
    var standards = ConfigurationLayer()
    var names: Set<String> = []
    for entry in ExperimentOptions.settled {
      names.insert(entry.name)
      if let standard = entry.standard { standards.values[entry.name] = standard }
    }
    return over(defaults).over(standards).without { !names.contains($0.name) }
  }
}
