internal import Foundation
internal import Yams

extension ConfigurationLayer {
  /// Reads a layer from YAML text; `source` names it in errors.
  ///
  /// - Throws: ``TrainingError`` for text that is no YAML, a name that is no choice, or a value of the wrong kind.
  public init(yaml text: String, source: String) throws(TrainingError) {
    do {
      guard let node = try Yams.compose(yaml: text), Resolver.default.resolveTag(of: node) != .null else {
        self.init()
        return
      }
      guard let mapping = node.mapping else {
        throw TrainingError(.data, "\(source) should hold 'name: value' lines, as config.yaml of a run does")
      }
      let known = Set(CodingKeys.allCases.map(\.rawValue))
      for key in mapping.keys.map({ $0.string ?? "[...]" }) where !known.contains(key) {
        throw TrainingError(
          .data, "\(source): there is no option '\(key)'; the options are \(known.sorted().joined(separator: ", "))")
      }
      self = try YAMLDecoder().decode(ConfigurationLayer.self, from: text)
      try requirePaths(source)
    } catch let error as TrainingError {
      throw error
    } catch let DecodingError.typeMismatch(_, context) {
      throw TrainingError(.data, "\(source): \(Self.path(context)) has a value of the wrong kind")
    } catch let DecodingError.dataCorrupted(context) {
      throw TrainingError(.data, "\(source): \(Self.path(context)): \(context.debugDescription)")
    } catch {
      let words = "\(error)".split(whereSeparator: \.isWhitespace).joined(separator: " ")
      throw TrainingError(.data, "\(source) is not valid YAML: \(words)")
    }
  }

  /// Reads a layer from a YAML file.
  public init(yamlFile path: String) throws(TrainingError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw TrainingError(.missing, "there is no readable configuration at \(path)")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw TrainingError(.data, "\(path) is not UTF-8 text")
    }
    try self.init(yaml: text, source: path)
  }

  /// This layer as YAML text.
  ///
  /// Numbers are written with as many digits as lead back to the same bits, which Yams' own encoder does not do; the
  /// detour is JSON, whose encoder does.
  public var yaml: String {
    let lines = mapping.map { key, value in (Self.plain(key), Self.plain(value)) }
    return lines.isEmpty ? "" : (try? Yams.serialize(node: Node(lines, .implicit, .block), width: -1)) ?? ""
  }

  /// The value of each choice that is made, by name.
  var choices: [String: String] {
    Dictionary(uniqueKeysWithValues: mapping.map { ($0.string ?? "", $1.string ?? "") })
  }

  private var mapping: Node.Mapping {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: ".inf", negativeInfinity: "-.inf", nan: ".nan")
    guard let json = try? encoder.encode(self),
      let mapping = try? Yams.compose(yaml: Self.readable(String(decoding: json, as: UTF8.self)))?.mapping
    else { preconditionFailure("a configuration can always be written") }
    return mapping
  }

  /// JSON in which the characters that YAML does not take as they are have escapes.
  private static func readable(_ json: String) -> String {
    var text = ""
    for scalar in json.unicodeScalars {
      switch scalar.value {
      case 0x7F...0x9F, 0xFEFF, 0xFFFE, 0xFFFF: text += String(format: "\\u%04X", scalar.value)
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// A scalar without the quotes of JSON, unless it is a text that would be read as something else without them.
  private static func plain(_ node: Node) -> Node {
    guard let text = node.string, node.scalar?.style == .doubleQuoted else { return node }
    let bare = Node(text)
    return Resolver.default.resolveTag(of: bare) == .str ? bare : Node(text, .implicit, .singleQuoted)
  }

  private static func path(_ context: DecodingError.Context) -> String {
    context.codingPath.map(\.stringValue).joined(separator: ".")
  }
}
