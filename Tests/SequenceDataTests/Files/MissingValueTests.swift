import DurableFiles
import HDF5
import SequenceData
import TestSupport
import Testing

@Suite("Values that are missing")
struct MissingValueTests {
  private func sentences(_ path: String, allowsNonFinite: Bool = false) throws -> [String] {
    try SequenceFileCheck(contentsOf: path, allowsNonFinite: allowsNonFinite).findings.flatMap(\.sentences)
  }

  @Test(
    "A number that stands for none is refused when it is checked and when it is read",
    arguments: [
      ("inputs", "_FillValue", 2.0, "row 3 (step 1 of sequence 1), column 0"),
      ("inputs", "missing_value", 11.0 / 3, "row 5 (step 0 of sequence 2), column 1"),
      ("targets", "_FillValue", 1.0, "row 1 (step 1 of sequence 0)"),
    ])
  func numbers(array: String, attribute: String, value: Double, words: String) throws {
    let scratch = try Scratch()
    try SampleFile.numbers(at: scratch.file(), loss: "squared-error") { root in
      try root.dataset("train/\(array)").attributes.set(attribute, to: [value])
    }
    let found = try sentences(scratch.file())
    #expect(found.contains { $0.contains("/train/\(array), \(words)") && $0.contains("_FillValue") }, "\(found)")
    let split = try SequenceFile(contentsOf: scratch.file()).split(.train)
    #expect(throws: SequenceFileError.self) { _ = try split.sequences(0..<3) }
    #expect(try sentences(scratch.file(), allowsNonFinite: true).isEmpty)
    let allowed = try SequenceFile(contentsOf: scratch.file(), allowsNonFinite: true).split(.train)
    #expect(try allowed.sequences(0..<3).count == 3)
  }

  @Test("Symbols and classes that stand for none are refused, and weights in any case")
  func classes() throws {
    let scratch = try Scratch()
    for (array, value, isForgiven) in [("inputs", 3.0, true), ("targets", 2, true), ("weights", 0.5, false)] {
      try SampleFile.classes(at: scratch.file()) { root in
        try root.dataset("train/\(array)").attributes.set("_FillValue", to: value)
      }
      #expect(try sentences(scratch.file()).count == (array == "targets" ? 2 : 1), "\(array)")
      #expect(try sentences(scratch.file(), allowsNonFinite: true).isEmpty == isForgiven, "\(array)")
    }
    try SampleText.write(to: scratch.file()) { root in
      try root.dataset("test/symbols").attributes.set("_FillValue", to: UInt8(2))
    }
    let found = try sentences(scratch.file())
    #expect(found.count == 1 && found[0].contains("/test/symbols, position 2: a symbol was expected, found 2"))
  }

  @Test("What does not occur is no reason to refuse a file, nor is a text or a number that is not finite")
  func absent() throws {
    let scratch = try Scratch()
    try SampleFile.numbers(at: scratch.file(), loss: "squared-error") { root in
      let inputs = try root.dataset("train/inputs")
      try inputs.attributes.set("_FillValue", to: -999.0)
      try inputs.attributes.set("missing_value", to: "none")
      try inputs.attributes.set("scale_factor", to: 1.0)
      try root.dataset("train/targets").attributes.set("_FillValue", to: Double.nan)
    }
    #expect(try sentences(scratch.file()).isEmpty)
  }

  @Test("What NetCDF fills arrays with is refused in its files, and so are packed numbers")
  func conventions() throws {
    let scratch = try Scratch()
    let values = (0..<12).map { $0 == 7 ? 9.9692099683868690e36 : Double($0) }
    for isNetCDF in [false, true] {
      try SampleFile.numbers(at: scratch.file(), loss: "squared-error") { root in
        if isNetCDF { try root.attributes.set("_NCProperties", to: "version=2,netcdf=4.9.0,hdf5=1.10.8") }
        try SampleFile.replace("train/inputs", with: values.map { Float($0) }, shape: [6, 2], in: root)
      }
      #expect(try sentences(scratch.file()).isEmpty == !isNetCDF)
    }
    for (name, value) in [("scale_factor", 0.01), ("add_offset", 273.15)] {
      try SampleFile.numbers(at: scratch.file(), loss: "squared-error") { root in
        try root.dataset("train/inputs").attributes.set(name, to: value)
      }
      #expect(try sentences(scratch.file()).first?.contains("is packed (\(name) = \(value))") == true)
    }
  }
}
