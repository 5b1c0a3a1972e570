internal import Foundation
internal import RecurrentNetworks

extension InspectionResults {
  /// A chart for each thing that was found out.
  public var picture: Picture {
    var charts: [LineChart] = []
    for report in curvature ?? [] { charts += Self.charts(report) }
    if let spectrum { charts.append(Self.chart(spectrum)) }
    if let stepSpectra, !stepSpectra.isEmpty { charts.append(Self.chart(stepSpectra)) }
    if let gradientFlow { charts += Self.charts(gradientFlow) }
    return Picture(charts)
  }

  private static func charts(_ report: CurvatureReport<Element>) -> [LineChart] {
    guard let density = report.density else { return [] }
    let points = density.nodes.map { (x: $0.value, y: $0.weight) }
    return [
      LineChart(
        title: "eigenvalues of \(report.curvature.rawValue): the share of them around each place",
        horizontal: "eigenvalue",
        vertical: "share", isLogarithmic: true, curves: [LineChart.Curve("density", points, style: .impulses)])
    ]
  }

  /// Eigenvalues in the complex plane with the unit circle.
  private static func chart(_ title: String, _ spectra: [(name: String, spectrum: MatrixSpectrum)]) -> LineChart {
    let circle = (0...120).map { (x: cos(Double($0) * .pi / 60), y: sin(Double($0) * .pi / 60)) }
    let curves = spectra.map { name, spectrum in
      LineChart.Curve(name, spectrum.eigenvalues.map { (x: $0.real, y: $0.imaginary) }, style: .points)
    }
    return LineChart(
      title: title, horizontal: "real part", vertical: "imaginary part", hasEqualUnits: true,
      curves: curves + [LineChart.Curve("unit circle", circle)])
  }

  private static func chart(_ spectrum: [MatrixSpectrum]) -> LineChart {
    chart("eigenvalues of the recurrent matrices", spectrum.map { ($0.name, $0) })
  }

  private static func chart(_ steps: [(time: Int, spectrum: MatrixSpectrum)]) -> LineChart {
    chart("eigenvalues of the Jacobian of one step", steps.map { ("step \($0.time)", $0.spectrum) })
  }

  private static func charts(_ flow: GradientFlow) -> [LineChart] {
    func curve(_ name: String, _ value: (Quantiles) -> Double) -> LineChart.Curve {
      LineChart.Curve(name, flow.norms.enumerated().map { (x: Double($0), y: value($1)) })
    }
    func curve(_ name: String, _ value: ([Double]) -> Double?) -> LineChart.Curve {
      LineChart.Curve(name, flow.singularValues.map { (x: Double($0.lag), y: value($0.values) ?? .nan) })
    }
    return [
      LineChart(
        title: "how much of the last loss reaches the states before it", horizontal: "lag T - t",
        vertical: "norm of dl_T/ds_t", isLogarithmic: true,
        curves: [curve("median") { $0.median }, curve("90 %") { $0.high }, curve("10 %") { $0.low }]),
      LineChart(
        title: "singular values of ds_T/ds_t", horizontal: "lag T - t", vertical: "singular value", isLogarithmic: true,
        curves: [
          curve("largest") { $0.first }, curve("median") { $0.isEmpty ? nil : $0[$0.count / 2] },
          curve("smallest") { $0.last },
        ]),
    ]
  }
}
