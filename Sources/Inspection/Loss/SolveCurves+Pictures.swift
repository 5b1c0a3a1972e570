internal import Training

extension SolveCurves {
  /// q against iterations: on the batches of the step, and held out.
  var charts: [any Chart] {
    guard !curves.isEmpty else { return [] }
    func chart(_ title: String, _ values: (Curve) -> [Double]) -> any Chart {
      var chart = LineChart(
        title: title, horizontal: "iterations", vertical: "",
        curves: curves.map { curve in
          // 0 iterations have no place on a logarithmic axis.
          let points = zip(curve.iterations, values(curve)).filter { $0.0 > 0 }
          return LineChart.Curve(curve.name, points.map { (x: Double($0.0), y: $0.1) })
        })
      chart.isHorizontalLogarithmic = true
      return chart
    }
    return [
      chart("q on the batches of the step") { $0.quadratic },
      chart("q on a held-out batch") { $0.heldOutQuadratic },
      chart("change of the loss on the held-out batch") { $0.heldOutChange },
    ]
  }
}
