internal import HDF5

/// A column of a run's history, one entry a step.
public struct HistoryColumn: Sendable {
  /// The entries.
  public enum Entries: Sendable {
    /// Numbers.
    case numbers([Double])
    /// Texts.
    case texts([String])
  }

  /// The name of the dataset.
  public let name: String
  /// The entries, one a step.
  public let entries: Entries

  /// Reads a one-dimensional dataset of numbers or texts; nothing where it is something else or cannot be read.
  init?(_ object: FileObject, in contents: FileContents) {
    guard let array = object.array, array.shape.count == 1, array.isInFile, array.count <= HistoryTable.mostSteps,
      let dataset = try? contents.dataset(at: object.path)
    else { return nil }
    name = object.name
    if array.type.isNumeric, let values = try? dataset.read(as: Double.self) {
      entries = .numbers(values)
    } else if case .string = array.type, let texts = try? dataset.readStrings() {
      entries = .texts(texts)
    } else {
      return nil
    }
  }

  /// The number of entries.
  public var count: Int {
    switch entries {
    case .numbers(let values): values.count
    case .texts(let texts): texts.count
    }
  }

  /// The entries where they are numbers.
  public var numbers: [Double]? { if case .numbers(let values) = entries { values } else { nil } }
}

extension HistoryColumn.Entries: Encodable {
  /// Stores the list itself.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .numbers(let values): try container.encode(values)
    case .texts(let texts): try container.encode(texts)
    }
  }
}
