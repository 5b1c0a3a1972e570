internal import LinearAlgebra
internal import RecurrentNetworks

/// What a network carries while it reads the sequences of a subject, at some times of some of them.
struct VisitedStates {
  /// States drawn from all times of the sequences.
  let sample: [[Double]]
  /// Whole trajectories of a few sequences, from the initial state on.
  let trajectories: [[[Double]]]
  /// The root of the mean square length of a state.
  let length: Double

  private static let (sampleCount, trajectoryCount) = (4096, 24)

  init<Element: Scalar>(_ subject: InspectionSubject<Element>, seed: UInt64) {
    var generator = Philox(seed: seed, stream: 1 << 60)
    let total = subject.batch.chunks.reduce(0) { $0 + $1.sequences.count }
    var (sample, trajectories): ([[Double]], [[[Double]]]) = ([], [])
    for (index, chunk) in subject.batch.chunks.enumerated() {
      let trajectory = subject.trajectory(of: index)
      let own = max(1, Self.sampleCount * chunk.sequences.count / max(1, total))
      for _ in 0..<own {
        let sequence = generator.integer(in: 0...(chunk.sequences.count - 1))
        let time = generator.integer(in: 0...trajectory.length(of: sequence))
        sample.append(trajectory.carried(of: sequence, at: time))
      }
      for sequence in chunk.sequences.indices where trajectories.count < Self.trajectoryCount {
        trajectories.append(
          (0...trajectory.length(of: sequence)).map { trajectory.carried(of: sequence, at: $0) })
      }
    }
    (self.sample, self.trajectories) = (sample, trajectories)
    let squares = sample.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } }
    length = (squares / Double(max(1, sample.count))).squareRoot()
  }

  /// States to search from: every second one as it was visited, the others with normal noise.
  func starts(_ count: Int, jitter: Double, seed: UInt64) -> [[Double]] {
    var generator = Philox(seed: seed, stream: 1 << 60 | 1)
    return (0..<count).map { number in
      let state = sample[generator.integer(in: 0...(sample.count - 1))]
      guard number % 2 == 1 else { return state }
      let scale = jitter * length / Double(state.count).squareRoot()
      return state.map { $0 + scale * generator.normal() }
    }
  }
}

/// The directions in which some states differ most.
struct PrincipalComponents {
  private let mean: [Double]
  private let directions: [[Double]]
  /// The share of the variance along each.
  let shares: [Double]

  init(_ states: [[Double]], count: Int) throws(LinearAlgebraError) {
    let width = states[0].count
    let mean = (0..<width).map { j in states.reduce(0) { $0 + $1[j] } / Double(states.count) }
    let deviations = Matrix<Double>(rows: states.count, columns: width)
    for (i, state) in states.enumerated() { for j in 0..<width { deviations[i, j] = state[j] - mean[j] } }
    let covariance = Matrix<Double>(rows: width, columns: width)
    covariance.multiplyLower(deviations, transposed: true)
    covariance.copyLowerToUpper()
    let (values, vectors) = try covariance.symmetricEigenvectors()
    let largest = values.indices.reversed().prefix(count)
    let all = values.reduce(0) { $0 + max(0, $1) }
    self.mean = mean
    shares = largest.map { all > 0 ? max(0, values[$0]) / all : 0 }
    directions = largest.map { row in
      // A sign that does not depend on how they were found: the largest number is positive.
      let vector = (0..<width).map { vectors[row, $0] }
      let sign: Double = vector.max { abs($0) < abs($1) }.map { $0 < 0 ? -1 : 1 } ?? 1
      return vector.map { sign * $0 }
    }
  }

  /// A state along the components.
  func place(of state: [Double]) -> [Double] {
    directions.map { direction in
      zip(zip(state, mean), direction).reduce(0) { $0 + ($1.0.0 - $1.0.1) * $1.1 }
    }
  }
}
