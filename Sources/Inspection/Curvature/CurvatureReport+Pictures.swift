internal import RecurrentNetworks

extension CurvatureReport {
  /// The density of the eigenvalues by magnitude, the negative ones as a curve of their own.
  var charts: [any Chart] {
    guard let density else { return [] }
    // What is smaller is rounding, in place and in weight.
    let most = density.nodes.map { abs($0.value) }.max() ?? 0
    let nodes = density.nodes.filter { abs($0.value) > 1e-9 * most && $0.weight > 1e-7 }
    func curve(_ name: String, _ sign: Double) -> LineChart.Curve {
      LineChart.Curve(
        name, nodes.filter { sign * $0.value > 0 }.map { (x: sign * $0.value, y: $0.weight) }, style: .impulses)
    }
    var chart = LineChart(
      title: "eigenvalues of \(curvature.rawValue)", horizontal: "magnitude", vertical: "share of all",
      isLogarithmic: true, curves: [curve("positive", 1), curve("negative", -1)])
    chart.isHorizontalLogarithmic = true
    return [chart]
  }
}
