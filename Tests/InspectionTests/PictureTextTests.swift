import Foundation
import Inspection
import TestSupport
import Testing
import Training

@Suite("Names in pictures and pages")
struct PictureTextTests {
  private static let names = [
    "it's", "two '' quotes", "'lead", "end'", "say \"x\"", "x ]]> y", "<b>&amp;</b>", "`id`", "$(id)", "@macro",
    "%s %h",
    "a\\", "\\042", "a\nset output 'x'", "\u{1B}[31m red \u{202E}", "ψ é", "#", "input (0, 7.5)3 (12)", "",
  ]

  private func chart(_ name: String) -> LineChart {
    LineChart(
      title: name, horizontal: name, vertical: name,
      curves: [LineChart.Curve(name, [(1, 2), (2, 3)]), LineChart.Curve(name, [(1, 3), (2, 2)])])
  }

  @Test(
    "Whatever a run is called, its pictures are drawn, are XML, and say the name",
    .enabled(if: Gnuplot.isThere, Gnuplot.missing))
  func names() throws {
    let scratch = try Scratch()
    for (number, name) in Self.names.enumerated() {
      let map = HeatMap(title: name, horizontal: name, vertical: name, rows: [[0, 1], [1, 0]])
      let picture = Picture([chart(name), map])
      let path = scratch.file("\(number).svg")
      try picture.write(to: path, as: .svg)
      let svg = try scratch.text("\(number).svg")
      #expect(!svg.contains("]]>"), "\(name)")
      #expect(!svg.unicodeScalars.contains { $0.value < 0x20 && !"\n\t\r".unicodeScalars.contains($0) }, "\(name)")
      #expect(!svg.contains("<script") && !svg.contains("uid="), "\(name)")
      let escaped = name.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("]]>", with: "]]&gt;")
      if name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0 != "\u{202E}" }), name.contains(where: \.isLetter) {
        #expect(svg.contains(escaped) || svg.contains(escaped.replacing(">", with: "&gt;")), "\(name)")
      }
      #expect(try picture.text(columns: 80, rows: 20).isEmpty == false)
      #expect(try picture.element(named: "p\(number)").contains("<svg"))
    }
    if Python.isThere {
      let paths = Self.names.indices.map { scratch.file("\($0).svg") }
      let parsed = try Python.run(
        "import sys, xml.dom.minidom as m\nfor p in sys.argv[1:]: m.parse(p)", paths)
      #expect(parsed.status == 0, "\(parsed.output)")
    }
    #expect(!scratch.exists("x"), "no line of a name was obeyed")
  }

  @Test("A map of nothing but zeros is drawn", .enabled(if: Gnuplot.isThere, Gnuplot.missing))
  func zeros() throws {
    let map = HeatMap(title: "zeros", horizontal: "step", vertical: "unit", rows: [[0, 0], [0, 0]])
    #expect(try Picture([map]).element(named: "zeros").contains("<svg"))
  }
}
