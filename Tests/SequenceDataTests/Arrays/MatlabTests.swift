import Foundation
import SequenceData
import TestSupport
import Testing

private enum SciPy {
  static let isThere = Python.hasH5py && (try? Python.run("import scipy.io").status) == 0
}

@Suite("MATLAB files", .enabled(if: SciPy.isThere, "\(Python.interpreter) has no scipy and h5py"))
struct MatlabTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func save(_ lines: String) throws {
    let made = try Python.run(
      """
      import sys
      import numpy as np
      import h5py
      from scipy.io import savemat
      path = sys.argv[1] + '/a.mat'
      lengths = [3, 2, 4]
      sequences = [np.arange(2.0 * k).reshape(k, 2) + 100 * n for n, k in enumerate(lengths)]
      padded = np.zeros((3, 4, 2))
      for n, s in enumerate(sequences): padded[n, :len(s)] = s
      cells = np.empty((1, 3), dtype=object)
      for n, s in enumerate(sequences): cells[0, n] = s
      names = np.array(['wet', 'dry', 'wet'], dtype=object)
      \(lines)
      """, scratch.path)
    #expect(made.status == 0, "\(made.output)")
  }

  private func read(_ change: (inout ArrayChoices) -> Void = { _ in }) throws -> (SequenceSet, SequenceFile) {
    var choices = ArrayChoices()
    choices.shares = [1, 0, 0]
    change(&choices)
    let dataset = try ArrayDataset(contentsOf: [scratch.file("a.mat")], choices)
    try dataset.write(to: scratch.file("made.h5"), SequenceFileDescription(loss: dataset.loss))
    let file = try SequenceFile(contentsOf: scratch.file("made.h5"))
    return (try file.split(.train).sequences(0..<3), file)
  }

  @Test(
    "Padded, joined, in cells; numbers of several classes; compressed or not",
    arguments: [
      "savemat(path, {'x': padded, 'lengths': np.array([lengths]), 'y': np.array([[4.0, 2, 4]]).T})",
      "savemat(path, {'x': padded.astype('f4'), 'lengths': np.array([lengths], 'u1'), 'y': np.array([[4, 2, 4]], 'i2')}, do_compression=True)",
      "savemat(path, {'x': np.concatenate(sequences), 'lengths': np.array([lengths]).T, 'y': np.array([[4.0], [2], [4]]), 's': {'a': 1}}, do_compression=True)",
      "savemat(path, {'x': cells, 'y': np.array([4.0, 2, 4])})",
      """
      with h5py.File(path, 'w', userblock_size=512) as f:
              for name, array in (('x', padded), ('lengths', np.array([lengths]).astype('f8')), ('y', np.array([[4.0, 2, 4]]))):
                  f[name] = array.T
                  f[name].attrs['MATLAB_class'] = np.bytes_('double')
              f['words'] = np.zeros((3, 3), 'u2')
              f['words'].attrs['MATLAB_class'] = np.bytes_('char')
      with open(path, 'r+b') as f: f.write(b'MATLAB 7.3 MAT-file, Platform: GLNXA64'.ljust(124, b' ') + b'\\x00\\x02IM')
      """.replacing("        ", with: "    "),
    ])
  func forms(lines: String) throws {
    try save(lines)
    let (set, file) = try read()
    #expect(set.offsets == [0, 3, 5, 9])
    var expected: [Double] = []
    for (n, steps) in [3, 2, 4].enumerated() { expected += (0..<2 * steps).map { Double(100 * n + $0) } }
    #expect(set.inputs == .real(expected, features: 2) && file.encoding.outputNames == ["2", "4"])
    #expect(set.targets == .classes([0, 0, 1, 0, 0, 0, 0, 0, 1], cardinality: 2))
  }

  @Test(
    "Words in cells, or as the rows of a matrix of characters", arguments: ["names", "np.array(['wet', 'dry', 'wet'])"])
  func words(names: String) throws {
    try save("savemat(path, {'x': cells, 'y': \(names)}, do_compression=True)")
    #expect(try read().1.encoding.outputNames == ["dry", "wet"])
  }

  @Test(
    "What cannot be read is one sentence",
    arguments: [
      ("savemat(path, {'x': cells, 'y': np.array([1j, 2, 3])})", "holds complex numbers"),
      ("savemat(path, {'x': cells, 's': {'a': 1}})", "has nothing to ask for"),
      ("savemat(path, {'a': cells, 'b': cells})", "has no array named x"),
      ("open(path, 'wb').write(b'MATLAB 5.0 MAT-file')", "its header is cut off"),
      (
        "savemat(path, {'x': padded}); d = open(path, 'rb').read(); open(path, 'wb').write(d[:-40])",
        "is a damaged MATLAB file"
      ),
      (
        "savemat(path, {'x': padded}, do_compression=True); d = bytearray(open(path, 'rb').read()); d[170] ^= 64; open(path, 'wb').write(d)",
        "cannot be unpacked"
      ),
    ])
  func refused(lines: String, words: String) throws {
    try save(lines)
    let error = #expect(throws: SequenceFileError.self) { try read() }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false && error?.kind == .data)
  }

  @Test("Files that are damaged at random are refused in one line, or are still arrays", arguments: 0..<6)
  func damaged(seed: Int) throws {
    try save(
      "savemat(path, {'x': cells, 'lengths': np.array([lengths]), 'y': names}, do_compression=\(seed % 2 == 0 ? "True" : "False"))"
    )
    let good = Array(try Data(contentsOf: URL(fileURLWithPath: scratch.file("a.mat"))))
    var generator = TestGenerator(seed: UInt64(seed))
    func random(_ limit: Int) -> Int { generator.integer(0...limit - 1) }
    var choices = ArrayChoices()
    choices.shares = [1, 0, 0]
    for _ in 0..<300 {
      var bytes = good
      for _ in 0...random(3) { bytes[100 + random(bytes.count - 100)] = UInt8(random(256)) }
      if random(5) == 0 { bytes = Array(bytes.prefix(random(bytes.count))) }
      try scratch.write(bytes, to: "a.mat")
      do {
        _ = try ArrayDataset(contentsOf: [scratch.file("a.mat")], choices)
      } catch let error as SequenceFileError {
        #expect(error.description.contains("a.mat") && !error.description.contains("\n"), "\(error)")
      }
    }
  }

  @Test("Piano rolls are cells of steps × notes, by the names in which they circulate")
  func pianoRolls() throws {
    try save(
      """
      def roll(*lengths):
          cell = np.empty((1, len(lengths)), dtype=object)
          for n, k in enumerate(lengths): cell[0, n] = (np.arange(88 * k).reshape(k, 88) % (n + 2) == 0).astype(np.uint8)
          return cell
      savemat(path, {'traindata': roll(3, 1, 2), 'validdata': roll(4), 'testdata': roll(2)})
      """)
    let splits = try PianoRoll(contentsOf: [scratch.file("a.mat")]).write(to: scratch.file("r.h5"))
    #expect(splits.map(\.split) == [.train, .validation, .test] && splits.map(\.sequences) == [2, 1, 1])
    #expect(splits.map(\.tooShort) == [1, 0, 0])
    let set = try SequenceFile(contentsOf: scratch.file("r.h5")).split(.train).sequences(0..<2)
    #expect(set.offsets == [0, 2, 3])
    guard case .real(let inputs, 88) = set.inputs, case .real(let targets, 88) = set.targets else {
      return #expect(Bool(false), "88 notes were expected")
    }
    #expect(inputs[..<176].elementsEqual((0..<176).map { $0 % 2 == 0 ? 1 : 0 }))
    #expect(targets[..<176].elementsEqual((88..<264).map { $0 % 2 == 0 ? 1 : 0 }))
    #expect(targets[176...].elementsEqual((88..<176).map { $0 % 4 == 0 ? 1 : 0 }))
  }
}
