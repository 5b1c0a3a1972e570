internal import DurableFiles
internal import HDF5

/// How two datasets of texts of the same shape differ.
public struct TextDifference: Sendable, Encodable {
  /// The path of both.
  public let path: String
  /// The number of texts.
  public let count: Int
  /// The number of texts that differ.
  public let differing: Int
  /// The place of the first that differs, counted in row-major order.
  public let place: Int
  /// Of a single text: its lines that differ.
  public let lines: [LineDifference]
  /// Whether it says no more than when, where or how long: see ``Bookkeeping``.
  public let isBookkeeping: Bool

  private enum CodingKeys: String, CodingKey {
    case path, count, differing, place, lines
    case isBookkeeping = "bookkeeping"
  }

  /// Compares two datasets of texts of the same shape; nothing where all are the same.
  ///
  /// - Throws: `HDF5Error` if one of them cannot be read.
  init?(_ first: Dataset, _ second: Dataset) throws(HDF5Error) {
    let old = try first.readStrings()
    let new = try second.readStrings()
    let places = old.indices.filter { old[$0] != new[$0] }
    guard let place = places.first else { return nil }
    path = first.path
    count = old.count
    differing = places.count
    self.place = place
    let lines = old.count == 1 ? LineDifference.between(old[0], new[0]) : []
    self.lines = lines
    isBookkeeping = Bookkeeping.contains(first.path) || (!lines.isEmpty && lines.allSatisfy(\.isBookkeeping))
  }
}
