extension StateImage {
  /// The units of each layer over time, and above them what is read, below what is asked for and predicted.
  var charts: [any Chart] {
    let last = Double(inputs.count)
    let width = inputs.first?.count ?? 0
    let read = (0..<width).map { feature in
      LineChart.Curve(
        readsSymbols ? "symbol" : "input \(feature + 1)",
        inputs.enumerated().map { (x: Double($0 + 1), y: $1[feature]) }, style: readsSymbols ? .points : .lines)
    }
    let predicted = (0..<min(4, predictions.first?.count ?? 0)).map { output in
      LineChart.Curve(
        "prediction \(output + 1)", predictions.enumerated().map { (x: Double($0 + 1), y: $1[output]) })
    }
    let asked = LineChart.Curve(
      "target", targets.enumerated().map { (x: Double($0 + 1), y: $1?.first ?? .nan) }, style: .points)
    var charts: [any Chart] = [
      framed("sequence \(sequence): inputs", "input", read, last)
    ]
    for (layer, units) in states.enumerated() {
      let name = states.count > 1 ? "layer \(layer), units" : "units"
      charts.append(
        HeatMap(
          title: "sequence \(sequence): \(name) over time", horizontal: "step", vertical: "unit", rows: units, start: 1)
      )
    }
    charts.append(framed("sequence \(sequence): predictions and targets", "output", predicted + [asked], last))
    return charts
  }

  private func framed(_ title: String, _ vertical: String, _ curves: [LineChart.Curve], _ last: Double) -> LineChart {
    var chart = LineChart(title: title, horizontal: "step", vertical: vertical, curves: curves)
    chart.range = 0.5...last + 0.5
    return chart
  }
}
