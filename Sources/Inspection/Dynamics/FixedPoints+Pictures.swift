extension FixedPoints {
  /// Points and trajectories along the principal components of what is visited: the first two, and the first and the third.
  var charts: [any Chart] {
    let width = trajectories.first?.first?.count ?? 0
    return [(0, 1), (0, 2)].filter { $0.1 < width }.map { x, y in
      func curve(_ name: String, _ points: [Point]) -> LineChart.Curve {
        LineChart.Curve(name, points.map { (x: $0.place[x], y: $0.place[y]) }, style: .marks)
      }
      let visited = trajectories.flatMap { trajectory in
        trajectory.map { (x: $0[x], y: $0[y]) } + [(x: Double.nan, y: Double.nan)]
      }
      let kinds = [
        ("stable", points.filter { $0.isFixed && $0.unstable == 0 }),
        ("unstable", points.filter { $0.isFixed && $0.unstable > 0 }), ("slow", points.filter { !$0.isFixed }),
      ].filter { !$0.1.isEmpty }
      return LineChart(
        title: "where the network stays under the input \(inputWords)", horizontal: "component \(x + 1)",
        vertical: "component \(y + 1)",
        curves: [LineChart.Curve("visited", visited)] + kinds.map { curve($0.0, $0.1) })
    }
  }

  /// u* in a few characters.
  public var inputWords: String {
    "(" + input.map { value in Int(exactly: value).map(String.init) ?? "\(value)" }.joined(separator: ", ") + ")"
  }
}
