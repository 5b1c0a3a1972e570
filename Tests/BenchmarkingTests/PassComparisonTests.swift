import Benchmarking
import Foundation
import LinearAlgebra
import TestSupport
import Testing
import Training

@Suite("Comparison with earlier measurements")
struct PassComparisonTests {
  /// A measurement of 20 ms.
  static let measurement: PassMeasurement = {
    let text = """
      {"operation": "gauss-newton", "problem": "A", "cell": "tanh", "hidden": 100, "length": 200, "batch": 1000,
      "inputs": 2, "outputs": 1, "threads": 2, "precision": "float", "milliseconds_median": 20,
      "milliseconds_least": 19, "milliseconds_most": 22, "repetitions": 9, "gflops": 100, "peak_resident_bytes": 1,
      "resident_growth_bytes": 1, "activation_bytes": 1, "blas_core": "Haswell"}
      """
    return try! JSONDecoder().decode(PassMeasurement.self, from: Data(text.utf8))
  }()

  private func line(_ measurement: PassMeasurement) throws -> String {
    String(decoding: try JSONEncoder().encode(measurement), as: UTF8.self)
  }

  @Test("The same pass on the same shape is found, whatever its name, processor or floor")
  func same() throws {
    let scratch = try Scratch()
    var other = Self.measurement
    (other.operation, other.milliseconds) = (.forward, 5)
    try scratch.write("\(try line(other))\n\(try line(Self.measurement))\n", to: "before.json")
    let comparison = try PassComparison(contentsOf: scratch.file("before.json"))
    var now = Self.measurement
    now.milliseconds = 15
    #expect(comparison.ratio(of: now) == 0.75)
    (now.problem, now.blasCore, now.repetitions, now.floorMilliseconds) = ("other", "SkylakeX", 3, 10)
    #expect(comparison.ratio(of: now) == 0.75)
    now.operation = .forward
    #expect(comparison.ratio(of: now) == 3)
  }

  @Test("Another pass, size, precision, number of threads or interval is not")
  func different() throws {
    let scratch = try Scratch()
    try scratch.write(try line(Self.measurement), to: "before.json")
    let comparison = try PassComparison(contentsOf: scratch.file("before.json"))
    #expect(comparison.ratio(of: Self.measurement) == 1)
    let changes: [(inout PassMeasurement) -> Void] = [
      { $0.operation = .structural }, { $0.cell = "lstm" }, { $0.hidden = 101 }, { $0.length = 100 }, { $0.batch = 2 },
      { $0.inputs = 3 }, { $0.outputs = 2 }, { $0.threads = 1 }, { $0.precision = "double" }, { $0.keptEvery = 10 },
    ]
    for change in changes {
      var measurement = Self.measurement
      change(&measurement)
      #expect(comparison.ratio(of: measurement) == nil, "\(measurement)")
    }
  }

  @Test("The last of several counts, and lines of other kinds are left alone")
  func lines() throws {
    let scratch = try Scratch()
    var later = Self.measurement
    later.milliseconds = 40
    let text = """
      not JSON
      {"part": "kernel/tanh", "milliseconds_median": 1}
      \(try line(Self.measurement))

      []
      \(try line(later))
      """
    try scratch.write(text, to: "before.json")
    #expect(try PassComparison(contentsOf: scratch.file("before.json")).ratio(of: Self.measurement) == 0.5)
  }

  @Test("A file without measurements, or none at all, is refused by name")
  func refusals() throws {
    let scratch = try Scratch()
    for text in ["", "\n", "{}", "not JSON", "{\"operation\": \"forward\"}"] {
      let path = try scratch.write(text, to: "before.json")
      let error = #expect(throws: TrainingError.self) { try PassComparison(contentsOf: path) }
      #expect(error?.kind == .data && error?.description.contains(path) == true, "\(text)")
    }
    try scratch.write([0xFF, 0xFE, 0x00], to: "before.json")
    for (name, kind) in [("nowhere.json", TrainingError.Kind.missing), (".", .data)] {
      let error = #expect(throws: TrainingError.self) { try PassComparison(contentsOf: scratch.file(name)) }
      #expect(error?.kind == kind && error?.description.contains(name) == true)
    }
  }
}
