import SequenceData
import TestSupport
import Testing

@Suite("What a file is")
struct FileKindTests {
  private static func zip(_ name: String) -> [UInt8] {
    [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22) + [UInt8(name.utf8.count), 0, 0, 0] + Array(name.utf8)
  }

  /// Beginnings of files with their names, and what is to be said of them where sequences are wanted.
  static let kinds: [([UInt8], String, FileKind, String)] = [
    (Array("In the beginning".utf8), "book.txt", .text, "recur data text book.txt --output book.h5"),
    (zip("train.npy"), "a/jsb.npz", .numPyArchive, "recur data arrays a/jsb.npz --output a/jsb.h5"),
    ([0x93] + Array("NUMPY".utf8), "x.npy", .numPyArray, "recur data piano-roll"),
    (Array("MThd".utf8) + [0, 0, 0, 6], "a.mid", .midi, "recur data piano-roll"),
    (Array("a,b\n1,2\n".utf8), "t.csv", .table, "recur data arrays t.csv --output t.h5"),
    (Array("MATLAB 5.0 MAT-file".utf8), "m.mat", .matlab, "recur data arrays"),
    ([0x1F, 0x8B, 8, 0], "F.h5.gz", .gzip, "gunzip -k F.h5.gz"),
    (Array("BZh91AY".utf8), "F.bz2", .bzip2, "bunzip2"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "F.xz", .xz, "unxz"),
    ([0x28, 0xB5, 0x2F, 0xFD], "F.zst", .zstandard, "unzstd"), (zip("data.csv"), "F.zip", .zip, "unzip F.zip"),
    (Array("CDF".utf8) + [1], "f.nc", .netCDF, "nccopy -k nc4 f.nc f.nc4"),
    (Array("task: addition\n".utf8), "c.yaml", .yaml, "recur train --config c.yaml"),
    ([0x80, 4, 0x95], "a.pkl", .pickle, "numpy.savez"), ([1, 2, 3, 0xFF], "x", .unknown, "Datasets/README.md"),
    (
      [0xFF, 0xFE, 0x61, 0], "w.txt", .utf16,
      "iconv -f utf16 -t utf8 w.txt > w-new.txt converts it, of which recur data text makes one"
    ),
  ]

  @Test("A file is known by its bytes, and where these leave it open by its name", arguments: kinds.indices)
  func beginnings(index: Int) {
    let (bytes, path, kind, words) = Self.kinds[index]
    let found = FileKind(start: bytes, path: path)
    #expect(found == kind)
    #expect(found.wayToSequences(path).contains(words), "\(found.wayToSequences(path))")
  }

  /// Texts that are none, or not in UTF-8, and what is said of them.
  static let texts: [([UInt8], String)] = [
    (Array("a ".utf8) + [0x93, 0x71, 0x94], "iconv -f windows-1252 -t utf8"),
    (Array("caf".utf8) + [0xE9, 0x20], "iconv -f latin1 -t utf8"),
    (Array("caf".utf8) + [0xE9, 0x20, 0x81], "file -i guesses its encoding"),
    (Array("caf\u{E9} ".utf8) + [0xFF, 0x20], "iconv -f utf8 -t utf8 -c"),
    ([0x1F, 0x8B, 8, 0, 0xFF], "gunzip"), (Array("%PDF-1.4\n%".utf8) + [0xE2, 0xE3], "pdftotext"),
    ([0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A], "recur train"), (zip("word/document.xml"), "pandoc"),
    (Array("MATLAB 5.0 MAT-file".utf8) + [0, 1, 0xFF], "it is a MATLAB file"),
    (Array("wide text".utf8).flatMap { [$0, 0] }, "iconv -f utf16"), (zip("train.npy"), "recur data piano-roll"),
  ]

  @Test("The advice for what is no text in UTF-8 fits its bytes", arguments: texts.indices)
  func advice(index: Int) throws {
    let (bytes, words) = Self.texts[index]
    let scratch = try Scratch()
    let path = try scratch.write(bytes, to: "a.txt")
    let error = #expect(throws: SequenceFileError.self) {
      try TextMaking(.shares([1], files: [path])).write(to: scratch.file("a.h5"))
    }
    #expect(error?.kind == .data && error?.description.contains(words) == true, "\(error?.description ?? "")")
    let advisesLatin = error?.description.contains("latin1") == true
    #expect(advisesLatin == words.contains("latin1"), "\(error?.description ?? "")")
    #expect(!scratch.exists("a.h5"))
  }
}
