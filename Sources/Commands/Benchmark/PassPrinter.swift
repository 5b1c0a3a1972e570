import Benchmarking
import LinearAlgebra
import Training

/// Shows how fast passes were.
final class PassPrinter {
  private let json: Bool
  private let comparison: PassComparison?
  private var isFirst = true

  init(json: Bool, comparison: PassComparison?) {
    self.json = json
    self.comparison = comparison
  }

  /// The passes of one problem.
  func show(_ measurements: [PassMeasurement]) throws {
    guard !json else {
      for measurement in measurements { Console.print(try JSONText.line(measurement)) }
      return
    }
    guard let first = measurements.first else { return }
    if !isFirst { Console.print("") }
    isFirst = false
    let name = first.problem.isEmpty ? "" : "\(first.problem): "
    let kept = first.keptEvery.map { ", states kept every \($0, "step")" } ?? ""
    Console.print(
      Console.bold("\(name)\(first.hidden, "\(first.cell) unit"), \(first.inputs, "input"), \(first.outputs, "output")")
        + ", T = \(first.length), \(first.batch, "sequence"), \(first.precision), \(first.threads, "thread")\(kept)")
    var header = ["pass", "ms", "least", "most", "GFLOP/s"]
    if first.floorMilliseconds != nil { header += ["BLAS ms", "ratio", "sliced ms", "ratio"] }
    if comparison != nil { header += ["change"] }
    var table = TextTable(header)
    for measurement in measurements {
      var row = [
        measurement.operation.rawValue, Numbers.short(measurement.milliseconds),
        Numbers.short(measurement.leastMilliseconds), Numbers.short(measurement.mostMilliseconds),
        Numbers.whole(measurement.gigaflops),
      ]
      if let floor = measurement.floorMilliseconds, let ratio = measurement.ratioToFloor {
        row += [
          Numbers.short(floor), Numbers.ratio(ratio), Numbers.short(measurement.slicedFloorMilliseconds ?? .nan),
          Numbers.ratio(measurement.ratioToSlicedFloor ?? .nan),
        ]
      }
      if let comparison {
        row.append(comparison.ratio(of: measurement).map { Numbers.change($0) } ?? "-")
      }
      table.add(row)
    }
    table.lines().forEach(Console.print)
    let (peak, passes) = (ByteCount.describe(first.peakResidentBytes), ByteCount.describe(first.residentGrowthBytes))
    let activations = ByteCount.describe(first.activationBytes)
    Console.print(
      Console.dim(
        "  peak memory \(peak), of which \(passes) for the passes (activations \(activations)); "
          + "OpenBLAS core \(first.blasCore)"))
  }
}
