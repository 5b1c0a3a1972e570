import Foundation
import Inspection
import Testing

@Suite("Axes of charts")
struct AxisTests {
  /// The labels and places that a chart gives an axis.
  private func ticks(_ axis: String, _ chart: any Chart) throws -> [(label: String, place: Double)] {
    let line = try #require(chart.script("c").split(separator: "\n").first { $0.hasPrefix("set \(axis)tics (") })
    return line.matches(of: /"([^"]*)" ([-+0-9.e]+)/).map { (String($0.1), Double($0.2)!) }
  }

  private func chart(_ y: [Double], isLogarithmic: Bool = false) -> LineChart {
    var chart = LineChart(
      title: "", horizontal: "step", vertical: "", isLogarithmic: isLogarithmic,
      curves: [LineChart.Curve("", y.enumerated().map { (x: Double($0 + 1), y: $1) })])
    chart.countsSteps = true
    return chart
  }

  @Test(
    "Labels are few, differ, and say where they stand",
    arguments: [
      [0.000115, 0.000131, 0.000122], [1, 2, 3], [-5e-9, 1e-9], [1234567, 1234569], [0, 0.8], [5, 5], [0, 0],
      [1e-300, 2e-300], [3e7, 9e9], [0.1, 0.2, 0.30000000000000004],
    ], [false, true])
  func labels(y: [Double], isLogarithmic: Bool) throws {
    let chart = chart(y, isLogarithmic: isLogarithmic)
    guard chart.hasPoints else {
      #expect(isLogarithmic && y.allSatisfy { $0 <= 0 }, "a chart of numbers has points")
      return
    }
    let spread = (y.max()! - y.min()!) == 0 ? abs(y[0]) + 1 : y.max()! - y.min()!
    for axis in ["x", "y"] {
      let found = try ticks(axis, chart)
      #expect((1...12).contains(found.count), "\(axis): \(found)")
      #expect(Set(found.map(\.label)).count == found.count, "\(axis): \(found)")
      for (label, place) in found {
        let value = try #require(Double(label))
        #expect(abs(value - place) <= 1e-6 * max(abs(place), spread), "\(axis): \(label) at \(place)")
      }
    }
  }

  @Test("An axis that counts has no label between whole numbers", arguments: [2, 3, 7, 200, 100_000])
  func whole(steps: Int) throws {
    let found = try ticks("x", chart([Double](repeating: 1, count: steps)))
    #expect(found.allSatisfy { $0.place == $0.place.rounded() && !$0.label.contains(".") || $0.label.contains("e") })
  }

  @Test("Orders of magnitude are labeled by powers of ten, however many they are")
  func decades() throws {
    for least in [1e-3, 1e-12, 1e-200] {
      let found = try ticks("y", chart([least, 1], isLogarithmic: true))
      #expect((2...7).contains(found.count) && Set(found.map(\.label)).count == found.count, "\(found)")
    }
  }

  @Test("Units are counted from 1")
  func units() throws {
    let map = HeatMap(
      title: "", horizontal: "step", vertical: "unit", rows: [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], start: 1)
    #expect(try ticks("y", map).map(\.label) == ["1", "2", "3"])
    #expect(map.script("c").contains("set yrange [0.5:3.5]") && map.script("c").contains(":($2+1):3 with image"))
  }
}
