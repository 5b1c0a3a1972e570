import DurableFiles
import HDF5
import TestSupport
import Testing

@Suite("Texts")
struct StringTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("texts are read back, alone and in rows")
  func roundTrips() throws {
    let path = scratch.file()
    let long = String(repeating: "long ", count: 50_000)
    let file = try File.create(path)
    try file.root.createDataset(named: "vocabulary", strings: ["a", "", " padded ", "zwölf", "🎹", long])
    try file.root.createDataset(named: "none", strings: [])
    try file.root.createDataset(named: "experiment", string: "cell: tanh\n")
    try file.close()
    let root = try File.open(path).root
    #expect(try root.dataset("vocabulary").readStrings() == ["a", "", " padded ", "zwölf", "🎹", long])
    #expect(try root.dataset("vocabulary").shape == [6])
    #expect(try root.dataset("none").readStrings() == [])
    #expect(try root.dataset("experiment").readString() == "cell: tanh\n")
    #expect(try root.dataset("experiment").shape == [])
    #expect(throws: HDF5Error.self) { try root.dataset("experiment").read(as: Int.self) }
    #expect(throws: HDF5Error.self) { try root.dataset("vocabulary").readString() }
  }

  @Test("texts are written and read in slabs, and appended", arguments: [FileBuffering.memory, .disk])
  func slabs(buffering: FileBuffering) throws {
    let path = scratch.file()
    try File.replacing(path, growing: buffering) { file in
      let words = try file.root.createDataset(
        named: "words", strings: ["a", "b", "c"], options: DatasetOptions(chunk: [2], isExtendible: true))
      try words.write(["zwei", ""], start: [1], count: [2])
      try words.append(["vier", "fünf"])
      #expect(throws: HDF5Error.self) { try words.write(["x"], start: [5], count: [1]) }
      #expect(throws: HDF5Error.self) { try words.append([1]) }
    }
    let words = try File.open(path).root.dataset("words")
    #expect(try words.readStrings() == ["a", "zwei", "", "vier", "fünf"])
    for start in 0...5 {
      for count in 0...(5 - start) {
        let expected = Array(["a", "zwei", "", "vier", "fünf"][start..<start + count])
        #expect(try words.readStrings(start: [start], count: [count]) == expected)
      }
    }
    #expect(throws: HDF5Error.self) { try words.readStrings(start: [4], count: [2]) }
  }

  @Test("a text with a NUL character is not written")
  func nul() throws {
    let root = try File.create(scratch.file()).root
    #expect(throws: HDF5Error.self) { try root.createDataset(named: "a", strings: ["x", "a\0b"]) }
  }

  static let script = """
    import h5py, numpy, sys
    from h5py import h5t, h5d, h5s, h5a
    with h5py.File(sys.argv[1], "w") as file:
        words = ["a", "", "zwölf", "in  two"]
        for name, pad in [("terminated", h5t.STR_NULLTERM), ("null", h5t.STR_NULLPAD), ("space", h5t.STR_SPACEPAD)]:
            for cset in [h5t.CSET_ASCII, h5t.CSET_UTF8]:
                kind = h5t.C_S1.copy(); kind.set_size(9); kind.set_strpad(pad); kind.set_cset(cset)
                fill = b" " if name == "space" else b"\\0"
                data = numpy.array([w.encode().ljust(9, fill) for w in words], dtype="S9")
                path = f"{name} {cset}"
                dataset = h5d.create(file.id, path.encode(), kind, h5s.create_simple((4,)))
                dataset.write(h5s.ALL, h5s.ALL, data, kind)
                attribute = h5a.create(dataset, b"words", kind, h5s.create_simple((4,)))
                attribute.write(data, kind)
        for name, encoding in [("variable ascii", "ascii"), ("variable utf-8", "utf-8")]:
            dataset = file.create_dataset(name, (4,), dtype=h5py.string_dtype(encoding))
            dataset[:] = [w.encode() for w in words]
            dataset.attrs.create("words", [w.encode() for w in words], dtype=h5py.string_dtype(encoding))
        full = file.create_dataset("full", data=numpy.array([b"abc", b"def"], dtype="S3"))
        file.attrs["plain"] = "täglich"
        file.attrs["bytes"] = numpy.bytes_("bytes")
        file.attrs["latin"] = numpy.bytes_("ä".encode("latin-1"))
        file["flags"] = numpy.array([True, False, True])
        file["big"] = numpy.arange(5, dtype=">i4")
        file["half"] = numpy.array([0.5, -2], dtype="f2")
        file["nothing"] = h5py.Empty("f8")
        file["pairs"] = numpy.zeros(3, dtype=[("x", "f4"), ("y", "i8")])
        file["complex"] = numpy.zeros(3, dtype="c8")
        file["references"] = numpy.array([full.ref], dtype=h5py.ref_dtype)
        file["soft"] = h5py.SoftLink("/big")
        file["dangling"] = h5py.SoftLink("/nowhere")
        file["external"] = h5py.ExternalLink("other.h5", "/x")
        file["groups/inner/array"] = numpy.arange(3)
        file["through"] = h5py.SoftLink("/groups")
        file["type"] = numpy.dtype("f8")
        layout = h5py.VirtualLayout(shape=(5,), dtype="i4")
        layout[:] = h5py.VirtualSource(sys.argv[1], "big", shape=(5,))
        file.create_virtual_dataset("virtual", layout)
        file.create_dataset("outside", (2,), "i4", external=[(sys.argv[1] + ".raw", 0, 8)])
    """

  func fixture() throws -> Group {
    let path = scratch.file("h5py.h5")
    let (status, output) = try Python.run(Self.script, path)
    try #require(status == 0, "\(output)")
    return try File.open(path).root
  }

  @Test("texts of every kind that h5py writes are read", .enabled(if: Python.hasH5py, Python.missing))
  func everyKind() throws {
    let root = try fixture()
    let words = ["a", "", "zwölf", "in  two"]
    let names =
      ["terminated", "null", "space"].flatMap { ["\($0) 0", "\($0) 1"] } + ["variable ascii", "variable utf-8"]
    for name in names {
      #expect(try root.dataset(name).readStrings() == words, "\(name)")
      #expect(try root.dataset(name).attributes["words"].readStrings() == words, "\(name)")
    }
    #expect(try root.dataset("full").readStrings() == ["abc", "def"])
    #expect(try root.dataset("full").elementType == .string(bytes: 3))
    #expect(try root.attributes["plain"].readString() == "täglich")
    #expect(try root.attributes["bytes"].readString() == "bytes")
    #expect(throws: HDF5Error.self) { try root.attributes["latin"].readString() }
  }

  @Test("numbers of every kind that h5py writes are read or refused", .enabled(if: Python.hasH5py, Python.missing))
  func numbers() throws {
    let root = try fixture()
    #expect(try root.dataset("flags").read(as: UInt8.self) == [1, 0, 1])
    #expect(try root.dataset("flags").read(as: Float.self) == [1, 0, 1])
    #expect(try root.dataset("flags").elementType == .enumeration(bytes: 1))
    #expect(try root.dataset("big").read(as: Int32.self) == [0, 1, 2, 3, 4])
    #expect(try root.dataset("half").read(as: Float.self) == [0.5, -2])
    #expect(try root.dataset("nothing").read(as: Double.self) == [])
    for name in ["pairs", "complex", "references"] {
      let error = #expect(throws: HDF5Error.self) { try root.dataset(name).read(as: Double.self) }
      #expect(error?.reason.contains("not a number") == true)
    }
  }

  @Test("links and storage elsewhere are told apart", .enabled(if: Python.hasH5py, Python.missing))
  func links() throws {
    let root = try fixture()
    #expect(try root.linkKind(of: "soft") == .soft)
    #expect(try root.linkKind(of: "dangling") == .soft)
    #expect(try root.linkKind(of: "external") == .external)
    #expect(try root.linkKind(of: "groups/inner/array") == .hard)
    #expect(try root.linkKind(of: "through/inner/array") == .soft)
    #expect(try root.contains("dangling"))
    let members = try root.members
    #expect(members.first { $0.name == "dangling" }?.link == .soft)
    #expect(members.first { $0.name == "external" }?.kind == nil)
    #expect(members.first { $0.name == "type" }?.kind == .namedType)
    #expect(try root.dataset("virtual").storage.kind == .virtual)
    #expect(try root.dataset("outside").storage.kind == .external)
    #expect(try root.dataset("big").storage.kind == .contiguous)
    #expect(try root.dataset("big").storage.bytes == 20)
  }

  @Test("h5py reads what this module writes", .enabled(if: Python.hasH5py, Python.missing))
  func readBack() throws {
    let path = scratch.file()
    try File.replacing(path) { file in
      let root = try file.root
      try root.attributes.set("format", to: "größe")
      try root.attributes.set("labels", to: ["x", "yy"])
      try root.attributes.set("sizes", to: [1, 2] as [Int32])
      let matrix = try root.createDataset(
        named: "train/m", values: (0..<6).map { Float($0) }, shape: [2, 3], options: .growing)
      let time = try root.createDataset(named: "time", values: [0.0, 0.5])
      try time.makeScale(named: "seconds")
      try matrix.attachScale(time, toAxis: 0)
      try matrix.setLabel("time", ofAxis: 0)
      try root.createDataset(named: "vocabulary", strings: ["ä", ""])
    }
    let (status, output) = try Python.run(
      """
      import h5py, numpy, sys
      with h5py.File(sys.argv[1]) as file:
          assert file.attrs["format"] == "größe" and list(file.attrs["labels"]) == ["x", "yy"]
          assert file.attrs["sizes"].dtype == "<i4" and list(file.attrs["sizes"]) == [1, 2]
          m = file["train/m"]
          assert m.dtype == "<f4" and m.fletcher32 and m.shuffle and m.compression == "gzip" and m.maxshape == (None, 3)
          assert (m[:] == numpy.arange(6).reshape(2, 3)).all()
          assert m.dims[0].label == "time" and m.dims[0][0][1] == 0.5 and m.dims[0].keys() == ["seconds"]
          assert list(file["vocabulary"].asstr()) == ["ä", ""]
      """, path)
    #expect(status == 0, "\(output)")
  }
}
