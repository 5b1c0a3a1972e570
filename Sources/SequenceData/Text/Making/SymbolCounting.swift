internal import DurableFiles

/// The first pass over files of plain text: finds the vocabulary and the splits.
struct SymbolCounting {
  private let making: TextMaking
  /// The files, in order.
  private(set) var readers: [TextReader] = []
  private var sources: [TextMakingReport.Source] = []
  /// What the vocabulary is made of, and what lies beyond it.
  private var counts: SymbolCounts
  private var vocabulary: Vocabulary?
  private var rare: (kinds: Int, count: Int) = (0, 0)
  private var unknownSymbols: [TextMakingReport.UnknownSymbol] = []
  /// The place of each of them, by its code.
  private var indices: [UInt32: Int] = [:]
  private var zeroCount = 0

  init(_ making: TextMaking) {
    self.making = making
    counts = SymbolCounts(making.unit)
    vocabulary = making.given?.vocabulary
  }

  /// More files than these are not held open.
  private static let mostOpen = 64

  /// Opens all files, so that what is missing is noticed before any work is done, and returns their length in bytes.
  mutating func open() throws(SequenceFileError) -> Int {
    let paths = making.division.files
    for path in paths {
      let reader = try TextReader(path, unit: making.unit)
      guard reader.length > 0 else { throw SequenceFileError(.data, "\(path) is empty: there is no text in it") }
      if paths.count > Self.mostOpen { reader.close() }
      readers.append(reader)
    }
    let total = readers.reduce(0) { $0 + $1.length }
    if total <= making.memoryLimit { for reader in readers { reader.keepBytes() } }
    return total
  }

  /// Reads all files.
  mutating func run(progress: (Int) throws -> Void) throws {
    let known = knownCount
    var codes: [UInt32] = []
    for (number, reader) in readers.enumerated() {
      if number == known, vocabulary == nil { try makeVocabulary() }
      var (symbols, done) = (0, 0)
      if readers.count > Self.mostOpen { try reader.rewind() }
      while try reader.read(into: &codes) {
        if number < known { counts.add(codes) } else { try look(at: codes, reader) }
        symbols += codes.count
        zeroCount += codes.count { $0 == 0 }
        try progress(reader.start - done)
        done = reader.start
      }
      try progress(reader.length - done)
      sources.append(
        TextMakingReport.Source(
          path: reader.path, bytes: reader.position, symbols: symbols, sha256: reader.digest, hasMark: reader.hasMark))
      if readers.count > Self.mostOpen { reader.close() }
    }
    if vocabulary == nil { try makeVocabulary() }
    if let given = making.given { try requireKnown(given) }
  }

  /// The number of files that the vocabulary is made of.
  private var knownCount: Int {
    if making.given != nil { return 0 }
    switch making.division {
    case .shares(_, let files), .blocks(_, _, let files): return files.count
    case .files(let files): return files[.train]?.count ?? making.division.files.count
    }
  }

  private mutating func makeVocabulary() throws {
    let codes = counts.codes(atLeast: making.minimumCount)
    guard !codes.isEmpty else {
      throw SequenceFileError(
        .data, "\(making.division.files[0]): no symbol occurs \(making.minimumCount) times, so none would be known")
    }
    let kept = codes.reduce(0) { $0 + counts.counts[Int($1)] }
    rare = (counts.counts.count { $0 > 0 } - codes.count, counts.total - kept)
    do {
      vocabulary = try Vocabulary(codes: codes, unit: making.unit, hasUnknown: making.wantsUnknown)
    } catch {
      throw SequenceFileError(.data, "\(making.division.files[0]): \(error.description)")
    }
  }

  /// Looks for what the training files do not have.
  private mutating func look(at codes: [UInt32], _ reader: TextReader) throws(SequenceFileError) {
    guard let vocabulary else { return }
    for (place, code) in codes.enumerated() where vocabulary.symbol(of: code) == nil {
      if let index = indices[code] {
        unknownSymbols[index].count += 1
        continue
      }
      let spelling = making.unit.spelling(of: code)
      let offset = reader.offset(of: place, in: codes)
      guard making.wantsUnknown || making.given != nil else {
        throw SequenceFileError(
          .data,
          "\(reader.path): the symbol \(spelling.quoted) (\(Self.number(code, making.unit))) at byte offset \(offset) does not occur in the training text; --unknown maps such symbols to an unknown one"
        )
      }
      indices[code] = unknownSymbols.count
      unknownSymbols.append(TextMakingReport.UnknownSymbol(spelling: spelling, path: reader.path, offset: offset))
    }
  }

  /// Makes sure that a vocabulary from elsewhere has all symbols, or one for those it does not have.
  private func requireKnown(_ given: (vocabulary: Vocabulary, name: String)) throws(SequenceFileError) {
    guard given.vocabulary.unknown == nil, !unknownSymbols.isEmpty else { return }
    let shown = unknownSymbols.prefix(10).map { unknown in
      "\(unknown.spelling.quoted) (\(unknown.count == 1 ? "once" : "\(unknown.count) times"))"
    }
    let rest = unknownSymbols.count > shown.count ? " and \(unknownSymbols.count - shown.count) more" : ""
    let total = unknownSymbols.reduce(0) { $0 + $1.count }
    throw SequenceFileError(
      .data,
      "\(unknownSymbols[0].path) has symbols that are not in the vocabulary of \(given.name), which has no unknown symbol for them, \(total) in all: \(shown.joined(separator: ", "))\(rest)"
    )
  }

  /// For example U+00E9, or byte 233.
  private static func number(_ code: UInt32, _ unit: TextUnit) -> String {
    let digits = String(code, radix: 16, uppercase: true)
    return unit == .byte ? "byte \(code)" : "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// What has been found.
  func report() throws(SequenceFileError) -> TextMakingReport {
    guard let vocabulary else { preconditionFailure("A text has been read before it is reported on.") }
    return TextMakingReport(
      sources: sources, parts: try parts(), vocabulary: vocabulary, rareKinds: rare.kinds, rareCount: rare.count,
      unknownSymbols: unknownSymbols, zeroCount: zeroCount)
  }

  private var symbolCount: Int { sources.reduce(0) { $0 + $1.symbols } }

  private func name(of files: [String]) -> String {
    files.count == 1 ? files[0] : "the text of \(files.count) files"
  }

  private func parts() throws(SequenceFileError) -> [TextMakingReport.Part] {
    switch making.division {
    case .shares(let shares, let files):
      return try TextDivision.ranges(shares, of: symbolCount, name: name(of: files))
        .map { TextMakingReport.Part(split: $0.0, sources: sources.indices, pieces: [$0.1]) }
    case .blocks(let shares, let size, let files):
      return try TextDivision.blocks(shares, size: size, of: symbolCount, name: name(of: files))
        .map { TextMakingReport.Part(split: $0.0, sources: sources.indices, pieces: $0.1) }
    case .files(let files):
      var parts: [TextMakingReport.Part] = []
      var first = 0
      for split in Split.allCases {
        guard let paths = files[split], !paths.isEmpty else { continue }
        let members = first..<first + paths.count
        let count = sources[members].reduce(0) { $0 + $1.symbols }
        guard count >= 2 else {
          throw SequenceFileError(
            .data,
            "\(paths[0]) has \(count) symbol; a split needs at least 2, one that is given and one to predict")
        }
        parts.append(TextMakingReport.Part(split: split, sources: members, pieces: [0..<count]))
        first = members.upperBound
      }
      return parts
    }
  }
}
