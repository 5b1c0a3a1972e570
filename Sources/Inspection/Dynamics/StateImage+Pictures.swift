extension StateImage {
  /// More curves than this, and their names, cannot be told apart: colors stand for numbers then.
  private static let mostCurves = 6

  /// The units of each layer over time, and above them what is read, below what is asked for and predicted.
  var charts: [any Chart] {
    var charts = [read]
    for (layer, units) in states.enumerated() {
      let name = states.count > 1 ? "layer \(layer), units" : "units"
      charts.append(
        HeatMap(
          title: "sequence \(sequence): \(name) over time", horizontal: "step", vertical: "unit", rows: units, start: 1)
      )
    }
    return charts + answers
  }

  private var read: any Chart {
    let title = "sequence \(sequence): inputs"
    if let vocabulary { return framed(title, "", [text(vocabulary)]) }
    let width = inputs.first?.count ?? 0
    guard width <= Self.mostCurves else { return map(title, "input", inputs, width) }
    return framed(
      title, "input",
      (0..<width).map {
        curve(readsSymbols ? "symbol" : "input \($0 + 1)", inputs, $0, readsSymbols ? .points : .lines)
      })
  }

  /// What is predicted and what is asked for.
  private var answers: [any Chart] {
    let name = "sequence \(sequence)"
    guard !asksForClasses else {
      let probability = LineChart.Curve(
        "target", targetProbabilities.enumerated().map { (x: Double($0 + 1), y: $1) }, style: .points)
      return [framed("\(name): probability of the target", "probability", [probability])]
    }
    let width = predictions.first?.count ?? 0
    let asked = targets.map { $0 ?? [Double](repeating: .nan, count: width) }
    guard 2 * width <= Self.mostCurves else {
      return [
        map("\(name): predictions", "output", predictions, width), map("\(name): targets", "output", asked, width),
      ]
    }
    let curves = (0..<width).flatMap { output in
      let number = width > 1 ? " \(output + 1)" : ""
      return [
        curve("prediction\(number)", predictions, output, .lines), curve("target\(number)", asked, output, .points),
      ]
    }
    return [framed("\(name): predictions and targets", "output", curves)]
  }

  /// One column of numbers by step.
  private func curve(_ name: String, _ values: [[Double]], _ column: Int, _ style: LineChart.Style) -> LineChart.Curve {
    LineChart.Curve(name, values.enumerated().map { (x: Double($0 + 1), y: $1[column]) }, style: style)
  }

  /// Many columns of numbers by step.
  private func map(_ title: String, _ vertical: String, _ values: [[Double]], _ width: Int) -> HeatMap {
    HeatMap(
      title: title, horizontal: "step", vertical: vertical,
      rows: (0..<width).map { column in values.map { $0[column] } }, start: 1)
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

  private func framed(_ title: String, _ vertical: String, _ curves: [LineChart.Curve]) -> LineChart {
    var chart = LineChart(title: title, horizontal: "step", vertical: vertical, curves: curves)
    chart.range = 0.5...Double(inputs.count) + 0.5
    chart.countsSteps = true
    return chart
  }
}
