import Foundation
import HDF5
import Inspection
import TestSupport
import Testing

@Suite("Figures of arrays")
struct ArrayStatisticsTests {
  /// Numbers that look random and are the same everywhere.
  private static func values(_ count: Int) -> [Double] {
    (0..<count).map { index in
      let residue = (index * 7919 + 13) % 10_007
      return Double(residue) / 1000 - 3
    }
  }

  private func statistics(
    _ values: [Double], shape: [Int], options: DatasetOptions = .compressed
  ) throws -> ArrayStatistics {
    let scratch = try Scratch()
    try File.replacing(scratch.file("a.h5")) { file in
      try file.root.createDataset(named: "x", values: values, shape: shape, options: options)
    }
    return try ArrayStatistics(of: try File.open(scratch.file("a.h5")).root.dataset("x"))
  }

  @Test(
    "They are those of the formulas, whatever the parts in which the array is read",
    arguments: [
      [1], [7], [0], [3, 0], [262_144], [262_145], [700_001], [3, 5, 7], [2, 300_001], [600_001, 1], [523, 997],
      [2, 2, 150_001],
    ])
  func figures(_ shape: [Int]) throws {
    let count = shape.reduce(1, *)
    let values = Self.values(count)
    let figures = try statistics(values, shape: shape)
    #expect(figures.count == count && figures.nonfinite == 0 && figures.firstNonfinite == nil)
    guard count > 0 else {
      #expect(figures.mean.isNaN && figures.minimum.isNaN && figures.norm == 0)
      return
    }
    let mean = values.reduce(0, +) / Double(count)
    let spread: Double = values.reduce(0) { sum, value in sum + (value - mean) * (value - mean) }
    let deviation = (spread / Double(count)).squareRoot()
    let squares: Double = values.reduce(0) { sum, value in sum + value * value }
    let norm = squares.squareRoot()
    #expect(figures.minimum == values.min() && figures.maximum == values.max())
    #expect(figures.zeros == values.count { $0 == 0 })
    // n additions of numbers below 8 round by at most n 2⁻⁵³ of the sum of magnitudes; the square root of n is usual.
    let bound = 1e-15 * Double(count).squareRoot() + 1e-15
    #expect(abs(figures.mean - mean) <= bound * 8)
    #expect(abs(figures.deviation - deviation) <= bound * 8)
    #expect(abs(figures.norm - norm) <= bound * 8 * norm)
  }

  @Test("A large mean costs the deviation no digits")
  func offset() throws {
    let values = Self.values(300_000)
    let plain = try statistics(values, shape: [300_000])
    let moved = try statistics(values.map { $0 + 1e8 }, shape: [300_000])
    #expect(abs(moved.deviation - plain.deviation) < 1e-7)
  }

  @Test(
    "What is not finite is counted, placed, and kept out of the other figures", arguments: [0, 1, 299_999, 412_345])
  func nonfinite(_ place: Int) throws {
    var values = Self.values(500 * 1000)
    values[place] = .nan
    values[499_999] = -.infinity
    let figures = try statistics(values, shape: [500, 1000])
    #expect(figures.nonfinite == 2)
    #expect(figures.firstNonfinite == [place / 1000, place % 1000])
    #expect(figures.minimum == values.filter(\.isFinite).min() && figures.maximum == values.filter(\.isFinite).max())
    #expect(figures.norm.isFinite && figures.mean.isFinite)
  }

  @Test("An array of nothing but NaN has no least value")
  func allNaN() throws {
    let figures = try statistics([.nan, .nan], shape: [2])
    #expect(figures.nonfinite == 2 && figures.minimum.isNaN && figures.mean.isNaN && figures.zeros == 0)
  }
}
