import DurableFiles
import HDF5
import SequenceData
import TestSupport
import Testing

@Suite("Attributes as other programs write them")
struct ForeignAttributeTests {
  private func sentences(_ path: String) throws -> [String] {
    try SequenceFileCheck(contentsOf: path).findings.flatMap(\.sentences)
  }

  @Test("Whole numbers are taken as floating-point ones, of any width, scalar or in an array of one")
  func wholeNumbers() throws {
    let scratch = try Scratch()
    try SampleFile.classes(at: scratch.file()) { root in
      try root.attributes.set("format_version", to: 1.0)
      try root.attributes.set("length", to: [Float(5)])
      try root.dataset("train/inputs").attributes.set("cardinality", to: [4.0])
      try root.dataset("train/targets").attributes.set("cardinality", to: Float(3))
    }
    #expect(try sentences(scratch.file()).isEmpty)
    let file = try SequenceFile(contentsOf: scratch.file())
    #expect(file.description.length == 5)
    #expect(try file.split(.train).inputs == .symbols(cardinality: 4))
    try SampleText.write(to: scratch.file()) { root in
      try root.attributes.set("format_version", to: 1.0)
      try root.attributes.set("unknown", to: -1.0)
      try root.attributes.set("minimum_count", to: 2.0)
    }
    #expect(try sentences(scratch.file()).isEmpty)
  }

  @Test("Those that are not whole are refused with what was found", arguments: [1.5, -0.25, .nan, .infinity, 1e300])
  func fractions(value: Double) throws {
    let scratch = try Scratch()
    try SampleFile.classes(at: scratch.file()) { try $0.attributes.set("format_version", to: value) }
    let found = try sentences(scratch.file())
    #expect(found.count == 1 && found[0].contains("'format_version' should be a whole number, found float64 \(value)"))
  }

  @Test(
    "Matrices of one element and texts of fixed length in any padding are taken",
    .enabled(if: Python.hasH5py, Python.missing), arguments: ["NULLTERM", "NULLPAD", "SPACEPAD"])
  func padding(name: String) throws {
    let scratch = try Scratch()
    try SampleFile.classes(at: scratch.file())
    let script = """
      import h5py, numpy as np, sys
      with h5py.File(sys.argv[1], "r+") as f:
          for key, value in (("format", b"recur.dataset"), ("loss", b"softmax")):
              del f.attrs[key]
              kind = h5py.h5t.C_S1.copy(); kind.set_size(20); kind.set_strpad(getattr(h5py.h5t, "STR_" + sys.argv[2]))
              space = h5py.h5s.create_simple((1, 1))
              pad = b" " if sys.argv[2] == "SPACEPAD" else b"\\0"
              h5py.h5a.create(f.id, key.encode(), kind, space).write(np.array([[value.ljust(20, pad)]], dtype="S20"), kind)
          f.attrs["format_version"] = np.array([[1.0]], dtype="f4")
      """
    let made = try Python.run(script, scratch.file(), name)
    #expect(made.status == 0, "\(made.output)")
    #expect(try sentences(scratch.file()).isEmpty)
  }

  @Test("Whole numbers as targets are refused by what the loss wants, without a word of a cardinality")
  func targets() throws {
    let scratch = try Scratch()
    for loss in ["squared-error", "logistic"] {
      for shape in [[6], [6, 1]] {
        try SampleFile.numbers(at: scratch.file(), loss: loss) { root in
          try SampleFile.replace("train/targets", with: [0, 1, 0, 1, 1, 0] as [Int64], shape: shape, in: root)
        }
        let found = try sentences(scratch.file())
        #expect(
          found.count == 1
            && found[0].contains(
              "loss = \(loss) needs numbers of shape (rows, outputs), as float32 or float64, found int64"),
          "\(found)")
        #expect(!found[0].contains("cardinality"))
      }
    }
    try SampleFile.classes(at: scratch.file()) { root in
      try SampleFile.replace("train/targets", with: [0, 2, 1, 0, 1, 2] as [Int64], in: root)
    }
    let needed = try sentences(scratch.file())
    #expect(needed.contains { $0.contains("needs the attribute 'cardinality'") }, "\(needed)")
  }
}
