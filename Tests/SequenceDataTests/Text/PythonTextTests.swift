import Foundation
import SequenceData
import TestSupport
import Testing

@Suite("Text files and h5py", .enabled(if: Python.hasH5py, Python.missing))
struct PythonTextTests {
  /// A file by the contract; argument 2 is the type of the symbols, argument 3 the way of writing strings.
  private static let script = """
    import sys
    import h5py
    import numpy as np

    path, kind, way = sys.argv[1:]
    entries = [" ", "a", "é", "€", "?"]
    with h5py.File(path, "w") as file:
        text = (lambda s: np.bytes_(s.encode())) if way == "fixed" else (lambda s: s)
        file.attrs["format"] = text("recur.dataset")
        file.attrs["format_version"] = 1
        file.attrs["loss"] = text("softmax")
        file.attrs["task"] = text("text")
        file.attrs["unit"] = text("character")
        file.attrs["unknown"] = np.uint8(4) if way == "fixed" else 4
        if way == "fixed":
            file["vocabulary"] = np.array([e.encode() for e in entries])
        elif way == "spaces":
            kind_of = h5py.h5t.C_S1.copy()
            kind_of.set_size(8)
            kind_of.set_strpad(h5py.h5t.STR_NULLPAD)
            kind_of.set_cset(h5py.h5t.CSET_UTF8)
            space = h5py.h5s.create_simple((5,))
            data = h5py.h5d.create(file.id, b"vocabulary", kind_of, space)
            data.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([e.encode() for e in entries], "S8"), mtype=kind_of)
        else:
            file["vocabulary"] = entries
        symbols = np.array([0, 1, 2, 3, 4, 1], dtype=kind)
        options = {} if way == "fixed" else {"compression": "gzip", "chunks": (4,), "shuffle": True}
        file.create_dataset("validation/symbols", data=symbols, **options)
        file["train/symbols"] = symbols[::-1]
        file["notes"] = "whatever else there is does not matter"
    """

  @Test(
    "Files by the contract are read, whatever integers and strings they are made of",
    arguments: ["u1", "i1", "<u2", ">u2", "<i4", ">u4", "<i8", ">i8", ">u8"], ["variable", "fixed", "spaces"])
  func reads(kind: String, way: String) throws {
    let scratch = try Scratch()
    let made = try Python.run(Self.script, scratch.file(), kind, way)
    #expect(made.status == 0, "\(made.output)")
    let file = try TextFile(contentsOf: scratch.file())
    #expect(file.vocabulary.symbols == [" ", "a", "é", "€", "?"] && file.vocabulary.unknown == 4)
    #expect(file.splits == [.train, .validation])
    #expect(try file.symbols(of: .train) == SymbolArray([1, 4, 3, 2, 1, 0], cardinality: 5))
    #expect(try file.symbols(of: .validation, 2..<4) == [2, 3])
    #expect(try SequenceFileCheck(contentsOf: scratch.file()).isValid)
  }

  static let tricks: [(String, String, String)] = [
    (
      "a soft link", "f['x'] = f['train/symbols']; del f['train/symbols']; f['train/symbols'] = h5py.SoftLink('/x')",
      "is a soft link"
    ),
    (
      "a vocabulary elsewhere", "del f['vocabulary']; f['vocabulary'] = h5py.ExternalLink('x.h5', '/a')",
      "is an external link"
    ),
    ("a split behind a link", "f.move('train', 'x'); f['train'] = h5py.SoftLink('/x')", "/train is a soft link"),
    (
      "external storage",
      "del f['train/symbols']; f['train'].create_dataset('symbols', (8,), 'u1', external=[(path + '.raw', 0, 8)]); f['train/symbols'][...] = 1",
      "external storage"
    ),
    (
      "virtual storage",
      "del f['train/symbols']; v = h5py.VirtualLayout((6,), 'u1'); v[:] = h5py.VirtualSource('x.h5', 'a', (6,)); f['train'].create_virtual_dataset('symbols', v)",
      "virtual storage"
    ),
    (
      "entries that are not UTF-8",
      "del f['vocabulary']; f['vocabulary'] = np.array([b'a', b'\\xff', b'c', b'd', b'e'])", "UTF-8"
    ),
    (
      "NUL in a fixed length", "del f['vocabulary']; f['vocabulary'] = np.array([b'a', b'\\0', b'c', b'd', b'e'])",
      "should be one character, found \"\""
    ),
    ("an empty vocabulary", "del f['vocabulary']; f['vocabulary'] = h5py.Empty('S4')", "/vocabulary"),
    (
      "2⁴⁰ entries", "del f['vocabulary']; f.create_dataset('vocabulary', (2**40,), 'S4', chunks=(1024,))",
      "/vocabulary"
    ),
    (
      "a filter of its own",
      "del f['train/symbols']; f['train'].create_dataset('symbols', data=np.ones(9999, 'u1'), compression='lzf')",
      "filter lzf"
    ),
  ]

  @Test("Nothing leads out of the file, and nothing strange gets in", arguments: tricks)
  func refuses(name: String, change: String, words: String) throws {
    let scratch = try Scratch()
    #expect(try Python.run(Self.script, scratch.file(), "u1", "variable").status == 0)
    let made = try Python.run(
      "import sys, h5py, numpy as np\npath = sys.argv[1]\nf = h5py.File(path, 'r+')\n\(change)\nf.close()",
      scratch.file())
    #expect(made.status == 0, "\(made.output)")
    let error = #expect(throws: SequenceFileError.self) { try TextFile(contentsOf: scratch.file()) }
    #expect(error?.kind == .data)
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    let check = try SequenceFileCheck(contentsOf: scratch.file())
    #expect(check.findings.contains { $0.sentences.contains { $0.contains(words) } }, "\(check.findings)")
  }

  @Test("h5py reads what is written, down to the text itself")
  func written() throws {
    let scratch = try Scratch()
    let text = "Über alles: 2 € – naïve\n😀\tend"
    let path = try scratch.write(text, to: "a.txt")
    try TextMaking(.shares([0.5, 0.5], files: [path])).write(to: scratch.file())
    let script = """
      import sys, h5py
      with h5py.File(sys.argv[1]) as f:
          assert f.attrs["task"] == "text" and f.attrs["unit"] == "character" and f.attrs["unknown"] == -1
          assert f.attrs["loss"] == "softmax" and f.attrs["normalization"] == "none" and f.attrs["minimum_count"] == 1
          words = [v.decode() for v in f["vocabulary"]]
          text = "".join(words[s] for split in ("train", "validation") for s in f[split]["symbols"])
          assert f["train/position"][:3].tolist() == [0, 1, 2]
          assert text == open(sys.argv[2], encoding="utf-8", newline="").read(), text
          assert words == sorted(set(text))
      """
    let read = try Python.run(script, scratch.file(), path)
    #expect(read.status == 0, "\(read.output)")
  }
}
