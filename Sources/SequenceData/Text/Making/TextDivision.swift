/// Which part of a text each split is.
public enum TextDivision: Sendable, Equatable {
  /// Files one behind the other, cut at shares of their symbols: the first for training, then validation, then test.
  case shares([Double], files: [String])
  /// Files of their own for each split, one behind the other where there are several.
  case files([Split: [String]])

  /// All files, in the order train, validation, test.
  public var files: [String] {
    switch self {
    case .shares(_, let files): files
    case .files(let files): Split.allCases.flatMap { files[$0] ?? [] }
    }
  }

  /// Where splits begin and end in a text of so many symbols: share by share, rounded to the nearest symbol.
  ///
  /// - Throws: ``SequenceFileError`` where a split is too short to predict anything in.
  static func ranges(_ shares: [Double], of count: Int, name: String) throws(SequenceFileError) -> [(Split, Range<Int>)]
  {
    var ranges: [(Split, Range<Int>)] = []
    var (start, sum) = (0, 0.0)
    for (split, share) in zip(Split.allCases, shares) where share > 0 {
      sum += share
      let end = min(count, Int((sum * Double(count)).rounded()))
      guard end - start >= 2 else {
        throw SequenceFileError(
          .data,
          "\(name) has \(count) symbol\(count == 1 ? "" : "s"), of which /\(split.rawValue) would get \(end - start); a split needs at least 2, one that is given and one to predict"
        )
      }
      ranges.append((split, start..<end))
      start = end
    }
    return ranges
  }

  /// What was done, in words.
  var words: String {
    switch self {
    case .shares(let shares, _): "shares of the symbols, in order: " + shares.map { "\($0)" }.joined(separator: ", ")
    case .files: "files of their own"
    }
  }
}
