internal import Foundation
internal import LinearAlgebra
internal import RecurrentNetworks

extension GradientFlow {
  /// The lags at which Jacobians are looked at: the powers of two, once and a half, and the last.
  static func lags(upTo last: Int) -> Set<Int> {
    var lags: Set<Int> = [last]
    var power = 1
    while power < last {
      lags.insert(power)
      if power > 1 { lags.insert(power * 3 / 2) }
      power *= 2
    }
    return lags.filter { $0 > 0 && $0 <= last }
  }

  /// Sums of the logarithms of singular values by lag; the first number is that of the sequences.
  static func add(_ values: [Int: [Double]], to sums: inout [Int: [Double]]) {
    for (lag, values) in values {
      let logarithms = [1] + values.map { log($0) }
      sums[lag] = sums[lag].map { zip($0, logarithms).map(+) } ?? logarithms
    }
  }

  static func singularValues<Element: Scalar>(
    _ trajectory: StateTrajectory<Element>, _ position: Int
  ) throws -> [Int: [Double]] {
    guard trajectory.stateWidth > 0 else { return [:] }
    let last = trajectory.length(of: position)
    let lags = lags(upTo: last)
    var values: [Int: [Double]] = [:]
    try trajectory.jacobians(of: position) { lag, jacobian in
      if lags.contains(lag) { values[lag] = try jacobian.singularValues() }
      return true
    }
    return values
  }

  static func add<Element: Scalar>(
    _ part: [StateTrajectory<Element>.Saturation], to all: inout [StateTrajectory<Element>.Saturation]
  ) {
    guard !all.isEmpty else { return all = part }
    for (index, more) in part.enumerated() {
      for unit in more.counts.indices { all[index].counts[unit] += more.counts[unit] }
      all[index].steps += more.steps
    }
  }

  static func saturation<Element: Scalar>(_ counts: [StateTrajectory<Element>.Saturation]) -> [Saturation] {
    var parts: [Int: Int] = [:]
    return counts.map { count in
      let part = parts[count.layer, default: 0]
      parts[count.layer] = part + 1
      return Saturation(
        layer: count.layer, activation: "\(count.activated.kernel)", part: part, name: count.name, share: count.share,
        units: count.counts.map { count.steps == 0 ? 0 : Double($0) / Double(count.steps) })
    }
  }
}
