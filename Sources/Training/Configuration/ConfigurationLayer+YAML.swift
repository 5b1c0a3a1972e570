internal import DurableFiles
internal import SequenceData

extension ConfigurationLayer {
  /// Reads a layer from YAML text; `source` names it in errors.
  ///
  /// A configuration is lines `name: value`, or `{name: value, ...}`. Of YAML, only that is read on which its readers agree:
  /// `050`, `1:30`, `0x10`, `1_000` and `yes` are refused with a sentence, since they are one thing to one reader and another
  /// to the next; so are names given twice, values that are left out, anything inside anything, and what is longer
  /// than a configuration can be.
  ///
  /// - Throws: ``TrainingError`` for text that is no such YAML, a name that is no choice, or a value of the wrong kind.
  public init(yaml text: String, source: String) throws(TrainingError) {
    self.init()
    let fields = Self.fields
    for entry in try FlatYAML(text, source: source).entries {
      let place = "\(source), line \(entry.line)"
      guard let field = fields.first(where: { $0.name == entry.name }) else {
        throw TrainingError(.data, "\(place): there is no option \(entry.name.quoted)\(Self.advice(for: entry.name))")
      }
      do throws(YAMLMismatch) {
        try field.read(entry.value, &self)
      } catch {
        throw TrainingError(.data, "\(place): \(entry.name) \(error.words)")
      }
    }
  }

  private static func advice(for name: String) -> String {
    let names = Self.names.sorted()
    if let nearest = NearestName.of(name, among: names) { return "; did you mean \(nearest)?" }
    return "; the options are \(names.joined(separator: ", "))"
  }

  /// Reads a layer from a YAML file, or from a pipe; `-` is standard input.
  public init(yamlFile path: String) throws(TrainingError) {
    let (name, bytes): (String, [UInt8])
    do throws(SequenceFileError) {
      let file = try InputFile(path, as: "a configuration", takesStandardInput: true)
      (name, bytes) = (file.path, try file.contents(atMost: FlatYAML.largestSize))
    } catch {
      throw TrainingError(error)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw TrainingError(.data, "\(name) is not UTF-8 text")
    }
    try self.init(yaml: text, source: name)
  }

  /// This layer as YAML text, the choices in the order of their names: the same text, number or truth value to every reader
  /// of YAML, numbers with as many digits as lead back to the same bits.
  public var yaml: String {
    written.map { "\($0.name): \($0.value.yaml)\n" }.joined()
  }

  /// The value of each choice that is made, by name.
  var choices: [String: String] {
    Dictionary(uniqueKeysWithValues: written.map { ($0.name, $0.value.plain) })
  }

  private var written: [(name: String, value: any YAMLChoice)] {
    Self.fields.sorted { $0.name < $1.name }.compactMap { field in field.written(self).map { (field.name, $0) } }
  }
}
