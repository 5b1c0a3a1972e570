import Foundation
import LinearAlgebra
import Losses
import SequenceData
import TestSupport
import Testing

/// Curves and balls: their definitions, and files of them.
@Suite("Data that are made")
struct GeneratedDataTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("A sequence depends on definition, seed, split and number alone")
  func reproducible() {
    for data in [CurveImages(), BouncingBalls(resolution: 8, frames: 5)] as [any GeneratedData] {
      let first = data.sequence(3, seed: 1, split: .train)
      #expect(first == data.sequence(3, seed: 1, split: .train))
      for (index, seed, split) in [(4, 1, Split.train), (3, 2, .train), (3, 1, .test)] as [(Int, UInt64, Split)] {
        #expect(first != data.sequence(index, seed: seed, split: split))
      }
      #expect(first.inputs.count == data.length * data.inputs.width)
      #expect(first.targets.count == data.length * data.targets.width)
      #expect(first.inputs.allSatisfy { $0 >= 0 && $0 <= 1 })
    }
  }

  @Test("Numbers are those of the first version")
  func fingerprints() {
    func sum(_ values: [Double]) -> Double {
      values.enumerated().reduce(0) { $0 + Double($1.offset % 97) * $1.element }
    }
    expectClose(sum(CurveImages().sequence(0, seed: 1, split: .train).inputs), 1192.9705078568004, tolerance: 1e-6)
    expectClose(sum(BouncingBalls().sequence(0, seed: 1, split: .train).targets), 524083.2752164973, tolerance: 1e-6)
  }

  @Test("A curve begins and ends at its points, and every pixel is that of the nearest sample")
  func curve() {
    for index in 0..<20 {
      var generator = Split.test.generator(index: index, seed: 9)
      let p = (0..<6).map { _ in 3 + 22 * generator.uniformDouble() }
      let pixels = CurveImages().sequence(index, seed: 9, split: .test).inputs
      var expected = [Double](repeating: 0, count: 784)
      for sample in 0..<200 {
        let s = Double(sample) / 199
        let x = (1 - s) * (1 - s) * p[0] + 2 * s * (1 - s) * p[2] + s * s * p[4]
        let y = (1 - s) * (1 - s) * p[1] + 2 * s * (1 - s) * p[3] + s * s * p[5]
        for place in 0..<784 {
          let (across, down) = (Double(place % 28) + 0.5 - x, Double(place / 28) + 0.5 - y)
          expected[place] = max(expected[place], exp(-2 * (across * across + down * down)))
        }
      }
      expectClose(pixels, expected, tolerance: 1e-12)
    }
  }

  @Test("Balls stay in the box up to a step, keep their energy, and start inside and apart", arguments: [1, 3, 5])
  func physics(_ balls: Int) {
    let films = BouncingBalls(balls: balls, resolution: 4, frames: 200)
    for index in 0..<10 {
      let x = films.trajectory(index, seed: 2, split: .train)
      #expect(x[0].allSatisfy { $0.min() >= 1.2 && $0.max() <= 8.8 })
      for i in 0..<balls { for j in 0..<i { #expect((x[0][i] - x[0][j]).norm >= 2.4) } }
      // What a velocity is shows where nothing is hit within a frame: no more than 0.5 in all.
      var fastest = 0.0
      for (frame, (before, after)) in zip(x, x.dropFirst()).enumerated() {
        let moved = zip(before, after).reduce(0.0) { $0 + (($1.1 - $1.0) * ($1.1 - $1.0)).sum() }
        if frame >= 100 { fastest = max(fastest, moved.squareRoot()) }
        #expect(moved.squareRoot() <= 0.5 + 1e-12)
        #expect(after.allSatisfy { $0.min() > 1.2 - 0.5 && $0.max() < 8.8 + 0.5 })
      }
      expectClose(fastest, 0.5, tolerance: 1e-9, "the speed in free flight, after a hundred frames")
      let first = zip(x[0], x[1]).reduce(0.0) { $0 + (($1.1 - $1.0) * ($1.1 - $1.0)).sum() }.squareRoot()
      let isFree = x[0].allSatisfy { $0.min() > 1.8 && $0.max() < 8.2 } && balls == 1
      if isFree { expectClose(first, 0.5, tolerance: 1e-12) }
    }
  }

  @Test("A frame shows each ball as it is defined, and targets are the frames that follow")
  func frames() {
    let films = BouncingBalls(balls: 2, resolution: 6, frames: 4)
    let x = films.trajectory(0, seed: 5, split: .validation)
    let (inputs, targets) = films.sequence(0, seed: 5, split: .validation)
    let expected = x.map { balls in
      (0..<36).map { place in
        let (column, row) = ((Double(place % 6) + 0.5) / 0.6, (Double(place / 6) + 0.5) / 0.6)
        return min(
          1,
          balls.reduce(0.0) { sum, ball in
            let d = (column - ball.x) * (column - ball.x) + (row - ball.y) * (row - ball.y)
            return sum + exp(-pow(d / 1.44, 4))
          })
      }
    }
    expectClose(inputs, Array(expected[..<3].joined()), tolerance: 1e-12)
    expectClose(targets, Array(expected[1...].joined()), tolerance: 1e-12)
  }

  @Test("A file holds them, states their definition, and the errors of what needs no network")
  func files() throws {
    let films = BouncingBalls(balls: 2, resolution: 5, frames: 7)
    let summary = try SequenceFile.write(
      to: scratch.file("b.h5"), films, loss: .logistic, sizes: [.train: 9, .validation: 0, .test: 4], seed: 3,
      creator: "test")
    #expect(try SequenceFileCheck(contentsOf: scratch.file("b.h5")).isValid)
    let file = try SequenceFile(contentsOf: scratch.file("b.h5"))
    #expect(
      file.splits == [.train, .test] && file.description.task == "balls" && file.description.definitionVersion == 1)
    #expect(file.description.loss == .logistic && file.description.seed == 3)
    let set = try file.split(.test).sequences(0..<4)
    guard case .real(let inputs, 25) = set.inputs, case .real(let targets, 25) = set.targets else {
      return #expect(Bool(false), "25 pixels were expected")
    }
    let made = (0..<4).map { films.sequence($0, seed: 3, split: .test) }
    #expect(inputs == made.flatMap(\.inputs).map { Double(Float($0)) })
    #expect(targets == made.flatMap(\.targets).map { Double(Float($0)) })
    let rows = Double(targets.count) / 25
    let means = (0..<25).map { k in stride(from: k, to: targets.count, by: 25).reduce(0) { $0 + targets[$1] } / rows }
    let part = try #require(summary.parts.last)
    #expect(part.split == .test && part.sequences == 4)
    let ofMean = targets.enumerated().reduce(0) { $0 + pow($1.element - means[$1.offset % 25], 2) } / rows
    expectClose(part.ofMean, ofMean, tolerance: 1e-9)
    let ofInputs = zip(inputs, targets).reduce(0) { $0 + pow($1.0 - $1.1, 2) } / rows
    expectClose(part.ofInputs, ofInputs, tolerance: 1e-9)
    let curves = try SequenceFile.write(
      to: scratch.file("c.h5"), CurveImages(), loss: .squaredError, sizes: [.train: 3], seed: 1, creator: "test")
    #expect(curves.parts.map(\.ofInputs) == [0])
    #expect(try SequenceFile(contentsOf: scratch.file("c.h5")).description.loss == .squaredError)
  }

  @Test("Numbers of balls, pixels and frames that make no film trap")
  func traps() async {
    await #expect(processExitsWith: .failure) { _ = BouncingBalls(balls: 0) }
    await #expect(processExitsWith: .failure) { _ = BouncingBalls(balls: 7) }
    await #expect(processExitsWith: .failure) { _ = BouncingBalls(frames: 1) }
  }
}

extension SIMD2<Double> {
  fileprivate var norm: Double { (self * self).sum().squareRoot() }
}
