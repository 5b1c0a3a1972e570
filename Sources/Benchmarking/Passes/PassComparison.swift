internal import Foundation
internal import SequenceData
public import Training

/// Measurements of an earlier run, to compare with: the lines of `recur benchmark --json` in a file.
public struct PassComparison: Sendable {
  private let earlier: [PassMeasurement]

  /// A file of more bytes is another kind of file.
  private static let largestFile = 64 << 20

  /// Reads a file of measurements, one JSON object a line; lines of other benchmarks are left alone.
  ///
  /// - Throws: `TrainingError` if there is no such file, or nothing in it that can be compared.
  public init(contentsOf path: String) throws(TrainingError) {
    let bytes: [UInt8]
    do throws(SequenceFileError) {
      bytes = try InputFile(path, as: "a file of measurements").contents(atMost: Self.largestFile)
    } catch {
      throw TrainingError(error.kind == .missing ? .missing : .data, "\(error)")
    }
    earlier = bytes.split(separator: UInt8(ascii: "\n")).compactMap {
      try? BoundedJSON.decode(PassMeasurement.self, from: Data($0))
    }
    guard !earlier.isEmpty else {
      throw TrainingError(.data, "\(path) should hold lines of recur benchmark --json, none of them is one")
    }
  }

  /// The time now over the time then of the same pass on the same shape, precision and number of threads; nil where it was
  /// not measured.
  public func ratio(of measurement: PassMeasurement) -> Double? {
    earlier.last { $0.isComparable(with: measurement) }.map { measurement.milliseconds / $0.milliseconds }
  }
}

extension PassMeasurement {
  fileprivate func isComparable(with other: PassMeasurement) -> Bool {
    func key(_ m: PassMeasurement) -> [String] {
      [
        m.operation.rawValue, m.cell, m.precision, "\(m.hidden)", "\(m.length)", "\(m.batch)", "\(m.inputs)",
        "\(m.outputs)", "\(m.threads)", "\(m.keptEvery ?? 0)",
      ]
    }
    return key(self) == key(other)
  }
}
