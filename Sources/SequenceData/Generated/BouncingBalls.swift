internal import Foundation
internal import LinearAlgebra

/// Films of balls that bounce in a box, of which the next frame is asked for.
///
/// The box is 10 × 10; balls have radius 1.2 and mass 1. They start uniform in [2, 10]², drawn again until all are inside and apart;
/// their velocities are normal, and then of norm 0.5 over all balls together. A frame is two substeps of half a frame: all balls move; at
/// a wall the velocity gets the sign that leads away from it; balls that overlap exchange momentum along the line of their centers. A pixel
/// is min(1, Σ exp(−(d² / r²)⁴)) over the balls, d being the distance of its center from that of the ball.
///
/// Source: Sutskever, Hinton & Taylor 2008, *The recurrent temporal restricted Boltzmann machine*, section 5.
public struct BouncingBalls: GeneratedData {
  public static let name = "balls"
  public static let definitionVersion = 1

  /// The balls.
  public let balls: Int
  /// Pixels along a side.
  public let resolution: Int
  /// The frames of a film; the first is given.
  public let frames: Int

  private static let box = 10.0
  private static let radius = 1.2
  private static let speed = 0.5
  private static let substeps = 2

  /// More balls than this may find no place apart.
  public static let mostBalls = 6

  /// Films of some balls.
  ///
  /// - Parameters:
  ///   - balls: how many there are, 1 to ``mostBalls``.
  ///   - resolution: the pixels along a side.
  ///   - frames: the frames of a film, 2 at least.
  public init(balls: Int = 3, resolution: Int = 30, frames: Int = 100) {
    precondition((1...Self.mostBalls).contains(balls), "1 to \(Self.mostBalls) balls find a place, not \(balls)")
    precondition(resolution > 0 && frames > 1, "a film has pixels and two frames")
    (self.balls, self.resolution, self.frames) = (balls, resolution, frames)
  }

  public var summary: String {
    "Films of \(balls) bouncing \(balls == 1 ? "ball" : "balls"), \(resolution) × \(resolution) pixels; the next frame is asked for."
  }
  public var inputs: InputShape { .real(features: resolution * resolution) }
  public var targets: TargetShape { .real(outputs: resolution * resolution) }
  public var length: Int { frames - 1 }

  public func sequence(_ index: Int, seed: UInt64, split: Split) -> (inputs: [Double], targets: [Double]) {
    let pixels = trajectory(index, seed: seed, split: split).flatMap { frame($0) }
    let size = resolution * resolution
    return (Array(pixels.dropLast(size)), Array(pixels.dropFirst(size)))
  }

  /// Where the balls of sequence `index` of a split are in each frame, in units of the box, whose sides are 10 long.
  public func trajectory(_ index: Int, seed: UInt64, split: Split) -> [[SIMD2<Double>]] {
    var generator = split.generator(index: index, seed: seed)
    var v = (0..<balls).map { _ in SIMD2(generator.normal(), generator.normal()) }
    let norm = v.reduce(0) { $0 + ($1 * $1).sum() }.squareRoot()
    for i in v.indices { v[i] *= Self.speed / norm }
    var x: [SIMD2<Double>]
    repeat {
      x = (0..<balls).map { _ in SIMD2(2 + 8 * generator.uniformDouble(), 2 + 8 * generator.uniformDouble()) }
    } while !isPossible(x)
    return (0..<frames).map { _ in
      defer { advance(&x, &v) }
      return x
    }
  }

  private func isPossible(_ x: [SIMD2<Double>]) -> Bool {
    x.indices.allSatisfy { i in
      x[i].min() >= Self.radius && x[i].max() <= Self.box - Self.radius
        && (0..<i).allSatisfy { distance(x[i], x[$0]) >= 2 * Self.radius }
    }
  }

  private func distance(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double { ((a - b) * (a - b)).sum().squareRoot() }

  private func advance(_ x: inout [SIMD2<Double>], _ v: inout [SIMD2<Double>]) {
    for _ in 0..<Self.substeps {
      for i in x.indices { x[i] += v[i] / Double(Self.substeps) }
      for i in x.indices {
        for axis in 0..<2 {
          if x[i][axis] < Self.radius { v[i][axis] = abs(v[i][axis]) }
          if x[i][axis] > Self.box - Self.radius { v[i][axis] = -abs(v[i][axis]) }
        }
      }
      for i in x.indices {
        for j in 0..<i where distance(x[i], x[j]) < 2 * Self.radius {
          let line = (x[i] - x[j]) / distance(x[i], x[j])
          // Equal masses exchange what they have along the line.
          let exchanged = ((v[j] - v[i]) * line).sum() * line
          v[i] += exchanged
          v[j] -= exchanged
        }
      }
    }
  }

  private func frame(_ x: [SIMD2<Double>]) -> [Double] {
    let pixel = Self.box / Double(resolution)
    return (0..<resolution * resolution).map { place in
      let center = SIMD2(Double(place % resolution) + 0.5, Double(place / resolution) + 0.5) * pixel
      let light = x.reduce(0.0) { sum, ball in
        let d = center - ball
        let near = (d * d).sum() / (Self.radius * Self.radius)
        return sum + exp(-(near * near) * (near * near))
      }
      return min(1, light)
    }
  }
}
