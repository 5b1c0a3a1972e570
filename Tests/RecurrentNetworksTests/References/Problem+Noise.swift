import Foundation
import LinearAlgebra
import RecurrentNetworks

// The numbers of noise once more, each from the definition of its place.
extension Problem {
  /// Drops outputs with a probability, in the library and in the plain sequences.
  mutating func drop(_ p: Double, _ span: TrainingNoise.MaskSpan, seed: UInt64) {
    (noise.dropout, noise.maskSpan, noiseSeed) = (p, span, seed)
    for n in sequences.indices {
      sequences[n].masks = definition.layers.enumerated().map { layer, own in
        mask(of: n, units: own.units, without: p, place: layer + 2)
      }
    }
  }

  /// Disturbs states of cells that take noise, in the library and in the plain sequences, with the seed of the masks.
  mutating func disturb(_ σ: Double) {
    noise.stateNoise = σ
    for n in sequences.indices {
      sequences[n].noise = definition.layers.enumerated().map { layer, own in
        sequences[n].weights.indices.map { t in
          var generator = generator(of: n, t, 1 << 24 + layer)
          // Box & Muller: two words make two numbers.
          let pairs = (0..<(own.units + 1) / 2).flatMap { _ -> [Double] in
            let (u, v) = ((Double(generator.nextWord()) + 1) / 0x1p32, Double(generator.nextWord()) / 0x1p32)
            return [cos(2 * .pi * v), sin(2 * .pi * v)].map { σ * $0 * (-2 * log(u)).squareRoot() }
          }
          return Array(pairs.prefix(own.units))
        }
      }
    }
  }

  /// What the numbers of a sequence are multiplied by, by step and unit.
  func mask(of n: Int, units: Int, without p: Double, place: Int) -> [[Double]] {
    sequences[n].weights.indices.map { t in
      (0..<units).map { unit in
        let word = block(of: n, noise.maskSpan == .step ? t : 0, place, unit / 4)[unit % 4]
        return Double(word) < (1 - p) * 0x1p32 ? 1 / (1 - p) : 0
      }
    }
  }

  /// The features of a sequence with noise: x̃ = m ⊙ (x + σ ξ).
  func noisyInputs(of n: Int) -> [[Double]] {
    let p = noise.inputDropout
    let masks = mask(of: n, units: definition.input.size, without: p, place: 1)
    return sequences[n].inputs.enumerated().map { t, x in
      var generator = generator(of: n, t, 0)
      return x.indices.map {
        masks[t][$0] * (noise.inputNoise > 0 ? x[$0] + noise.inputNoise * generator.normal() : x[$0])
      }
    }
  }

  private func generator(of n: Int, _ step: Int, _ place: Int) -> Philox {
    Philox(seed: noiseSeed, stream: UInt64(first + n) * 0x1_0000_0000 + UInt64(step), position: position(place))
  }

  private func block(of n: Int, _ step: Int, _ place: Int, _ number: Int) -> SIMD4<UInt32> {
    generator(of: n, step, place).block(at: position(place) + UInt64(number))
  }

  private func position(_ place: Int) -> UInt64 { 0x4000_0000_0000_0000 + UInt64(place) * 0x1_0000_0000 }
}
