internal import SequenceData

/// A dataset file, written, opened, and read as a whole and in ranges. What is read has been written just before, and comes
/// from the system's memory.
struct FileParts: PartFamily {
  enum Part: String, CaseIterable {
    case write, open, read
    case readRanges = "read-ranges"
  }

  static var name: String { "hdf5" }

  private static let file = "dataset.h5"
  /// The sequences of a range.
  private static let rangeCount = 64
  private let setting: PartSetting
  private let fixture: DatasetFixture
  private var path: String { setting.file(Self.file) }

  init(_ setting: PartSetting) throws {
    self.setting = setting
    fixture = DatasetFixture(bytes: setting.sizes.fileBytes, length: setting.sizes.length)
    try fixture.write(to: path)
  }

  func prepare(_ part: Part) throws -> PreparedPart {
    switch part {
    case .write: try write()
    case .open: try open()
    case .read: try read()
    case .readRanges: try readRanges()
    }
  }

  private func part(
    _ what: String, seconds: @escaping () throws -> Double, fault: @escaping () throws -> String?
  ) throws -> PreparedPart {
    let stored = try setting.bytes(of: Self.file)
    let whole = 1e-6 * Double(fixture.bytes)
    let megabytes = "\(whole.formatted(1)) MB of numbers, \((1e-6 * Double(stored)).formatted(1)) MB stored"
    return PreparedPart(
      what: "\(what), \(megabytes)", item: "byte", items: fixture.bytes, unit: "MB/s", amount: whole, threads: 1,
      seconds: seconds, fault: fault)
  }

  private func write() throws -> PreparedPart {
    let path = setting.file("written.h5")
    return try part("to the disk") {
      try PreparedPart.seconds { try fixture.write(to: path) }
    } fault: {
      try fixture.fault(ofFile: path)
    }
  }

  private func open() throws -> PreparedPart {
    var file: SequenceFile?
    return try part("checksum and offsets") {
      try PreparedPart.seconds { file = try SequenceFile(contentsOf: path) }
    } fault: {
      let count = try file?.split(.train).count ?? 0
      return count == fixture.count ? nil : "\(fixture.count) sequences were to be found, not \(count)"
    }
  }

  private func read() throws -> PreparedPart {
    let split = try SequenceFile(contentsOf: path).split(.train)
    var set: SequenceSet?
    return try part("at once") {
      set = nil
      return try PreparedPart.seconds { set = try split.sequences(0..<split.count) }
    } fault: {
      guard let set, set.count == fixture.count else { return "\(fixture.count) sequences were to be read" }
      return fixture.fault(of: set, from: 0)
    }
  }

  private func readRanges() throws -> PreparedPart {
    let split = try SequenceFile(contentsOf: path).split(.train)
    var rows = 0
    var last: (set: SequenceSet, first: Int)?
    return try part("\(Self.rangeCount) sequences each") {
      rows = 0
      return try PreparedPart.seconds {
        for first in stride(from: 0, to: split.count, by: Self.rangeCount) {
          let set = try split.sequences(first..<min(first + Self.rangeCount, split.count))
          rows += set.rowCount
          last = (set, first)
        }
      }
    } fault: {
      guard rows == split.rowCount, let last else { return "\(split.rowCount) rows were to be read, not \(rows)" }
      return fixture.fault(of: last.set, from: last.first)
    }
  }
}
