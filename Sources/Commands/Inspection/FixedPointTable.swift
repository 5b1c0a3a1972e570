import Foundation
import Inspection
import LinearAlgebra

/// The fixed points of a network, for people.
enum FixedPointTable {
  /// More rows than this are for files.
  private static let mostRows = 40

  static func lines(_ found: FixedPoints) -> [String] {
    let fixed = found.points.count(where: \.isFixed)
    var lines = ["", Console.bold("fixed points under the input \(found.inputWords)")]
    lines.append(
      "  \(fixed, "fixed point"), \(found.points.count - fixed, "slow point") from \(found.starts, "start"), \(found.iterations, "iteration"), \(Numbers.time(found.seconds))"
        + (found.lost > 0 ? "; of \(found.lost, "start") the search went to infinity" : ""))
    var table = TextTable(["point", "q", "starts", "unstable", "largest |λ|", "slowest", "predicts"])
    for point in found.points.prefix(mostRows) {
      let largest = point.eigenvalues.first.map { ($0.real * $0.real + $0.imaginary * $0.imaginary).squareRoot() } ?? 0
      let slowest = point.timeConstants.max() ?? 0
      table.add([
        point.isFixed ? (point.unstable == 0 ? "stable" : "unstable") : "slow",
        String(format: "%.1e", point.q),
        "\(point.starts)", "\(point.unstable)", Numbers.short(largest), "\(Numbers.short(slowest)) steps",
        point.predictions.prefix(4).map(Numbers.short).joined(separator: " ")
          + (point.predictions.count > 4 ? " ..." : ""),
      ])
    }
    lines += table.lines()
    if found.points.count > mostRows {
      lines.append(Console.dim("  and \(found.points.count - mostRows) more: --json, --output"))
    }
    lines.append(
      Console.dim(
        "  unstable: directions in which states move away; slowest: steps in which a deviation changes by a factor of e"
      ))
    return lines
  }
}
