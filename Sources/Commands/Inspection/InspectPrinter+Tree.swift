import HDF5
import Inspection
import Training

extension InspectPrinter {
  /// The tree, an entry a line, with attributes below it.
  func show(_ tree: [FileObject]) {
    Self.title("tree")
    for object in tree {
      let indent = String(repeating: "  ", count: object.depth + 1)
      Console.print(indent + line(object))
      for attribute in object.attributes where !Self.scaleAttributes.contains(attribute.name) {
        Console.print(indent + "  " + Console.dim("@\(Console.plain(attribute.name)) = \(Self.clipped(attribute))"))
      }
    }
    if !report.isComplete { Console.print("  ... and more: the file has no end of entries, or very many") }
  }

  /// What ties axes to their scales; the labels of the axes stand in the line itself.
  private static let scaleAttributes: Set<String> = [
    "DIMENSION_LIST", "DIMENSION_LABELS", "REFERENCE_LIST", "CLASS", "NAME",
  ]

  private func line(_ object: FileObject) -> String {
    let name = Console.plain(object.name)
    return switch object.kind {
    case .group: object.path == "/" ? "/" : Console.bold(name + "/")
    case .dataset: "\(name)  \(object.array.map(words) ?? "")\(axes(object))"
    case .namedType: "\(name)  a named type"
    case .softLink: "\(name)  a soft link, not followed"
    case .externalLink: "\(name)  a link into another file, not followed"
    case .other: "\(name)  something else, not looked into"
    }
  }

  /// The labels of the axes, or that the dataset is a scale of others' axes.
  private func axes(_ object: FileObject) -> String {
    if object[attribute: "CLASS"]?.text == "DIMENSION_SCALE" { return ", a dimension scale" }
    guard case .texts(let labels) = object[attribute: "DIMENSION_LABELS"] else { return "" }
    return ", axes \(Console.plain(labels.joined(separator: ", ")))"
  }

  private func words(_ array: ArrayDescription) -> String {
    var words = ["\(Self.shape(array.shape)) \(array.type)"]
    if let chunk = array.chunk {
      words.append("chunks of \(Self.shape(chunk))")
    } else {
      words.append(array.layout)
    }
    words += array.storage.filters
    let stored = ByteCount.describe(array.storage.bytes)
    if let bytes = array.valueBytes, bytes != array.storage.bytes {
      words.append("\(stored) stored of \(ByteCount.describe(bytes))")
    } else {
      words.append(stored)
    }
    return words.joined(separator: ", ")
  }

  /// The value on one line of bearable length.
  private static func clipped(_ attribute: AttributeContent) -> String {
    let text = attribute.value.description.split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: " ⏎ ")
    return Console.plain(text.count > 100 ? text.prefix(97) + "..." : text)
  }
}
