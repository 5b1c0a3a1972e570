internal import LinearAlgebra
internal import RecurrentNetworks
internal import Training

// What was found out, section by section.
extension InspectionPage {
  mutating func spectrum() throws(TrainingError) {
    // A cell may carry its state without a matrix.
    guard results.spectrum != nil || results.stepSpectra != nil else { return }
    let spectrum = results.spectrum ?? []
    page.section("spectrum", "The recurrent matrices")
    page.hint(
      "eigenvalues on the unit circle keep what they carry; inside it fades, outside it grows until the activation function stops it. Where the norm is well above the spectral radius, a state can grow for some steps before it fades."
    )
    if !spectrum.isEmpty {
      try draw([InspectionResults<Element>.chart(spectrum)], height: 480)
      page.table(
        "matrices", Self.spectrumHeader, spectrum.map { Self.row($0.name, $0) }, isFolded: false)
    }
    if let steps = results.stepSpectra, !steps.isEmpty {
      page.hint(
        "the Jacobian of one step is what the matrix amounts to at the inputs and states met there. Activation derivatives below 1 pull its eigenvalues inwards; gates can put them on the circle or to 0."
      )
      try draw([InspectionResults<Element>.chart(steps)], height: 480)
      page.table(
        "Jacobians of one step", Self.spectrumHeader, steps.map { Self.row("step \($0.time)", $0.spectrum) },
        isFolded: false)
    }
    let all = spectrum.map { ($0.name, $0) } + (results.stepSpectra ?? []).map { ("step \($0.time)", $0.spectrum) }
    page.table(
      "all eigenvalues and singular values", ["matrix", "rank", "real", "imaginary", "magnitude", "singular value"],
      all.flatMap { name, matrix in
        zip(matrix.eigenvalues, matrix.singularValues).enumerated().map { rank, pair in
          let (value, singular) = pair
          let magnitude = (value.real * value.real + value.imaginary * value.imaginary).squareRoot()
          return [name, "\(rank + 1)"] + [value.real, value.imaginary, magnitude, singular].map { Self.short($0) }
        }
      }, isFolded: true)
  }

  private static var spectrumHeader: [String] {
    ["matrix", "size", "spectral radius", "norm", "smallest singular value", "departure from normality"]
  }

  private static func row(_ name: String, _ matrix: MatrixSpectrum) -> [String] {
    let values = [
      matrix.spectralRadius, matrix.norm, matrix.singularValues.last ?? .nan, matrix.departureFromNormality,
    ]
    return [name, "\(matrix.eigenvalues.count)"] + values.map { short($0) }
  }

  mutating func flow() throws(TrainingError) {
    guard let flow = results.gradientFlow else { return }
    page.section("gradient-flow", "Gradients through time")
    page.hint(
      "a curve that falls by orders of magnitude is a vanishing gradient: what happened at that lag cannot be learned from. One that rises is an exploding one. Level ground is what training over long lags needs."
    )
    page.paragraph(
      flow.memoryHorizon.map { "Memory horizon: at a lag of \($0, "step") the median norm has fallen to 1 %." }
        ?? "Memory horizon: none; the median norm never falls to 1 % within \(max(0, flow.norms.count - 1), "step").")
    try draw(flow.charts)
    page.table(
      "saturated units", ["layer", "activation", "part", "share of steps", "units saturated in 9 of 10 steps"],
      flow.saturation.map { part in
        [
          "\(part.layer)", part.activation, part.name, Self.short(part.share),
          "\(part.units.count { $0 > 0.9 }) of \(part.units.count)",
        ]
      }, isFolded: false)
    page.table(
      "norms by lag", ["lag", "10 %", "median", "90 %"],
      flow.norms.enumerated().map { ["\($0)"] + [$1.low, $1.median, $1.high].map { Self.short($0) } }, isFolded: true)
    page.table(
      "singular values of ds_T/ds_t", ["lag", "largest", "median", "smallest"],
      flow.singularValues.map { lag, values in
        ["\(lag)"]
          + [values.first, values.isEmpty ? nil : values[values.count / 2], values.last].map { Self.short($0) }
      }, isFolded: true)
  }

  mutating func states() throws(TrainingError) {
    guard let states = results.states, !states.isEmpty else { return }
    page.section("states", "Units over time")
    page.hint(
      "rows that keep their color after an input of interest remember it; rows that oscillate count; rows that are red or blue throughout are saturated and do nothing."
    )
    for image in states {
      try draw(image.charts, height: 260)
      page.table(
        "sequence \(image.sequence)", ["step", "input", "target", "prediction"],
        image.inputs.indices.map { step in
          [
            "\(step + 1)", image.inputWords(step) ?? Self.list(image.inputs[step]),
            image.targetWords(step) ?? image.targets[step].map(Self.list) ?? "–",
            image.predictionWords(step) ?? Self.list(image.predictions[step]),
          ]
        }, isFolded: true)
    }
  }

  mutating func fixedPoints() throws(TrainingError) {
    guard let found = results.fixedPoints, !found.isEmpty else { return }
    page.section("fixed-points", "Where the network stays")
    page.hint(
      "a stable point is something that the network can remember; an unstable one with a direction or two in which states move away lies between such memories and decides which of them comes next. A row of slow points is a memory of a number."
    )
    for points in found {
      for chart in points.charts { try draw([chart], height: 420) }
      page.table(
        "input \(points.inputWords)", ["q", "searches", "unstable directions", "slowest, steps", "predictions"],
        points.points.map { point in
          [
            Self.short(point.q), "\(point.starts)", "\(point.unstable)", Self.short(point.timeConstants.max()),
            Self.list(point.predictions),
          ]
        }, isFolded: false)
    }
  }

  mutating func damping() throws(TrainingError) {
    guard let curves = results.lossCurves, !curves.curves.isEmpty else { return }
    page.section("damping", "How far the quadratic model can be trusted")
    page.hint(
      "model and loss agree near α = 0 and part further out. Where the plain model lies far below the loss, a step to its minimum would go too far"
        + (curves.isDamped
          ? "; damping, and the structural term more than λ alone, curves it upwards where the states would change."
          : ".")
    )
    page.paragraph(
      curves.isDamped
        ? "λ \(Self.short(curves.lambda)), μ \(Self.short(curves.mu))."
        : "There is no damping: the model is that of G alone.")
    for curve in curves.charts { try draw([curve], height: 280) }
    for curve in curves.curves {
      page.table(
        "along \(curve.name), length \(Self.short(curve.length))",
        curves.columns,
        curve.alpha.indices.map { i in curve.row(i, isDamped: curves.isDamped).map { Self.short($0) } },
        isFolded: true)
    }
  }

  mutating func solves() throws(TrainingError) {
    guard let solves = results.solveCurves, !solves.curves.isEmpty else { return }
    page.section("cg-curves", "Conjugate gradients")
    page.hint(
      "every iteration lowers the model of the batches of the step. Where the held-out one rises again, iterations fit the curvature batch and nothing else: fewer of them, or a larger batch, make a better step."
    )
    page.paragraph(
      "\(solves.curvature), λ \(Self.short(solves.lambda)), μ \(Self.short(solves.mu)); gradient of \(solves.gradientSequences, "sequence"), curvature of \(solves.curvatureSequences), held out \(solves.heldOutSequences)."
    )
    for chart in solves.charts { try draw([chart], height: 260) }
    for curve in solves.curves {
      page.table(
        "preconditioner \(curve.name)", ["iterations", "q", "q held out", "change of held-out loss"],
        curve.iterations.indices.map { i in
          ["\(curve.iterations[i])"]
            + [curve.quadratic[i], curve.heldOutQuadratic[i], curve.heldOutChange[i]].map { Self.short($0) }
        }, isFolded: true)
    }
  }

  mutating func curvature() throws(TrainingError) {
    guard let reports = results.curvature, !reports.isEmpty else { return }
    page.section("curvature", "Curvature")
    page.hint(
      "a few large eigenvalues far from all others are usual: along them the loss is steep, along the rest nearly flat, which is what conjugate gradients are for. Negative ones of the Hessian are directions in which the Gauss-Newton matrix sees nothing."
    )
    for report in reports {
      let name = report.curvature.rawValue
      try draw(report.charts, height: 260)
      let ends = report.ends
      page.table(
        "\(name): eigenvalues", ["rank", "largest", "residual", "smallest", "residual"],
        ends.largest.indices.map { rank in
          let (large, small) = (ends.largest[rank], ends.smallest[rank])
          return ["\(rank + 1)"] + [large.value, large.residual, small.value, small.residual].map { Self.short($0) }
        }, isFolded: false)
      if let trace = report.trace {
        page.paragraph("\(name): trace \(Self.short(trace.total.value)) ± \(Self.short(trace.total.standardError)).")
      }
      page.table(
        "\(name): blocks", ["block", "parameters", "trace", "standard error", "share of the 1st eigenvector"],
        report.blocks.map { block in
          [
            block.name, "\(block.range.count)", Self.short(block.trace?.value), Self.short(block.trace?.standardError),
            Self.short(block.shares.first),
          ]
        }, isFolded: false)
      page.table(
        "\(name): density", ["eigenvalue", "share"],
        (report.density?.nodes ?? []).map { [Self.short($0.value), Self.short($0.weight)] }, isFolded: true)
    }
  }
}
