extension GradientFlow {
  /// The norms and the singular values against the lag.
  var charts: [any Chart] {
    func curve(_ name: String, _ value: (Quantiles) -> Double) -> LineChart.Curve {
      LineChart.Curve(name, norms.enumerated().map { (x: Double($0), y: value($1)) })
    }
    func singularCurve(_ name: String, _ value: ([Double]) -> Double?) -> LineChart.Curve {
      LineChart.Curve(name, singularValues.map { (x: Double($0.lag), y: value($0.values) ?? .nan) })
    }
    var charts = [
      LineChart(
        title: "how much of the last loss reaches the states before it", horizontal: "lag T - t",
        vertical: "norm of dl_T/ds_t", isLogarithmic: true,
        curves: [curve("median") { $0.median }, curve("90 %") { $0.high }, curve("10 %") { $0.low }]),
      LineChart(
        title: "singular values of ds_T/ds_t", horizontal: "lag T - t", vertical: "singular value",
        isLogarithmic: true,
        curves: [
          singularCurve("largest") { $0.first }, singularCurve("median") { $0.isEmpty ? nil : $0[$0.count / 2] },
          singularCurve("smallest") { $0.last },
        ]),
    ]
    for index in charts.indices { charts[index].countsSteps = true }
    return charts
  }
}
