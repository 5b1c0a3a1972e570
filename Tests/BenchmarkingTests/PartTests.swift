import Benchmarking
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite("Parts of the work around the passes")
struct PartTests {
  /// Sizes at which everything is done in a moment, and no row fills a vector register.
  private static let sizes = {
    var sizes = PartSizes()
    (sizes.rows, sizes.columns, sizes.calls, sizes.symbols) = (13, 7, 3, 5)
    (sizes.smallParameters, sizes.mediumParameters, sizes.largeParameters) = (50, 300, 2000)
    (sizes.iterations, sizes.sequences, sizes.length) = (8, 300, 12)
    (sizes.fileBytes, sizes.steps) = (100_000, 3)
    (sizes.updateUnits, sizes.updateSymbols, sizes.updateSequences, sizes.factorSequences) = (9, 5, 7, 3)
    return sizes
  }()

  private func measure(
    _ prefixes: String..., repetitions: Int = 2, threads: Int = 2, precision: Precision = .float
  ) throws -> [PartMeasurement] {
    var results: [PartMeasurement] = []
    try PartBenchmarks.measure(
      prefixes, repetitions: repetitions, threads: threads, precision: precision, sizes: Self.sizes
    ) { results.append($0) }
    return results
  }

  @Test("No two parts have one name, and every name has a family")
  func names() {
    let names = PartBenchmarks.names
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.wholeMatch(of: /[a-z0-9]+\/[a-z0-9-]+/) != nil })
    let expected = [
      "kernel/tanh", "cg/iteration-large", "parameters/load-large", "update/kfac", "data/addition", "data/pack",
      "hdf5/read",
      "checkpoint/write-large",
    ]
    for name in expected { #expect(names.contains(name)) }
  }

  @Test("Every part is done and gives numbers", arguments: Precision.allCases)
  func everyPart(precision: Precision) throws {
    let results = try measure(precision: precision)
    #expect(results.map(\.part) == PartBenchmarks.names)
    for result in results {
      let numbers = [
        result.millisecondsMedian, result.millisecondsLeast, result.rate, result.nanosecondsPerItem,
      ]
      #expect(numbers.allSatisfy { $0.isFinite && $0 > 0 }, "\(result.part): \(numbers)")
      #expect(result.millisecondsLeast <= result.millisecondsMedian)
      #expect(result.repetitions == 2 && result.precision == precision)
      #expect(!result.what.isEmpty && !result.unit.isEmpty && !result.item.isEmpty)
    }
  }

  @Test("Time, rate and items of a part belong together")
  func rates() throws {
    let tanh = try #require(try measure("kernel/tanh").first)
    #expect(tanh.unit == "GB/s" && tanh.item == "element")
    let seconds = 1e-3 * tanh.millisecondsMedian
    // Each of 13 × 7 floats is read and written.
    #expect(abs(tanh.rate * seconds * 1e9 / (13 * 7 * 2 * 4) - 1) < 1e-9)
    #expect(abs(tanh.nanosecondsPerItem * 13 * 7 / (1e9 * seconds) - 1) < 1e-9)
    let addition = try #require(try measure("data/addition", precision: .double).first)
    #expect(abs(addition.rate * 1e-3 * addition.millisecondsMedian - 300) < 1e-6)
  }

  @Test("Only the making of sequences is for all threads")
  func threads() throws {
    for result in try measure("data", "kernel/tanh", repetitions: 1, threads: 3) {
      let isDrawing = result.part.hasPrefix("data/") && result.part != "data/pack"
      #expect(result.threads == (isDrawing ? 3 : 1), "\(result.part)")
    }
  }

  @Test("Parts are chosen by the beginnings of their names, and come in their own order")
  func choice() throws {
    let names = try PartBenchmarks.names(beginningWith: ["data/xor", "kernel/t", "kernel/tanh"])
    #expect(names == ["kernel/tanh", "kernel/tangent", "kernel/transpose", "data/xor"])
    #expect(try PartBenchmarks.names(beginningWith: []) == PartBenchmarks.names)
    #expect(try measure("data/xor", "kernel/tanh", repetitions: 1).map(\.part) == ["kernel/tanh", "data/xor"])
  }

  @Test(
    "A beginning that fits no part is refused with a list of those there are",
    arguments: ["tanh", "kernel/x", "KERNEL"])
  func unknown(prefix: String) throws {
    let error = try #require(throws: PartError.self) { _ = try measure("kernel", prefix) }
    #expect(error.kind == .unknown && error.description.hasPrefix("no part is called \(prefix) or begins so"))
    for name in PartBenchmarks.names { #expect(error.description.contains(name)) }
    #expect(!error.description.contains("\n"))
  }

  @Test("The keys of a measurement in JSON")
  func keys() throws {
    let result = try #require(try measure("cg/iteration-small", repetitions: 1).first)
    let object = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(result)) as? [String: Any])
    #expect(
      object.keys.sorted() == [
        "item", "milliseconds_least", "milliseconds_median", "nanoseconds_per_item", "part", "precision", "rate",
        "repetitions", "threads", "unit", "what",
      ])
    #expect(object["part"] as? String == "cg/iteration-small" && object["precision"] as? String == "float")
  }

  @Test("What the receiver of a result throws ends the measurement, and no file is left behind")
  func interruption() throws {
    struct Enough: Error {}
    let scratch = try Scratch()
    var count = 0
    #expect(throws: Enough.self) {
      try PartBenchmarks.measure(
        ["hdf5", "checkpoint"], repetitions: 1, threads: 1, precision: .float, sizes: Self.sizes, folder: scratch.path
      ) { _ in
        count += 1
        #expect(scratch.content.count == 1)
        throw Enough()
      }
    }
    #expect(count == 1 && scratch.content.isEmpty)
  }

  @Test("A folder that is not there is named")
  func missingFolder() throws {
    let scratch = try Scratch()
    let error = try #require(throws: PartError.self) {
      try PartBenchmarks.measure(
        ["kernel/tanh"], repetitions: 1, threads: 1, precision: .float, sizes: Self.sizes, folder: scratch.file("none")
      ) { _ in }
    }
    #expect(error.kind == .writing && error.description.contains(scratch.file("none")))
  }
}
