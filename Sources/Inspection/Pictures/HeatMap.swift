/// Numbers as colors: blue below 0, white at 0, red above.
public struct HeatMap: Chart {
  public let title: String
  /// What the axes show.
  public let horizontal: String
  public let vertical: String
  /// Row by row, from the bottom up, counted from 1.
  public let rows: [[Double]]
  /// The place of the first column on the horizontal axis.
  public let start: Double

  public init(title: String, horizontal: String, vertical: String, rows: [[Double]], start: Double = 0) {
    self.title = title
    self.horizontal = horizontal
    self.vertical = vertical
    self.rows = rows
    self.start = start
  }

  public var hasPoints: Bool { rows.contains { $0.contains { $0.isFinite } } }

  public func script(_ prefix: String) -> String {
    let columns = rows[0].count
    let across = AxisTicks([start, start + Double(columns - 1)], count: 8, isWhole: true)
    let upwards = AxisTicks([1, Double(rows.count)], count: 5, isWhole: true)
    let most = rows.joined().filter { $0.isFinite }.map(abs).max() ?? 0
    // Where all is 0 there is no range of colors.
    let end = most > 0 ? most : 1
    var lines = ["$\(prefix) << END"]
    lines += rows.map { row in row.map { $0.isFinite ? "\($0)" : "NaN" }.joined(separator: " ") }
    lines += [
      "END", "set title \(Self.quoted(title))", "set xlabel \(Self.quoted(horizontal))",
      "set ylabel \(Self.quoted(vertical))", "unset logscale xy", "set size noratio",
      across?.script("x") ?? "set xtics autofreq", upwards?.script("y") ?? "set ytics autofreq",
      "set palette defined (-1 '#2166ac', 0 '#ffffff', 1 '#b2182b')", "set cbrange [\(-end):\(end)]",
      "set xrange [\(start - 0.5):\(start - 0.5 + Double(columns))]",
      "set yrange [0.5:\(Double(rows.count) + 0.5)]",
      "plot $\(prefix) matrix using ($1+\(start)):($2+1):3 with image notitle", "set autoscale xy",
    ]
    return lines.joined(separator: "\n") + "\n"
  }
}
