import Foundation
import HDF5
import TestSupport
import Testing

/// Files that are sound, but cannot be read here or now: they are not called damaged.
@Suite("Files of other programs", .serialized, .enabled(if: Python.hasH5py, Python.missing))
struct ForeignFileTests {
  /// Writes a dataset file by the contract; `options` are those of its inputs.
  private static let writing = """
    import h5py, numpy as np, os, sys
    def write(f, **options):
        f.attrs["format"] = "recur.dataset"; f.attrs["format_version"] = 1.0; f.attrs["loss"] = "squared-error"
        g = f.create_group("train")
        x = np.repeat(np.arange(4000.0) // 50, 2).reshape(4000, 2)
        g.create_dataset("inputs", data=x, chunks=(1000, 2), **options)
        g["targets"] = x[:, :1]; g["offsets"] = np.arange(0, 4001, 40)

    """

  private func readings(_ name: String) -> [[String]] {
    [
      ["train", name, "--iterations", "1", "--hidden", "3", "--run-folder", "no"], ["data", "describe", name],
      ["check", name, "--sequences", "2"],
    ]
  }

  private func expect(_ scratch: Scratch, _ name: String, _ words: [String]) throws {
    for command in readings(name) {
      let run = try Command(command, folder: scratch.path, environment: ["RECUR_BLAS_CORE": "keep"])
      #expect(run.exitCode == 65 && run.errors.split(separator: "\n").count == 1, "\(command): \(run.errors)")
      #expect(words.allSatisfy { run.errors.contains($0) }, "\(command): \(run.errors)")
      #expect(!run.errors.contains("damaged"), "\(command): \(run.errors)")
    }
    let validated = try Command("data", "validate", name, folder: scratch.path)
    #expect(validated.exitCode == 65 && words.allSatisfy { validated.output.contains($0) }, "\(validated.output)")
    #expect(!validated.output.contains("damaged"), "\(validated.output)")
  }

  @Test("A filter that is not installed is named, with the way out")
  func filters() throws {
    let scratch = try Scratch()
    let made = try Python.run(
      Self.writing + "with h5py.File(sys.argv[1], 'w') as f: write(f, compression='lzf')", scratch.file("lzf.h5"))
    #expect(made.status == 0, "\(made.output)")
    try expect(scratch, "lzf.h5", ["/train/inputs", "the filter lzf", "not installed here", "h5repack -f GZIP=4"])
    // What can be read of it is shown.
    let shown = try Command("inspect", "lzf.h5", folder: scratch.path)
    #expect(!shown.isKilled && !shown.errors.contains("damaged"), "\(shown.errors)")
    // The same chunks under the number of another filter, whose name nobody knows.
    let other =
      Self.writing + """
        with h5py.File(sys.argv[1], "w") as f:
            write(f)
            del f["train/inputs"]
            plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE); plist.set_chunk((1000, 2))
            plist.set_filter(h5py.h5z.FILTER_LZF, h5py.h5z.FLAG_OPTIONAL, (4, 261, 16000))
            d = h5py.h5d.create(f["train"].id, b"inputs", h5py.h5t.IEEE_F64LE, h5py.h5s.create_simple((4000, 2)), plist)
            for k in range(4): d.write_direct_chunk((1000 * k, 0), b"x" * 999)
        data = open(sys.argv[1], "rb").read()
        open(sys.argv[1], "wb").write(data.replace((32000).to_bytes(2, "little"), (32015).to_bytes(2, "little")))
        """
    let made2 = try Python.run(other, scratch.file("zstd.h5"))
    #expect(made2.status == 0, "\(made2.output)")
    try expect(scratch, "zstd.h5", ["/train/inputs", "not installed here", "h5repack -f GZIP=4"])
  }

  @Test("A file that another program writes is said to be open there")
  func openElsewhere() throws {
    let scratch = try Scratch()
    // The mark that is left where a writer ends without closing.
    let marked = try Python.run(
      Self.writing + """
        f = h5py.File(sys.argv[1], "w", libver="v110", locking=False)
        write(f)
        f.flush()
        os._exit(0)
        """, scratch.file("marked.h5"))
    #expect(marked.status == 0, "\(marked.output)")
    try expect(scratch, "marked.h5", ["another program has it open for writing, or ended without closing it"])
    // One that holds it now.
    try FileManager.default.copyItem(atPath: scratch.file("marked.h5"), toPath: scratch.file("held.h5"))
    let descriptor = open(scratch.file("held.h5"), O_RDWR)
    defer { close(descriptor) }
    try #require(flock(descriptor, LOCK_EX) == 0)
    let held = try Command("data", "describe", "held.h5", folder: scratch.path)
    #expect(held.exitCode == 65 && held.errors.contains("another program has it open and locked"), "\(held.errors)")
    #expect(!held.errors.contains("damaged"), "\(held.errors)")
    // One with a checksum: whoever opens it for writing changes its first bytes.
    let made = try Command("data", "task", "addition", "--train", "5", "--output", "own.h5", folder: scratch.path)
    #expect(made.exitCode == 0, "\(made.errors)")
    let opened = try Python.run(
      "import h5py, os, sys; f = h5py.File(sys.argv[1], 'a', libver='v110', locking=False); f.flush(); os._exit(0)",
      scratch.file("own.h5"))
    #expect(opened.status == 0, "\(opened.output)")
    try expect(scratch, "own.h5", ["another program has it open for writing, or ended without closing it"])
  }
}
