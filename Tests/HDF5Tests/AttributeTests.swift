import DurableFiles
import HDF5
import TestSupport
import Testing

@Suite("Attributes")
struct AttributeTests {
  let scratch: Scratch
  let file: File

  init() throws {
    scratch = try Scratch()
    file = try File.create(scratch.file())
  }

  @Test("numbers and texts are read back, alone and in rows")
  func roundTrips() throws {
    let attributes = try file.root.createGroup(named: "model").attributes
    try attributes.set("seed", to: UInt64.max)
    try attributes.set("damping", to: 0.1)
    try attributes.set("sizes", to: [3, 100, 2])
    try attributes.set("none", to: [Float]())
    try attributes.set("cell", to: "tanh, größer 𝛌")
    try attributes.set("empty", to: "")
    try attributes.set("labels", to: ["a", "", "ß"])
    try attributes.set("no labels", to: [String]())

    #expect(try attributes["seed"].readScalar(as: UInt64.self) == .max)
    #expect(try attributes["damping"].readScalar(as: Double.self) == 0.1)
    #expect(try attributes["sizes"].read(as: Int.self) == [3, 100, 2])
    #expect(try attributes["sizes"].read(as: Int8.self) == [3, 100, 2])
    #expect(try attributes["sizes"].read(as: Double.self) == [3, 100, 2])
    #expect(try attributes["none"].read(as: Float.self) == [])
    #expect(try attributes["cell"].readString() == "tanh, größer 𝛌")
    #expect(try attributes["empty"].readString() == "")
    #expect(try attributes["labels"].readStrings() == ["a", "", "ß"])
    #expect(try attributes["no labels"].readStrings() == [])
    #expect(
      try attributes.names == ["cell", "damping", "empty", "labels", "no labels", "none", "seed", "sizes"])
    #expect(try attributes["seed"].shape == [])
    #expect(try attributes["seed"].elementType.description == "uint64")
    #expect(try attributes["cell"].elementType.description == "string")
  }

  @Test("a second value takes the place of the first, whatever its type")
  func replacement() throws {
    let attributes = try file.root.attributes
    try attributes.set("x", to: 1)
    try attributes.set("x", to: ["a", "b"])
    #expect(try attributes["x"].readStrings() == ["a", "b"])
    #expect(try attributes.names == ["x"])
    #expect(try attributes.contains("x"))
    try attributes.remove("x")
    #expect(try !attributes.contains("x"))
  }

  @Test("more attributes than fit an object's description")
  func many() throws {
    let attributes = try file.root.createDataset(named: "d", values: [1]).attributes
    for index in 0..<100 { try attributes.set("a\(index)", to: index) }
    #expect(try attributes.names.count == 100)
    for index in 0..<100 { #expect(try attributes["a\(index)"].readScalar(as: Int.self) == index) }
  }

  @Test("a number without a place in the type asked for, and another kind, are refused")
  func refusals() throws {
    let attributes = try file.root.attributes
    try attributes.set("large", to: 1000)
    try attributes.set("third", to: 1.0 / 3)
    try attributes.set("name", to: "text")
    try attributes.set("pair", to: [1, 2])
    #expect(throws: HDF5Error.self) { try attributes["large"].readScalar(as: UInt8.self) }
    #expect(throws: HDF5Error.self) { try attributes["third"].readScalar(as: Int.self) }
    #expect(throws: HDF5Error.self) { try attributes["name"].readScalar(as: Int.self) }
    #expect(throws: HDF5Error.self) { try attributes["large"].readString() }
    #expect(throws: HDF5Error.self) { try attributes["pair"].readScalar(as: Int.self) }
    #expect(throws: HDF5Error.self) { try attributes.set("nul", to: "a\0b") }
    let error = #expect(throws: HDF5Error.self) { try attributes["missing"].readString() }
    #expect(error?.object == "attribute 'missing' of /")
  }
}
