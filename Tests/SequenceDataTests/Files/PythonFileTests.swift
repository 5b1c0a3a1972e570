import Losses
import Foundation
import SequenceData
import TestSupport
import Testing

@Suite("Dataset files from h5py", .enabled(if: Python.hasH5py, Python.missing))
struct PythonFileTests {
  /// A file by the contract, in every form that h5py writes; argument 2 names the way.
  private static let script = """
    import sys
    import h5py
    import numpy as np

    path, way = sys.argv[1:]
    with h5py.File(path, "w") as file:
        fixed = way == "fixed"
        text = (lambda s: np.bytes_(s)) if fixed else (lambda s: s)
        file.attrs["format"] = text("recur.dataset")
        file.attrs["format_version"] = np.uint8(1) if fixed else 1
        file.attrs["loss"] = np.array([b"softmax"]) if fixed else "softmax"
        file.attrs["task"] = text("my own")
        file.attrs["baseline_loss"] = np.float32(1.5)
        group = file.create_group("train", track_order=not fixed)
        group["offsets"] = np.array([0, 2, 5], dtype=">i4" if fixed else np.uint64)
        values = np.arange(10).reshape(5, 2) / 7
        if fixed:
            group.create_dataset("inputs", data=values.astype(">f8"))
            group.create_dataset("targets", data=np.array([0, 1, 2, 1, 0], dtype=np.uint8))
            group.create_dataset("weights", data=np.array([0, 1, .5, 0, 2], dtype=">f8"))
        else:
            group.create_dataset("inputs", data=values.astype(np.float32), chunks=(2, 1), compression="gzip",
                                 shuffle=True, fletcher32=True, maxshape=(None, 2))
            group.create_dataset("targets", data=np.array([0, 1, 2, 1, 0], dtype=np.int32), compression="gzip")
            group.create_dataset("weights", data=np.array([0, 1, .5, 0, 2], dtype=np.float32))
        group["targets"].attrs["cardinality"] = np.array([3]) if fixed else 3
        file["notes"] = "whatever else there is does not matter"
    """

  @Test("Files by the contract are read as they were meant", arguments: ["fixed", "variable"])
  func reads(way: String) throws {
    let scratch = try Scratch()
    let made = try Python.run(Self.script, scratch.file(), way)
    #expect(made.status == 0, "\(made.output)")
    let file = try SequenceFile(contentsOf: scratch.file())
    #expect(file.description.task == "my own" && file.description.baselineLoss == 1.5)
    #expect(file.description.loss == .softmax && file.description.seed == nil)
    let values = (0..<10).map { way == "fixed" ? Double($0) / 7 : Double(Float(Double($0) / 7)) }
    #expect(
      try file.split(.train).sequences(0..<2)
        == SequenceSet(
          offsets: [0, 2, 5], inputs: .real(values, features: 2), targets: .classes([0, 1, 2, 1, 0], cardinality: 3),
          weights: [0, 1, 0.5, 0, 2]))
    #expect(try SequenceFileCheck(contentsOf: scratch.file()).isValid)
  }

  /// Ways to lead a reader elsewhere, and what h5py alone can write; each changes the file `f`.
  static let tricks: [(String, String, String)] = [
    ("a soft link", "del f['train/inputs']; f['train/inputs'] = h5py.SoftLink('/train/targets')", "is a soft link"),
    ("a dangling soft link", "del f['train/weights']; f['train/weights'] = h5py.SoftLink('/none')", "is a soft link"),
    (
      "an external link", "del f['train/inputs']; f['train/inputs'] = h5py.ExternalLink('x.h5', '/a')",
      "is an external link"
    ),
    (
      "a split behind a link", "f.move('train', 'elsewhere'); f['train'] = h5py.SoftLink('/elsewhere')",
      "/train is a soft link"
    ),
    (
      "a split in another file", "del f['train']; f['train'] = h5py.ExternalLink('x.h5', '/train')",
      "/train is an external link"
    ),
    ("a link to itself", "del f['train/inputs']; f['train/inputs'] = h5py.SoftLink('/train/inputs')", "is a soft link"),
    (
      "external storage",
      "del f['train/inputs']; f['train'].create_dataset('inputs', (5, 2), 'f4', external=[(path + '.raw', 0, 40)]); f['train/inputs'][...] = 1",
      "external storage"
    ),
    (
      "virtual storage",
      "del f['train/inputs']; v = h5py.VirtualLayout((5, 2), 'f4'); v[:] = h5py.VirtualSource('x.h5', 'a', (5, 2)); f['train'].create_virtual_dataset('inputs', v)",
      "virtual storage"
    ),
    ("half precision", "del f['train/inputs']; f['train/inputs'] = np.ones((5, 2), 'f2')", "found float16"),
    ("complex numbers", "del f['train/inputs']; f['train/inputs'] = np.ones((5, 2), 'c8')", "found compound"),
    ("a named type", "del f['train/inputs']; f['train/inputs'] = np.dtype('f4')", "/train/inputs"),
    ("an empty dataset", "del f['train/inputs']; f['train/inputs'] = h5py.Empty('f4')", "/train/inputs"),
    ("an empty attribute", "f.attrs['loss'] = h5py.Empty('S4')", "'loss' should be a text"),
    ("bytes that are not UTF-8", "f.attrs['loss'] = np.bytes_(b'\\xff\\xfe')", "'loss' should be"),
    (
      "an unknown filter",
      "del f['train/inputs']; f['train'].create_dataset('inputs', data=np.ones((5, 2), 'f4'), compression='lzf')",
      "filter lzf"
    ),
    (
      "sizes without storage",
      "del f['train/inputs']; f['train'].create_dataset('inputs', (2**60, 2), 'f4', chunks=(1024, 2))",
      "never been written"
    ),
  ]

  @Test("Nothing leads out of the file, and nothing strange gets in", arguments: tricks)
  func refuses(name: String, change: String, words: String) throws {
    let scratch = try Scratch()
    #expect(try Python.run(Self.script, scratch.file(), "variable").status == 0)
    let made = try Python.run(
      "import sys, h5py, numpy as np\npath = sys.argv[1]\nf = h5py.File(path, 'r+')\n\(change)\nf.close()",
      scratch.file())
    #expect(made.status == 0, "\(made.output)")
    let error = #expect(throws: SequenceFileError.self) { try SequenceFile(contentsOf: scratch.file()) }
    #expect(error?.kind == .data)
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    let check = try SequenceFileCheck(contentsOf: scratch.file())
    #expect(check.findings.contains { $0.sentences.contains { $0.contains(words) } }, "\(check.findings)")
  }
}
