/// How a checkpoint was made: what `/experiment` says.
public struct ExperimentSummary: Sendable {
  /// The resolved configuration as text.
  public let configuration: String?
  /// The attributes: command line, version, the data file and its digest.
  public let attributes: [AttributeContent]

  /// Reads the experiment of a file, or nothing where there is no `/experiment`.
  public init?(in contents: FileContents) {
    guard let experiment = contents["/experiment"], experiment.kind == .group else { return nil }
    configuration = contents.text(at: "/experiment/configuration")
    attributes = experiment.attributes
  }

  /// The value of a line `name: value` of the configuration.
  public func choice(_ name: String) -> String? {
    configuration?.split(separator: "\n").first { $0.hasPrefix(name + ":") }.map { line in
      String(line.dropFirst(name.count + 1).drop { $0 == " " })
    }
  }
}

extension ExperimentSummary: Encodable {
  private enum CodingKeys: String, CodingKey { case configuration, attributes }

  /// Stores attributes by name.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(configuration, forKey: .configuration)
    try values.encode(attributes.byName, forKey: .attributes)
  }
}
