/// Curves over a common axis, to be drawn by gnuplot.
public struct LineChart: Chart {
  /// How a curve is drawn.
  public enum Style: String, Sendable {
    case lines
    case points
    /// Larger points, of a shape of their own for each curve.
    case marks
    /// A line from the axis up to each point.
    case impulses
    /// A word at each point, see ``Curve/words``.
    case labels
  }

  /// A named curve; points that are not finite leave a gap.
  public struct Curve: Sendable {
    public let name: String
    public let points: [(x: Double, y: Double)]
    public let style: Style
    /// What stands at the points, where they are words.
    public let words: [String]

    public init(_ name: String, _ points: [(x: Double, y: Double)], style: Style = .lines) {
      self.name = name
      self.points = points
      self.style = style
      words = []
    }

    /// Words at points.
    public init(_ name: String, _ points: [(x: Double, y: Double)], words: [String]) {
      precondition(points.count == words.count, "\(points.count) points have \(words.count) words")
      self.name = name
      self.points = points
      self.words = words
      style = .labels
    }
  }

  public var title: String
  /// What the axes show, with the unit.
  public var horizontal: String
  public var vertical: String
  /// Whether the vertical axis is logarithmic: for values above 0 that span orders of magnitude.
  public var isLogarithmic = false
  /// The same for the horizontal axis.
  public var isHorizontalLogarithmic = false
  /// Whether a unit is as long on both axes, as in the complex plane.
  public var hasEqualUnits = false
  /// Whether the horizontal axis counts something, so that there is nothing between whole numbers.
  public var countsSteps = false
  /// Whether the vertical axis does.
  public var countsValues = false
  /// What the horizontal axis shows; nil for as much as the curves need.
  public var range: ClosedRange<Double>?
  public var curves: [Curve]

  public init(
    title: String, horizontal: String, vertical: String, isLogarithmic: Bool = false, hasEqualUnits: Bool = false,
    curves: [Curve]
  ) {
    self.title = title
    self.horizontal = horizontal
    self.vertical = vertical
    self.isLogarithmic = isLogarithmic
    self.hasEqualUnits = hasEqualUnits
    self.curves = curves
  }

  public func script(_ prefix: String) -> String {
    var lines: [String] = []
    for (number, curve) in curves.enumerated() {
      lines.append("$\(prefix)\(number) << END")
      for (place, point) in curve.points.enumerated() {
        let word = curve.style == .labels ? " \(Self.quoted(curve.words[place]))" : ""
        lines.append(isDrawable(point) ? "\(point.x) \(point.y)\(word)" : "")
      }
      // A block of nothing is an error; a blank line is a gap.
      lines += curve.points.isEmpty ? ["", "END"] : ["END"]
    }
    lines += [
      "set title \(Self.quoted(title))", "set xlabel \(Self.quoted(horizontal))", "set ylabel \(Self.quoted(vertical))",
      isLogarithmic ? "set logscale y" : "unset logscale y",
      isHorizontalLogarithmic ? "set logscale x" : "unset logscale x", curves.count > 1 ? "set key on" : "set key off",
      hasEqualUnits ? "set size ratio -1" : "set size noratio",
      "set autoscale xy",
    ]
    lines += axes
    let plots = curves.enumerated().map { number, curve in
      let style =
        switch curve.style {
        case .points: "points pointtype 7 pointsize 0.4"
        case .marks: "points pointsize 1.3 linewidth 2"
        case .lines, .impulses, .labels: curve.style.rawValue
        }
      let columns = curve.style == .labels ? "1:2:3" : "1:2"
      return "$\(prefix)\(number) using \(columns) with \(style) title \(Self.quoted(curve.name))"
    }
    return (lines + ["plot " + plots.joined(separator: ", ")]).joined(separator: "\n") + "\n"
  }

  /// Ranges and labels of both axes.
  private var axes: [String] {
    let points = curves.flatMap { $0.points.filter(isDrawable) }
    let across = range.map { [$0.lowerBound, $0.upperBound] } ?? points.map(\.x)
    let horizontal = AxisTicks(across, count: 8, isLogarithmic: isHorizontalLogarithmic, isWhole: countsSteps)
    // A bar begins at the bottom of a logarithmic axis.
    let vertical = AxisTicks(
      points.map(\.y), count: 5, isLogarithmic: isLogarithmic, isWhole: countsValues, margin: 0.05)
    var lines: [String] = []
    for (axis, ticks) in [("x", horizontal), ("y", vertical)] {
      if axis == "y", curves.allSatisfy({ $0.style == .labels }) {
        // Words stand above their places and have no height.
        lines += ["unset ytics", "set yrange [-1:1]"]
        continue
      }
      guard let ticks else {
        lines.append("set \(axis)tics autofreq")
        continue
      }
      lines.append(ticks.script(axis))
      // Where units are equally long, gnuplot has to find the range that fits.
      if !hasEqualUnits { lines.append("set \(axis)range [\(ticks.range.lowerBound):\(ticks.range.upperBound)]") }
    }
    return lines
  }

  public var hasPoints: Bool { curves.contains { $0.points.contains(where: isDrawable) } }

  private func isDrawable(_ point: (x: Double, y: Double)) -> Bool {
    point.x.isFinite && point.y.isFinite && (!isLogarithmic || point.y > 0)
      && (!isHorizontalLogarithmic || point.x > 0)
  }
}
