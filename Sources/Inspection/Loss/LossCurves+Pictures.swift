extension LossCurves {
  /// Model and truth along each direction.
  var charts: [any Chart] {
    curves.map { curve in
      // A model that leaves the picture says no more than that it does.
      let most = 3 * (curve.loss.filter { $0.isFinite }.max() ?? 1)
      func line(_ name: String, _ values: [Double]) -> LineChart.Curve {
        LineChart.Curve(name, zip(curve.alpha, values).map { (x: $0, y: abs($1) <= most ? $1 : .nan) })
      }
      var lines = [line("loss", curve.loss), line("model, G", curve.model)]
      if isDamped { lines.append(line("with lambda", curve.tikhonov)) }
      if lambda * mu > 0 { lines.append(line("and structural", curve.structural)) }
      return LineChart(
        title: "loss and model along \(curve.name)", horizontal: "alpha", vertical: "loss", curves: lines)
    }
  }
}
