internal import Optimization
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
  /// - Parameters:
  ///   - text: the text.
  ///   - source: what it is called in errors.
  ///   - takesFormerNames: whether an option may have a name that it had before, as in what earlier programs have stored.
  /// - Throws: ``TrainingError`` for text that is no such YAML, a name that is no choice, or a value of the wrong kind.
  public init(yaml text: String, source: String, takesFormerNames: Bool = false) throws(TrainingError) {
    self.init()
    let entries = ExperimentOptions.entries
    for line in try FlatYAML(text, source: source).entries {
      let place = "\(source), line \(line.line)"
      var value = line.value
      let entry: OptionEntry
      if let found = entries.first(where: { $0.name == line.name || $0.alias == line.name }) {
        entry = found
      } else if let (found, words) = Self.former(line.name, among: entries) {
        guard takesFormerNames else {
          throw TrainingError(.data, "\(place): \(line.name) is called \(found.name) now")
        }
        (entry, value) = (found, value.renamed(words))
      } else {
        throw TrainingError(.data, "\(place): there is no option \(line.name.quoted)\(Self.advice(for: line.name))")
      }
      guard values[entry.name] == nil else {
        throw TrainingError(.data, "\(place): \(line.name) is \(entry.name), which is there already")
      }
      do throws(YAMLMismatch) {
        values[entry.name] = try OptionValue(value, as: entry.kind)
      } catch {
        throw TrainingError(.data, "\(place): \(line.name) \(error.words)")
      }
    }
  }

  /// The option that had a name before, and what the values of that time are called now.
  private static func former(_ name: String, among entries: [OptionEntry]) -> (OptionEntry, [String: String])? {
    for entry in entries {
      if let found = entry.formerNames.first(where: { $0.name == name }) { return (entry, found.values) }
    }
    return nil
  }

  private static func advice(for name: String) -> String {
    let names = ExperimentOptions.entries.map(\.name).sorted()
    if let nearest = NearestName.of(name, among: names) { return "; did you mean \(nearest)?" }
    return "; the options are \(names.joined(separator: ", "))"
  }

  /// Reads a layer from a YAML file, or from a pipe; `-` is standard input.
  public init(yamlFile path: String, takesFormerNames: Bool = false) throws(TrainingError) {
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
    try self.init(yaml: text, source: name, takesFormerNames: takesFormerNames)
  }

  /// This layer as YAML text, the choices in the order of their names: the same text, number or truth value to every reader
  /// of YAML, numbers with as many digits as lead back to the same bits.
  public var yaml: String {
    values.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.yaml)\n" }.joined()
  }
}
