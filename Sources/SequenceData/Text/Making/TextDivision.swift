/// Which part of a text each split is.
public enum TextDivision: Sendable, Equatable {
  /// Files one behind the other, cut at shares of their symbols: the first for training, then validation, then test.
  case shares([Double], files: [String])
  /// Files one behind the other, cut into blocks of so many symbols that go to the splits in turn, by shares: what changes in the
  /// course of a text is in every split. Within a split blocks stay in order; where two meet, a symbol has a foreign past.
  case blocks([Double], size: Int, files: [String])
  /// Files of their own for each split, one behind the other where there are several.
  case files([Split: [String]])

  /// All files, in the order train, validation, test.
  public var files: [String] {
    switch self {
    case .shares(_, let files), .blocks(_, _, let files): files
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
      guard end - start >= 2 else { throw tooShort(split, end - start, of: count, name) }
      ranges.append((split, start..<end))
      start = end
    }
    return ranges
  }

  /// The blocks of each split in a text of so many symbols: each goes to the split that lacks most of its share, the first of those.
  ///
  /// - Throws: ``SequenceFileError`` where a split is too short to predict anything in.
  static func blocks(
    _ shares: [Double], size: Int, of count: Int, name: String
  ) throws(SequenceFileError) -> [(Split, [Range<Int>])] {
    var pieces = shares.map { _ in [Range<Int>]() }
    var counts = shares.map { _ in 0 }
    for start in stride(from: 0, to: count, by: size) {
      let end = min(start + size, count)
      let lacks = shares.indices.map { shares[$0] * Double(end) - Double(counts[$0]) }
      guard let most = lacks.max(), let split = lacks.firstIndex(of: most) else { break }
      counts[split] += end - start
      if let last = pieces[split].last, last.upperBound == start {
        pieces[split][pieces[split].count - 1] = last.lowerBound..<end
      } else {
        pieces[split].append(start..<end)
      }
    }
    var parts: [(Split, [Range<Int>])] = []
    for (index, split) in Split.allCases.enumerated() where index < shares.count && shares[index] > 0 {
      guard counts[index] >= 2 else { throw tooShort(split, counts[index], of: count, name) }
      parts.append((split, pieces[index]))
    }
    return parts
  }

  private static func tooShort(_ split: Split, _ own: Int, of count: Int, _ name: String) -> SequenceFileError {
    SequenceFileError(
      .data,
      "\(name) has \(count) symbol\(count == 1 ? "" : "s"), of which /\(split.rawValue) would get \(own); a split needs at least 2, one that is given and one to predict"
    )
  }

  /// What was done, in words.
  var words: String {
    switch self {
    case .shares(let shares, _): "shares of the symbols, in order: " + shares.map { "\($0)" }.joined(separator: ", ")
    case .blocks(let shares, let size, _):
      "shares of the symbols, in blocks of \(size) by turns: " + shares.map { "\($0)" }.joined(separator: ", ")
    case .files: "files of their own"
    }
  }
}
