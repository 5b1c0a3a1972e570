import Losses
import Foundation
import LinearAlgebra
import RecurrentNetworks

// Where the rows of a chunk come from, found anew from the plain sequences.
extension Problem {
  /// Sequence and step of each scored row of a chunk.
  ///
  /// Rows of one sequence are in order of time; that is all that a user may rely on.
  func scoredSteps<Element>(of chunk: Chunk<Element>) -> [(sequence: Int, step: Int)] {
    var seen: [Int: Int] = [:]
    return chunk.scoredSequences.map { position in
      let sequence = chunk.sequences[Int(position)]
      let weights = sequences[sequence].weights
      let step = weights.indices.filter { weights[$0] > 0 }[seen[sequence, default: 0]]
      seen[sequence, default: 0] += 1
      return (sequence, step)
    }
  }

  /// The weights of the scored rows of a chunk.
  func stepWeights<Element>(of chunk: Chunk<Element>) -> Matrix<Element> {
    let weights = Matrix<Element>(rows: chunk.scored, columns: 1)
    for (row, place) in scoredSteps(of: chunk).enumerated() {
      weights[row, 0] = Element(sequences[place.sequence].weights[place.step])
    }
    return weights
  }
}

extension Reference {
  /// The prediction that belongs to logits.
  func prediction(_ z: [Double]) -> [Double] {
    switch definition.loss.target {
    case .values: z
    case .shares: z.map { 1 / (1 + exp(-$0)) }
    case .classes: z.map { exp($0) / z.reduce(0) { $0 + exp($1) } }
    }
  }
}
