import Foundation
import SequenceData
import TestSupport
import Testing

@Suite("Piano rolls from NumPy", .enabled(if: Python.hasH5py, Python.missing))
struct NumPyTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Random sequences; `lines` say how they are saved. They know `rolls`, `lengths`, `joined` (all steps) and `folder`.
  private func save(_ lines: String) throws {
    let script = """
      import sys, numpy as np
      folder = sys.argv[1]
      generator = np.random.default_rng(5)
      lengths = np.array([3, 5, 2, 70])
      rolls = [(generator.random((n, 88)) < 0.1) for n in lengths]
      joined = np.concatenate(rolls)
      np.savetxt(folder + "/expected.txt", joined.astype(int), fmt="%d")
      \(lines.split(separator: "\n").joined(separator: "\n"))
      """
    let made = try Python.run(script, scratch.path)
    #expect(made.status == 0, "\(made.output)")
  }

  /// Reads files and compares the inputs of each sequence, and the targets of each, with the steps.
  private func expectSteps(_ files: String...) throws {
    try PianoRoll(contentsOf: files.map { scratch.file($0) }).write(to: scratch.file())
    let part = try SequenceFile(contentsOf: scratch.file()).split(.train)
    let numbers = try scratch.text("expected.txt").split { $0.isWhitespace }.compactMap { Double($0) }
    #expect(part.count == 4 && part.rowCount == 76)
    var start = 0
    for (sequence, length) in [3, 5, 2, 70].enumerated() {
      let set = try part.sequences(sequence..<sequence + 1)
      let steps = Array(numbers[start * 88..<(start + length) * 88])
      #expect(set.inputs == .real(Array(steps.dropLast(88)), features: 88))
      #expect(set.targets == .real(Array(steps.dropFirst(88)), outputs: 88))
      start += length
    }
  }

  @Test(
    "Every type of number, in either byte order and either order of axes",
    arguments: ["?", "u1", "i1", ">i2", "<u2", "<i4", ">u4", ">i8", "<u8", "<f2", ">f4", "<f8"], ["", ", order='F'"])
  func types(type: String, order: String) throws {
    try save("np.savez(folder + '/a.npz', train=np.array(joined, dtype='\(type)'\(order)), train_len=lengths)")
    try expectSteps("a.npz")
  }

  @Test(
    "Archives, stored or deflated, packed, padded, and single arrays",
    arguments: [
      "np.savez_compressed(folder + '/a.npz', train=joined, train_length=lengths.astype('>i2'))",
      "np.savez(folder + '/a.npz', train_bits=np.packbits(joined, axis=1), train_len=lengths)",
      """
      padded = np.zeros((4, 70, 88), order='F')
      for n, roll in enumerate(rolls): padded[n, :len(roll)] = roll
      np.savez_compressed(folder + '/a.npz', train=padded, train_lengths=lengths)
      """,
      """
      import zipfile
      with zipfile.ZipFile(folder + '/a.npz', 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as z:
          z.comment = b'PK' * 30
          for name, array in (('notes', lengths), ('train', joined), ('train_len', lengths)):
              with z.open(name + '.npy', 'w', force_zip64=True) as f:
                  np.lib.format.write_array(f, array, version=(2, 0))
          z.writestr('readme.txt', 'no array')
      """,
    ])
  func archives(lines: String) throws {
    try save(lines)
    try expectSteps("a.npz")
  }

  @Test("Arrays in files of their own have the names of the files")
  func single() throws {
    try save("np.save(folder + '/train.npy', joined)\nnp.save(folder + '/train_len.npy', lengths)")
    try expectSteps("train.npy", "train_len.npy")
    let error = #expect(throws: SequenceFileError.self) {
      try PianoRoll(contentsOf: [scratch.file("train.npy"), scratch.file("train.npy")])
    }
    #expect(error?.description.contains("has an array \"train\", and so has a file before it") == true)
  }

  @Test("Deflate in all its forms: nothing to gain, much to gain, long matches", arguments: 0..<10)
  func deflate(level: Int) throws {
    try save(
      """
      import zipfile, io
      big = np.concatenate([generator.integers(0, 256, (700, 11)), np.zeros((9000, 11)), np.tile(np.arange(11), (400, 1))])
      np.savetxt(folder + "/expected.txt", np.unpackbits(big.astype('u1'), axis=1).sum(axis=1), fmt="%d")
      stream = io.BytesIO(); np.save(stream, big.astype('u1'))
      with zipfile.ZipFile(folder + '/a.npz', 'w', zipfile.ZIP_DEFLATED, compresslevel=\(level)) as z:
          z.writestr('train_bits.npy', stream.getvalue())
      """)
    try PianoRoll(contentsOf: [scratch.file("a.npz")]).write(to: scratch.file())
    let set = try SequenceFile(contentsOf: scratch.file()).split(.train).sequences(0..<1)
    guard case .real(let values, 88) = set.inputs else { return #expect(Bool(false), "inputs of 88 notes") }
    let sums = try scratch.text("expected.txt").split { $0.isWhitespace }.compactMap { Int($0) }
    #expect(values.count == 88 * (sums.count - 1))
    for (step, sum) in sums.dropLast().enumerated() {
      guard values[step * 88..<(step + 1) * 88].count(where: { $0 == 1 }) == sum else {
        return #expect(Bool(false), "step \(step)")
      }
    }
  }

  static let hostile: [(String, String)] = [
    (
      "np.savez(folder + '/a.npz', train=np.array(rolls, dtype=object))",
      "a.npz: train.npy holds pickled Python objects"
    ),
    (
      "np.save(folder + '/a.npz', np.array(rolls, dtype=object)); import os; os.rename(folder + '/a.npz.npy', folder + '/a.npz')",
      "holds pickled"
    ),
    ("import pickle; pickle.dump({'train': rolls}, open(folder + '/a.npz', 'wb'))", "a.npz is a Python pickle"),
    (
      "import pickle; pickle.dump({'train': rolls}, open(folder + '/a.npz', 'wb'), protocol=0)",
      "a.npz is a Python pickle"
    ),
    ("open(folder + '/a.npz', 'w').write('train')", "is neither a NumPy array (.npy, .npz) nor an HDF5 or MATLAB file"),
    ("open(folder + '/a.npz', 'w')", "a.npz is empty"),
    (
      "np.savez(folder + '/a.npz', train=joined.astype('c8'))",
      "should hold Booleans, integers or floating-point numbers, found the type \"<c8\""
    ),
    ("np.savez(folder + '/a.npz', train=np.array(['a', 'b']))", "found the type \"<U1\""),
    ("np.savez(folder + '/a.npz', train=np.zeros(3, dtype=[('x', 'f4'), ('y', 'u1')]))", "found the type"),
    ("np.savez(folder + '/a.npz', train=joined * 100)", "0 or 1 was expected, found 100.0"),
    ("np.savez(folder + '/a.npz', train=joined[:, :40])", "found [80, 40]"),
    ("np.savez(folder + '/a.npz', other=joined)", "has no array named train"),
    ("np.savez(folder + '/a.npz')", "a.npz"),
    (
      "np.savez(folder + '/a.npz', train=joined)\ndata = open(folder + '/a.npz', 'rb').read(); open(folder + '/a.npz', 'wb').write(data[:-30])",
      "a.npz is a damaged zip archive: its list of files"
    ),
    (
      "np.savez(folder + '/a.npz', train=joined)\ndata = bytearray(open(folder + '/a.npz', 'rb').read()); data[3000] ^= 1; open(folder + '/a.npz', 'wb').write(data)",
      "cannot be unpacked"
    ),
    (
      "np.savez_compressed(folder + '/a.npz', train=joined)\ndata = bytearray(open(folder + '/a.npz', 'rb').read()); data[200] ^= 64; open(folder + '/a.npz', 'wb').write(data)",
      "cannot be unpacked"
    ),
    (
      "np.savez_compressed(folder + '/a.npz', train=joined)\ndata = bytearray(open(folder + '/a.npz', 'rb').read()); at = data.rfind(b'PK\\x01\\x02'); data[at + 24:at + 28] = b'\\xf0\\xff\\xff\\xff'; open(folder + '/a.npz', 'wb').write(data)",
      "claims 4294967280 bytes, but only"
    ),
    (
      "import zipfile\nwith zipfile.ZipFile(folder + '/a.npz', 'w', zipfile.ZIP_BZIP2) as z: z.writestr('train.npy', b'1' * 100)",
      "is compressed by method 12"
    ),
    (
      "import zipfile\nwith zipfile.ZipFile(folder + '/a.npz', 'w') as z: z.writestr('train.npy', b'1' * 100)",
      "should be a NumPy array, it does not begin as one does"
    ),
    (
      "np.save(folder + '/x.npy', joined); data = open(folder + '/x.npy', 'rb').read().replace(b'(80, 88)', b'(99, 88)'); open(folder + '/a.npz', 'wb').write(data)",
      "declares the shape [99, 88], but 7040 bytes are there"
    ),
    (
      "np.save(folder + '/x.npy', joined); data = open(folder + '/x.npy', 'rb').read().replace(b'(80, 88)', b'(-8,-88)'); open(folder + '/a.npz', 'wb').write(data)",
      "its header is none that NumPy writes"
    ),
    (
      "np.save(folder + '/x.npy', joined); data = bytearray(open(folder + '/x.npy', 'rb').read()); data[8:10] = b'\\xff\\xff'; open(folder + '/a.npz', 'wb').write(data)",
      "its header is cut off"
    ),
    (
      "np.save(folder + '/x.npy', joined); data = bytearray(open(folder + '/x.npy', 'rb').read()); data[6] = 9; open(folder + '/a.npz', 'wb').write(data)",
      "is a NumPy array of version 9"
    ),
    ("open(folder + '/a.npz', 'wb').write(b'\\x93NUMPY\\x01')", "should be a NumPy array"),
  ]

  @Test("What is no array is refused in one sentence", arguments: hostile)
  func refused(lines: String, words: String) throws {
    try save(lines)
    let error = #expect(throws: SequenceFileError.self) {
      try PianoRoll(contentsOf: [scratch.file("a.npz")]).write(to: scratch.file("made.h5"))
    }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false && error?.kind == .data && !scratch.exists("made.h5"))
  }

  @Test("Archives and arrays that are damaged at random are refused, or give what was in them", arguments: 0..<8)
  func damaged(seed: Int) throws {
    try save(
      "np.savez_compressed(folder + '/a.npz', train=joined, train_len=lengths)\nnp.save(folder + '/b.npy', joined)")
    var generator = TestGenerator(seed: UInt64(seed))
    func random(_ limit: Int) -> Int { generator.integer(0...limit - 1) }
    for name in ["a.npz", "b.npy"] {
      let good = Array(try Data(contentsOf: URL(fileURLWithPath: scratch.file(name))))
      for _ in 0..<60 {
        var bytes = good
        for _ in 0...random(3) { bytes[random(name == "b.npy" ? 200 : bytes.count)] = UInt8(random(256)) }
        if random(4) == 0 { bytes = Array(bytes.prefix(random(bytes.count))) }
        let path = try scratch.write(bytes, to: "train.npy")
        do {
          try PianoRoll(contentsOf: [path]).write(to: scratch.file("made.h5"))
        } catch let error as SequenceFileError {
          #expect(error.description.contains("train.npy") && !error.description.contains("\n"))
        }
      }
    }
  }
}
