import DurableFiles
import Foundation
import HDF5
import SequenceData
import TestSupport
import Testing

@Suite("Text files made of plain text")
struct TextMakingTests {
  private func make(
    _ division: TextDivision, to scratch: Scratch, unit: TextUnit = .character, minimumCount: Int = 1,
    hasUnknown: Bool = false
  ) throws -> (report: TextMakingReport, file: TextFile) {
    var making = TextMaking(division)
    (making.unit, making.minimumCount, making.hasUnknown) = (unit, minimumCount, hasUnknown)
    let report = try making.write(to: scratch.file("made.h5"))
    #expect(try SequenceFileCheck(contentsOf: scratch.file("made.h5")).isValid)
    return (report, try TextFile(contentsOf: scratch.file("made.h5")))
  }

  /// The bytes of all splits, one behind the other.
  private func bytes(_ file: TextFile) throws -> [UInt8] {
    try file.splits.flatMap { split in
      try file.vocabulary.bytes(of: file.symbols(of: split, 0..<file.length(of: split)))
    }
  }

  @Test("Files are joined, cut at shares of their symbols, and stay as they are")
  func shares() throws {
    let scratch = try Scratch()
    let files = [try scratch.write("Ab\r\n\té", to: "one"), try scratch.write("€ 😀\u{FEFF}e\u{301}\n😀b.", to: "two")]
    let (report, file) = try make(.shares([0.5, 0.25, 0.25], files: files), to: scratch)
    #expect(report.parts.map(\.count) == [8, 4, 4] && file.splits == [.train, .validation, .test])
    #expect(try bytes(file) == Array("Ab\r\n\té€ 😀\u{FEFF}e\u{301}\n😀b.".utf8))
    let codes = file.vocabulary.symbols.map { $0.unicodeScalars.first!.value }
    #expect(codes == codes.sorted() && codes.count == 13 && file.vocabulary.unknown == nil)
    #expect(file.about.normalization == "none" && file.about.minimumCount == 1)
    #expect(report.sources.map(\.symbols) == [6, 10] && report.sources.map(\.bytes) == [7, 21])
    for source in report.sources { #expect(try source.sha256 == File.digest(of: source.path)) }
    #expect(
      file.about.sources
        == report.sources.map { "\($0.sha256)  \($0.path.split(separator: "/").last!)" }.joined(separator: "\n"))
  }

  /// Makes a file, and has `change` done to its source when that has been read for the first time.
  private func make(_ path: String, memoryLimit: Int, to output: String, _ change: () throws -> Void) throws -> TextFile
  {
    var making = TextMaking(.shares([1], files: [path]))
    making.memoryLimit = memoryLimit
    var isChanged = false
    try making.write(to: output) { done, total in
      if !isChanged, 2 * done >= total {
        isChanged = true
        try change()
      }
    }
    return try TextFile(contentsOf: output)
  }

  @Test("Text that fits the memory is read once, and longer text from the file that was opened")
  func readAgain() throws {
    let scratch = try Scratch()
    let (text, other) = ("some text\n", "more text\n")
    for limit in [0, 1 << 20] {
      // Another file takes the name.
      let path = try scratch.write(text, to: "replaced")
      let file = try make(path, memoryLimit: limit, to: scratch.file("a-\(limit).h5")) {
        let next = try scratch.write(other, to: "next")
        try #require(rename(next, path) == 0)
      }
      #expect(try bytes(file) == Array(text.utf8))
    }
    // The file itself is written.
    let path = try scratch.write(text, to: "changed")
    func overwrite() throws {
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.write(contentsOf: Data(other.utf8))
      try handle.close()
    }
    let kept = try make(path, memoryLimit: text.utf8.count, to: scratch.file("kept.h5"), overwrite)
    #expect(try bytes(kept) == Array(text.utf8))
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: SequenceFileError.self) {
      try make(path, memoryLimit: text.utf8.count - 1, to: scratch.file("lost.h5"), overwrite)
    }
    #expect(error?.description == "\(path) has changed while it was read; nothing was written")
    #expect(!FileManager.default.fileExists(atPath: scratch.file("lost.h5")))
  }

  @Test("More files than may be open are read as few are", arguments: [0, 1 << 20])
  func manyFiles(memoryLimit: Int) throws {
    let scratch = try Scratch()
    let files = try (0..<100).map { try scratch.write("file \($0)\n", to: "file-\($0)") }
    var making = TextMaking(.shares([1], files: files))
    making.memoryLimit = memoryLimit
    let report = try making.write(to: scratch.file("many.h5"))
    #expect(
      try bytes(TextFile(contentsOf: scratch.file("many.h5"))) == (0..<100).flatMap { Array("file \($0)\n".utf8) })
    for source in report.sources { #expect(try source.sha256 == File.digest(of: source.path)) }
  }

  @Test("Shares of nothing leave a split out", arguments: [([1.0], [Split.train]), ([0.5, 0, 0.5], [.train, .test])])
  func leftOut(shares: [Double], splits: [Split]) throws {
    let scratch = try Scratch()
    let (_, file) = try make(.shares(shares, files: [try scratch.write("abcdef", to: "a")]), to: scratch)
    #expect(try file.splits == splits && bytes(file) == Array("abcdef".utf8))
  }

  @Test("Any bytes are text in bytes")
  func everyByte() throws {
    let scratch = try Scratch()
    let all = (0..<3000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let (report, file) = try make(
      .shares([0.9, 0.1], files: [try scratch.write(all, to: "a")]), to: scratch, unit: .byte)
    #expect(file.vocabulary.count == 256 && file.vocabulary.unit == .byte && report.zeroCount == 12)
    #expect(try bytes(file) == all)
  }

  @Test("Characters are whole wherever the file is cut into blocks", arguments: 0..<8)
  func borders(shift: Int) throws {
    let scratch = try Scratch()
    let text = String(repeating: "x", count: shift) + String(repeating: "😀é€a", count: 330_000)
    let path = try scratch.write(text, to: "a")
    #expect(text.utf8.count > 3 << 20)
    let (report, file) = try make(.shares([1], files: [path]), to: scratch)
    #expect(report.sources[0].symbols == text.unicodeScalars.count)
    #expect(try bytes(file) == Array(text.utf8))
  }

  /// What is no UTF-8, and where in it.
  static let broken: [(String, [UInt8], Int)] = [
    ("Latin-1", [0x63, 0x61, 0x66, 0xE9, 0x20], 3), ("a continuation alone", [0x61, 0x80], 1),
    ("an overlong slash", [0xC0, 0xAF], 0), ("an overlong of three", [0x61, 0xE0, 0x9F, 0xBF], 1),
    ("an overlong of four", [0xF0, 0x8F, 0xBF, 0xBF], 0), ("a surrogate", [0x61, 0x62, 0xED, 0xA0, 0x80], 2),
    ("beyond Unicode", [0xF4, 0x90, 0x80, 0x80], 0), ("a byte that never is", [0x61, 0xFF, 0x61], 1),
    ("two of three", [0x61, 0xE2, 0x82, 0x61], 1), ("cut off by the end", [0x61, 0x62, 0xF0, 0x9F, 0x98], 2),
  ]

  @Test("What is not UTF-8 is refused with file and offset, near the start and around blocks", arguments: broken)
  func invalid(name: String, bytes: [UInt8], offset: Int) throws {
    for before in [0, 1, (1 << 20) - 3, (1 << 20) - 2, (1 << 20) - 1, 1 << 20] {
      let scratch = try Scratch()
      let path = try scratch.write([UInt8](repeating: 0x61, count: before) + bytes, to: "latin.txt")
      let error = #expect(throws: SequenceFileError.self) { try make(.shares([1], files: [path]), to: scratch) }
      let words = error?.description ?? ""
      #expect(words.contains("latin.txt should be UTF-8") && words.contains("offset \(before + offset)"), "\(words)")
      #expect(error?.kind == .data && scratch.content == ["latin.txt"])
    }
  }

  @Test("Random bytes are UTF-8 where Swift says so, and the offset is where Swift would stop", arguments: 0..<40)
  func random(seed: Int) throws {
    let scratch = try Scratch()
    var generator = TestGenerator(seed: UInt64(seed))
    let parts: [[UInt8]] = [
      [0x61], [0xC3, 0xA9], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x98, 0x80], [0xED, 0x9F, 0xBF], [0xEF, 0xBF, 0xBF],
      [0xF4, 0x8F, 0xBF, 0xBF], [0x80], [0xE2], [0xF0, 0x9F], [0xC1], [0xED, 0xA0],
    ]
    var bytes: [UInt8] = []
    for _ in 0..<12 { bytes += parts[generator.integer(0...(seed % 2 == 0 ? 6 : 11))] }
    let path = try scratch.write(bytes, to: "a")
    let valid = String(validating: bytes, as: UTF8.self)
    let longest = (0...bytes.count).last { String(validating: bytes[..<$0], as: UTF8.self) != nil } ?? 0
    do {
      let (_, file) = try make(.shares([1], files: [path]), to: scratch)
      #expect(valid != nil)
      #expect(try self.bytes(file) == bytes)
    } catch let error as SequenceFileError {
      #expect(valid == nil && error.description.contains("offset \(longest)"), "\(bytes): \(error)")
    }
  }

  @Test("Rare symbols become the unknown one, and it is said how many")
  func rare() throws {
    let scratch = try Scratch()
    let path = try scratch.write("aaabbbccdaab", to: "a")
    let (report, file) = try make(.shares([0.5, 0.5], files: [path]), to: scratch, minimumCount: 3)
    #expect(file.vocabulary.symbols == ["a", "b", "\u{FFFD}"] && file.vocabulary.unknown == 2)
    #expect(report.rareKinds == 2 && report.rareCount == 3 && file.about.minimumCount == 3)
    #expect(try file.symbols(of: .train, 0..<6) == [0, 0, 0, 1, 1, 1])
    #expect(try file.symbols(of: .validation, 0..<6) == [2, 2, 2, 0, 0, 1])
    // Asked for, an unknown symbol is there even if nothing is rare.
    #expect(
      try make(.shares([1], files: [path]), to: scratch, minimumCount: 1, hasUnknown: true).file.vocabulary.unknown == 4
    )
    let error = #expect(throws: SequenceFileError.self) {
      try make(.shares([1], files: [path]), to: scratch, minimumCount: 13)
    }
    #expect(error?.description.contains("no symbol occurs 13 times") == true)
  }

  @Test("With files for each split the vocabulary is that of the training files")
  func ownFiles() throws {
    let scratch = try Scratch()
    let (train, test) = (try scratch.write("abcabc", to: "train"), try scratch.write("abcé–é", to: "test"))
    let division = TextDivision.files([.train: [train, train], .test: [test]])
    let error = #expect(throws: SequenceFileError.self) { try make(division, to: scratch) }
    #expect(
      error?.description.contains("test: the symbol \"é\" (U+00E9) at byte offset 3 does not occur") == true,
      "\(String(describing: error))")
    #expect(!scratch.exists("made.h5"))
    let (report, file) = try make(division, to: scratch, hasUnknown: true)
    #expect(file.vocabulary.symbols == ["a", "b", "c", "\u{FFFD}"])
    #expect(report.unknownSymbols.map(\.spelling) == ["é", "–"] && report.unknownSymbols.map(\.count) == [2, 1])
    #expect(report.unknownSymbols.map(\.offset) == [3, 5] && report.unknownSymbols[1].path == test)
    #expect(try file.length(of: .train) == 12)
    #expect(try file.symbols(of: .test, 0..<6) == [0, 1, 2, 3, 3, 3])
    let bytes = TextDivision.files([.train: [train], .validation: [test]])
    let byteError = #expect(throws: SequenceFileError.self) { try make(bytes, to: scratch, unit: .byte) }
    #expect(byteError?.description.contains("the symbol \"<C3>\" (byte 195) at byte offset 3") == true)
  }

  @Test("Where an unknown symbol is, in bytes, behind a character that lies across two blocks", arguments: 0..<4)
  func unknownBehindBorder(shift: Int) throws {
    let scratch = try Scratch()
    let before = (1 << 20) - shift
    let text = String(repeating: "a", count: before) + "😀x"
    let (train, test) = (try scratch.write("a😀", to: "train"), try scratch.write(text, to: "test"))
    let (report, _) = try make(.files([.train: [train], .test: [test]]), to: scratch, hasUnknown: true)
    #expect(report.unknownSymbols.map(\.offset) == [before + 4])
  }

  @Test("Borders are rounded to the nearest symbol", arguments: [(15, 0.5, 8), (10, 0.64, 6), (10, 0.66, 7)])
  func rounding(count: Int, share: Double, first: Int) throws {
    let scratch = try Scratch()
    let path = try scratch.write([UInt8](repeating: 0x61, count: count), to: "a")
    let (report, _) = try make(.shares([share, 1 - share], files: [path]), to: scratch)
    #expect(report.parts.map(\.count) == [first, count - first])
  }

  @Test("Blocks go to the splits in turn, by their shares, wherever the files are cut")
  func blocks() throws {
    let scratch = try Scratch()
    let text = (0..<47).map { UInt8(0x41 + $0) }
    let files = [try scratch.write(Array(text[..<13]), to: "a"), try scratch.write(Array(text[13...]), to: "b")]
    let (report, file) = try make(.blocks([0.5, 0.25, 0.25], size: 5, files: files), to: scratch)
    // Blocks of 5, the last of 2: train, validation, test, train, and so on by what is lacking.
    let order: [Split] = [.train, .validation, .test, .train, .train, .validation, .test, .train, .train, .validation]
    for split in Split.allCases {
      let expected = order.indices.filter { order[$0] == split }.flatMap { Array(text[$0 * 5..<min($0 * 5 + 5, 47)]) }
      let found = try file.vocabulary.bytes(of: file.symbols(of: split, 0..<file.length(of: split)))
      #expect(found == expected, "\(split)")
      #expect(report.parts.first { $0.split == split }?.count == expected.count)
    }
    #expect(file.about.division == "shares of the symbols, in blocks of 5 by turns: 0.5, 0.25, 0.25")
    let error = #expect(throws: SequenceFileError.self) {
      try make(.blocks([0.9, 0.1], size: 40, files: [files[1]]), to: scratch)
    }
    #expect(error?.description.contains("of which /validation would get 0") == true)
  }

  @Test("Blocks of a long text have the shares asked for to a block")
  func manyBlocks() throws {
    let scratch = try Scratch()
    let path = try scratch.write([UInt8](repeating: 0x61, count: 100_000), to: "a")
    let (report, _) = try make(.blocks([0.9, 0.05, 0.05], size: 100, files: [path]), to: scratch)
    #expect(report.parts.map(\.count) == [90_000, 5000, 5000])
  }

  @Test("A symbol that is too rare in training is unknown in the test, too")
  func rareElsewhere() throws {
    let scratch = try Scratch()
    let (train, test) = (try scratch.write("aabbc", to: "train"), try scratch.write("cab", to: "test"))
    let (report, file) = try make(.files([.train: [train], .test: [test]]), to: scratch, minimumCount: 2)
    #expect(report.unknownSymbols.map(\.spelling) == ["c"] && report.rareKinds == 1)
    #expect(try file.symbols(of: .test, 0..<3) == [2, 0, 1])
  }

  @Test("A byte-order mark and NUL are symbols, and are mentioned")
  func marks() throws {
    let scratch = try Scratch()
    let (report, file) = try make(
      .shares([1], files: [try scratch.write([0xEF, 0xBB, 0xBF, 0x61, 0, 0], to: "a")]), to: scratch)
    #expect(report.sources[0].hasMark && report.zeroCount == 2)
    #expect(file.vocabulary.symbols == ["<00>", "a", "\u{FEFF}"])
    #expect(try file.symbols(of: .train, 0..<4) == [2, 1, 0, 0])
    let wide = try scratch.write([0xFF, 0xFE, 0x61, 0], to: "wide")
    let error = #expect(throws: SequenceFileError.self) { try make(.shares([1], files: [wide]), to: scratch) }
    #expect(error?.description.contains("iconv -f utf16 -t utf8") == true)
  }

  @Test(
    "Texts that are too short are refused in a sentence",
    arguments: [
      ("", [1.0], "is empty"), ("a", [1], "has 1 symbol, of which /train would get 1"),
      ("é", [0.9, 0.05, 0.05], "has 1 symbol, of which"), ("abcdefghij", [0.8, 0.1, 0.1], "/validation would get 1"),
      ("abcdefghij", [0.1, 0.9], "/train would get 1"),
    ])
  func short(text: String, shares: [Double], words: String) throws {
    let scratch = try Scratch()
    let path = try scratch.write(text, to: "short.txt")
    let error = #expect(throws: SequenceFileError.self) { try make(.shares(shares, files: [path]), to: scratch) }
    #expect(error?.description.contains("short.txt") == true && error?.description.contains(words) == true, "\(error!)")
    #expect(scratch.content == ["short.txt"])
    let long = try scratch.write("aé bc", to: "long")
    guard text.count < 2 else { return }
    #expect(throws: SequenceFileError.self) { try make(.files([.train: [long], .test: [path]]), to: scratch) }
  }

  @Test("What is no file is refused before anything is read")
  func noFile() throws {
    let scratch = try Scratch()
    let good = try scratch.write("abc", to: "good")
    for (path, kind) in [
      (scratch.file("none"), SequenceFileError.Kind.missing), (scratch.path, .data), ("/dev/null", .data),
    ] {
      let error = #expect(throws: SequenceFileError.self) { try make(.shares([1], files: [good, path]), to: scratch) }
      #expect(error?.kind == kind && error?.description.contains(path) == true)
    }
  }

  @Test("Progress goes from nothing to all, and what it throws ends the work")
  func progress() throws {
    struct Stop: Error {}
    let scratch = try Scratch()
    let path = try scratch.write([UInt8](repeating: 0x61, count: 5 << 20), to: "a")
    var seen: [Int] = []
    try TextMaking(.shares([1], files: [path])).write(to: scratch.file("made.h5")) { done, total in
      #expect(total == 10 << 20)
      seen.append(done)
    }
    #expect(seen == seen.sorted() && seen.last == 10 << 20 && seen.count > 8)
    try FileManager.default.removeItem(atPath: scratch.file("made.h5"))
    for limit in [1 << 20, 7 << 20] {
      #expect(throws: Stop.self) {
        try TextMaking(.shares([1], files: [path])).write(to: scratch.file("made.h5")) { done, _ in
          if done >= limit { throw Stop() }
        }
      }
      #expect(scratch.content == ["a"])
    }
  }
}
