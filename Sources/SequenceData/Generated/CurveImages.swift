internal import Foundation
internal import LinearAlgebra

/// Images of curves, each asked for itself: 28 × 28 pixels of a quadratic Bézier curve through two of three random points.
///
/// The points p₀, p₁, p₂ are uniform in [3, 25]², the curve is (1 − s)² p₀ + 2 s (1 − s) p₁ + s² p₂ at 200 values of s from 0 to 1, and
/// a pixel is exp(−d² / (2 · 0.5²)) with d its distance, from its center, to the nearest of them.
///
/// After the curves of Hinton & Salakhutdinov (2006) and Martens (2010), of which no generator has been published: figures for those are
/// not comparable with figures for these.
public struct CurveImages: GeneratedData {
  public static let name = "curves"
  public static let definitionVersion = 1
  public var summary: String { "Images of 28 × 28 pixels of quadratic Bézier curves, each asked for itself." }
  public let inputs = InputShape.real(features: 784)
  public let targets = TargetShape.real(outputs: 784)
  public let length = 1

  private static let side = 28
  private static let samples = 200
  private static let width = 0.5

  /// The one form that there is.
  public init() {}

  public func sequence(_ index: Int, seed: UInt64, split: Split) -> (inputs: [Double], targets: [Double]) {
    var generator = split.generator(index: index, seed: seed)
    let points = (0..<3).map { _ in (x: 3 + 22 * generator.uniformDouble(), y: 3 + 22 * generator.uniformDouble()) }
    var nearest = [Double](repeating: .infinity, count: Self.side * Self.side)
    for sample in 0..<Self.samples {
      let s = Double(sample) / Double(Self.samples - 1)
      let weights = [(1 - s) * (1 - s), 2 * s * (1 - s), s * s]
      let x = zip(weights, points).reduce(0) { $0 + $1.0 * $1.1.x }
      let y = zip(weights, points).reduce(0) { $0 + $1.0 * $1.1.y }
      // Farther away a pixel is below 1e-17.
      for row in max(0, Int(y) - 4)...min(Self.side - 1, Int(y) + 4) {
        for column in max(0, Int(x) - 4)...min(Self.side - 1, Int(x) + 4) {
          let (across, down) = (Double(column) + 0.5 - x, Double(row) + 0.5 - y)
          let place = row * Self.side + column
          nearest[place] = min(nearest[place], across * across + down * down)
        }
      }
    }
    let pixels = nearest.map { exp(-$0 / (2 * Self.width * Self.width)) }
    return (pixels, pixels)
  }
}
