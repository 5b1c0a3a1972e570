import DurableFiles
import HDF5
import TestSupport
import Testing

@Suite("What is written is read back")
struct RoundTripTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Writes values under several layouts, reads them after the file has been opened again.
  func expectRoundTrip<T: Element & Equatable>(_ values: [T]) throws {
    let layouts: [DatasetOptions] = [
      .plain, .compressed, .growing, DatasetOptions(chunk: [3]), DatasetOptions(chunk: [1], isChecksummed: true),
    ]
    let path = scratch.file("\(T.self).h5")
    let file = try File.create(path, .truncating)
    for (index, options) in layouts.enumerated() {
      try file.root.createDataset(named: "layout \(index)", values: values, options: options)
    }
    try file.close()

    let reopened = try File.open(path)
    for index in layouts.indices {
      let dataset = try reopened.root.dataset("layout \(index)")
      #expect(try dataset.elementType == T.elementType)
      #expect(try dataset.shape == [values.count])
      #expect(try dataset.read(as: T.self) == values)
    }
  }

  @Test("every integer type, at its limits, in every layout", arguments: [0, 1, 2, 7, 64, 1001])
  func integers(count: Int) throws {
    func values<T: Element & FixedWidthInteger>(_ type: T.Type) -> [T] {
      (0..<count).map { $0 == 0 ? .min : $0 == 1 ? .max : T(truncatingIfNeeded: $0 &* 40_503) }
    }
    try expectRoundTrip(values(Int8.self))
    try expectRoundTrip(values(Int16.self))
    try expectRoundTrip(values(Int32.self))
    try expectRoundTrip(values(Int64.self))
    try expectRoundTrip(values(Int.self))
    try expectRoundTrip(values(UInt8.self))
    try expectRoundTrip(values(UInt16.self))
    try expectRoundTrip(values(UInt32.self))
    try expectRoundTrip(values(UInt64.self))
    try expectRoundTrip(values(UInt.self))
  }

  @Test("both floating-point types, at their limits, in every layout", arguments: [0, 1, 2, 7, 64, 1001])
  func floats(count: Int) throws {
    func values<T: Element & BinaryFloatingPoint>(_ type: T.Type) -> [T] {
      let special: [T] = [.leastNonzeroMagnitude, .greatestFiniteMagnitude, -.infinity, .infinity, -0.0]
      return (0..<count).map { $0 < special.count ? special[$0] : T($0) / 3 }
    }
    try expectRoundTrip(values(Float.self))
    try expectRoundTrip(values(Double.self))
  }

  @Test("not-a-number stays not-a-number when the width changes")
  func notANumber() throws {
    let root = try File.create(scratch.file()).root
    let dataset = try root.createDataset(named: "nan", values: [Double.nan, .infinity, -.infinity])
    let narrow = try dataset.read(as: Float.self)
    #expect(narrow[0].isNaN)
    #expect(narrow[1] == .infinity)
    #expect(narrow[2] == -.infinity)
  }

  @Test("a scalar, a row, and an array of several axes")
  func shapes() throws {
    let root = try File.create(scratch.file()).root
    for shape in [[], [1], [3, 5], [2, 3, 4], [0, 4], [4, 0]] {
      let values = (0..<shape.reduce(1, *)).map { Float($0) }
      let dataset = try root.createDataset(named: "\(shape)", values: values, shape: shape, options: .compressed)
      #expect(try dataset.shape == shape)
      #expect(try dataset.read() == values)
    }
    #expect(try root.dataset("[]").readScalar(as: Float.self) == 0)
  }

  @Test("a dataset not yet written is zero")
  func unwritten() throws {
    let root = try File.create(scratch.file()).root
    let dataset = try root.createDataset(named: "empty", of: Int32.self, shape: [5, 3], options: .compressed)
    #expect(try dataset.read(as: Int32.self) == [Int32](repeating: 0, count: 15))
    #expect(try dataset.storage.bytes == 0)
  }

  @Test("numbers are converted to the type asked for, and one without a place in it is refused")
  func conversions() throws {
    let root = try File.create(scratch.file()).root
    let counts = try root.createDataset(named: "counts", values: [1, 2, 300] as [Int64])
    #expect(try counts.read(as: Float.self) == [1, 2, 300])
    #expect(try counts.read(as: UInt16.self) == [1, 2, 300])
    #expect(throws: HDF5Error.self) { try counts.read(as: UInt8.self) }

    let reals = try root.createDataset(named: "reals", values: [1, -2, 0.5])
    #expect(try reals.read(as: Float.self) == [1, -2, 0.5])
    #expect(throws: HDF5Error.self) { try reals.read(as: Int32.self) }
  }

  @Test("a number that the file's type has no place for is not written")
  func conversionsOnWriting() throws {
    let root = try File.create(scratch.file()).root
    let bytes = try root.createDataset(named: "bytes", of: UInt8.self, shape: [1])
    #expect(throws: HDF5Error.self) { try bytes.write([256] as [Int]) }
    #expect(throws: HDF5Error.self) { try bytes.write([Double.nan]) }
    try bytes.write([255] as [Int])
    #expect(try bytes.readScalar(as: Int.self) == 255)
  }

  @Test("options are visible in the stored dataset")
  func storage() throws {
    let root = try File.create(scratch.file()).root
    let values = [Float](repeating: 1, count: 6000)
    let plain = try root.createDataset(named: "plain", values: values, shape: [60, 100])
    #expect(try plain.storage.kind == .contiguous)
    #expect(try plain.storage.bytes == 24_000)
    let options = DatasetOptions(chunk: [7, 500], isShuffled: true, deflateLevel: 9, isChecksummed: true)
    let packed = try root.createDataset(named: "packed", values: values, shape: [60, 100], options: options)
    try #require(try packed.read() == values)
    #expect(try packed.storage.kind == .chunked([7, 100]))
    #expect(try packed.storage.filters == ["shuffle", "deflate", "fletcher32"])
  }
}
