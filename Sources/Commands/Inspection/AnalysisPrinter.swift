import Foundation
import Inspection
import LinearAlgebra
import RecurrentNetworks

/// What was found out about a checkpoint, for people.
struct AnalysisPrinter<Element: Scalar> {
  private let results: InspectionResults<Element>
  private let title: String

  init(_ results: InspectionResults<Element>, title: String) {
    self.results = results
    self.title = title
  }

  func print() {
    Console.print("")
    Console.print(Console.bold(title))
    Console.print("  seen through \(results.sequences, "sequence") of \(results.data)")
    if results.spectrum != nil || results.stepSpectra != nil { show(results.spectrum ?? []) }
    if let flow = results.gradientFlow { show(flow) }
    for image in results.states ?? [] { show(image) }
    for points in results.fixedPoints ?? [] { FixedPointTable.lines(points).forEach(Console.print) }
    if let curves = results.lossCurves { show(curves) }
    if let solves = results.solveCurves { SolveCurvesTable.lines(solves).forEach(Console.print) }
    for report in results.curvature ?? [] { show(report) }
    draw()
    if !results.isComplete { Console.note("recur: ended early; what is missing was not reached") }
  }

  private func draw() {
    guard Terminal.output.isTerminal, !results.picture.charts.isEmpty else { return }
    // Without gnuplot the tables have to do.
    if let text = try? results.picture.text(columns: min(TerminalSize.columns, 110), rows: 24) {
      Console.printLines(text)
    }
  }

  private func show(_ spectrum: [MatrixSpectrum]) {
    InspectPrinter.title("recurrent matrices")
    var table = TextTable(["matrix", "size", "spectral radius", "norm", "smallest sv", "not normal"])
    for matrix in spectrum { table.add(row(matrix.name, matrix)) }
    for (time, matrix) in results.stepSpectra ?? [] { table.add(row("ds_\(time)/ds_\(time - 1)", matrix)) }
    table.lines().forEach(Console.print)
    Console.print(
      Console.dim("  radius: how powers of the matrix grow in the end; norm: by how much one step can stretch a state;")
    )
    Console.print(
      Console.dim("  not normal: Henrici's departure from normality, 0 where the eigenvalues tell everything"))
  }

  private func row(_ name: String, _ matrix: MatrixSpectrum) -> [String] {
    [
      name, "\(matrix.eigenvalues.count)", Numbers.short(matrix.spectralRadius), Numbers.short(matrix.norm),
      Numbers.short(matrix.singularValues.last ?? 0), Numbers.short(matrix.departureFromNormality),
    ]
  }

  private func show(_ flow: GradientFlow) {
    InspectPrinter.title("gradient flow, \(flow.sequences, "sequence")")
    let last = flow.norms.count - 1
    switch flow.memoryHorizon {
    case let horizon?:
      Console.print(
        "  memory horizon: \(horizon, "step"); there dℓ_T/ds_t has fallen to 1 % of what it is at the last step")
    case nil: Console.print("  memory horizon: none within \(max(0, last), "step"); dℓ_T/ds_t never falls to 1 %")
    }
    var table = TextTable(["lag", "10 %", "median", "90 %", "largest sv", "median sv", "smallest sv"], wordColumns: 0)
    let known = Dictionary(flow.singularValues.map { ($0.lag, $0.values) }) { first, _ in first }
    for lag in Self.shown(last) {
      let norm = flow.norms[lag]
      let values = known[lag]
      let norms = [norm.low, norm.median, norm.high].map(Numbers.short)
      let singular: [Double?] = [values?.first, values.map { $0[$0.count / 2] }, values?.last]
      table.add(["\(lag)"] + norms + singular.map { $0.map(Numbers.short) ?? "-" })
    }
    table.lines().forEach(Console.print)
    Console.print(
      Console.dim(
        "  norms of dℓ_T/ds_t over the lag T − t; sv: singular values of ds_T/ds_t, mean of \(flow.jacobians, "sequence")"
      ))
    for part in flow.saturation {
      let full = part.units.count { $0 > 0.9 }
      let layer = flow.saturation.contains { $0.layer > 0 } ? "layer \(part.layer), " : ""
      Console.print(
        "  saturated, \(layer)\(part.activation), \(part.name): \(Numbers.percent(part.share)) of all steps, \(full) of \(part.units.count, "unit") nearly always"
      )
    }
  }

  /// A dozen lags, denser at the beginning: among those whose Jacobians are known.
  private static func shown(_ last: Int) -> [Int] {
    guard last > 0 else { return [0] }
    let wanted = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096].filter { $0 < last } + [last]
    return wanted
  }

  /// Some units and steps as characters; the picture has all.
  private func show(_ image: StateImage) {
    InspectPrinter.title("sequence \(image.sequence), \(image.inputs.count, "step")")
    let columns = min(72, TerminalSize.columns - 12)
    let stride = max(1, (image.inputs.count + columns - 1) / columns)
    for (layer, units) in image.states.enumerated() {
      if image.states.count > 1 { Console.print("  layer \(layer)") }
      for unit in units.indices.prefix(16) {
        let values = Swift.stride(from: 0, to: units[unit].count, by: stride).map { units[unit][$0] }
        Console.print(
          "  unit \(String(unit + 1).padding(toLength: 4, withPad: " ", startingAt: 0)) \(Sparkline.line(values))")
      }
      if units.count > 16 {
        Console.print(Console.dim("  and \(units.count - 16) more: --picture, --report, --output, --json"))
      }
    }
    for step in image.targets.indices.reversed().prefix(3).reversed() {
      guard let target = image.targets[step] else { continue }
      let asked = image.targetWords(step) ?? target.map(Numbers.short).joined(separator: " ")
      let found =
        image.predictionWords(step) ?? image.predictions[step].prefix(6).map(Numbers.short).joined(separator: " ")
      let read = image.inputWords(step).map { "reads \($0), " } ?? ""
      Console.print("  step \(step + 1): \(read)target \(asked), prediction \(found)")
    }
  }

  private func show(_ curves: LossCurves) {
    let damping =
      curves.isDamped ? "λ \(Numbers.short(curves.lambda)), μ \(Numbers.short(curves.mu))" : "undamped"
    InspectPrinter.title("model and loss, \(damping)")
    for curve in curves.curves {
      Console.print("  along \(curve.name), ‖d‖ = \(Numbers.short(curve.length))")
      var table = TextTable(curves.columns, wordColumns: 0)
      for i in Swift.stride(from: 0, to: curve.alpha.count, by: 4) {
        table.add(curve.row(i, isDamped: curves.isDamped).map(Numbers.short))
      }
      table.lines().forEach(Console.print)
    }
  }

  private func show(_ report: CurvatureReport<Element>) {
    let damping =
      report.options.lambda == 0
      ? "undamped" : "λ \(Numbers.short(report.options.lambda)), μ \(Numbers.short(report.options.mu))"
    InspectPrinter.title("curvature, \(report.curvature.rawValue), \(damping)")
    let ends = report.ends
    var table = TextTable(["rank", "largest", "residual", "smallest", "residual"], wordColumns: 0)
    for rank in ends.largest.indices {
      let (large, small) = (ends.largest[rank], ends.smallest[rank])
      table.add(["\(rank + 1)"] + [large.value, large.residual, small.value, small.residual].map(Numbers.short))
    }
    table.lines().forEach(Console.print)
    if !ends.isConverged {
      Console.print(
        "  not all of them are sharp yet: an eigenvalue is within the residual of each; --products allows more")
    }
    if let trace = report.trace {
      Console.print("  trace \(Numbers.short(trace.total.value)) ± \(Numbers.short(trace.total.standardError))")
    }
    if let density = report.density, let top = ends.largest.first?.value, top > 0 {
      let shares = [1e-4, 1e-2].map { Numbers.percent(1 - density.share(upTo: $0 * top)) }
      Console.print("  above 1 % of the largest: \(shares[1]) of all eigenvalues; above 0.01 %: \(shares[0])")
      Console.print("  below 0: \(Numbers.percent(density.share(upTo: -1e-6 * top)))")
    }
    blocks(report)
    Console.print(Console.dim("  \(report.products, "product")"))
  }

  private func blocks(_ report: CurvatureReport<Element>) {
    guard report.blocks.contains(where: { $0.trace != nil }) else { return }
    var table = TextTable(["block", "parameters", "trace", "±", "in the 1st vector", "in the 2nd"])
    for block in report.blocks {
      let shares = (0..<2).map { $0 < block.shares.count ? Numbers.percent(block.shares[$0]) : "-" }
      table.add(
        [
          block.name, "\(block.range.count)", block.trace.map { Numbers.short($0.value) } ?? "-",
          block.trace.map { Numbers.short($0.standardError) } ?? "-",
        ] + shares)
    }
    table.lines().forEach(Console.print)
  }
}
