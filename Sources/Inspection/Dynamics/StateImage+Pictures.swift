extension StateImage {
  /// The units of each layer over time, and above them what is read, below what is asked for and predicted.
  var charts: [any Chart] {
    let last = Double(inputs.count)
    let width = inputs.first?.count ?? 0
    let read =
      vocabulary.map { [text($0)] }
      ?? (0..<width).map { feature in
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
      framed("sequence \(sequence): inputs", vocabulary == nil ? "input" : "", read, last)
    ]
    for (layer, units) in states.enumerated() {
      let name = states.count > 1 ? "layer \(layer), units" : "units"
      charts.append(
        HeatMap(
          title: "sequence \(sequence): \(name) over time", horizontal: "step", vertical: "unit", rows: units, start: 1)
      )
    }
    if asksForClasses {
      let probability = LineChart.Curve(
        "target", targetProbabilities.enumerated().map { (x: Double($0 + 1), y: $1) }, style: .points)
      charts.append(
        framed("sequence \(sequence): probability of what is asked for", "probability", [probability], last))
    } else {
      charts.append(framed("sequence \(sequence): predictions and targets", "output", predicted + [asked], last))
    }
    return charts
  }

  /// The characters that are read, one above each step.
  private func text(_ vocabulary: [String]) -> LineChart.Curve {
    LineChart.Curve(
      "text", inputs.indices.map { (x: Double($0 + 1), y: 0) },
      words: inputs.map { input in
        let symbol = Int(input.first ?? -1)
        return vocabulary.indices.contains(symbol) ? Self.shown(vocabulary[symbol]) : "?"
      })
  }

  private func framed(_ title: String, _ vertical: String, _ curves: [LineChart.Curve], _ last: Double) -> LineChart {
    var chart = LineChart(title: title, horizontal: "step", vertical: vertical, curves: curves)
    chart.range = 0.5...last + 0.5
    chart.countsSteps = true
    return chart
  }
}
