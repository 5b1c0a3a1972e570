import DurableFiles
import Foundation
import HDF5
import Inspection
import TestSupport
import Testing

@Suite("History")
struct HistoryTests {
  @Test("A sparkline has the least at the bottom, the greatest at the top, and gaps for what is not finite")
  func sparkline() {
    #expect(Sparkline.line([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█")
    #expect(Sparkline.line([1, .nan, 2]) == "▁ █")
    #expect(Sparkline.line([5, 5]) == "▁▁")
    #expect(Sparkline.line([]).isEmpty)
    #expect(Sparkline.line([.nan, .infinity]) == "  ")
    #expect(Sparkline.line([-.greatestFiniteMagnitude, .greatestFiniteMagnitude]) == "▁█")
    // A factor of more than 30: the heights are those of the logarithms.
    #expect(Sparkline.line([1, 10, 100]) == "▁▅█")
    #expect(Sparkline.line([0, 10, 100]) == "▁▁█")
  }

  @Test("More numbers than blocks are averaged", arguments: [1, 2, 7, 60])
  func binned(_ width: Int) {
    let line = Sparkline.line((0..<1000).map { Double($0) }, width: width)
    #expect(line.count == width)
    #expect(line == String(line.sorted()))
    #expect(Sparkline.line([1, 1, 3, 3], width: 2) == "▁█")
    #expect(Sparkline.line([1, .nan, .nan, .nan, 3, 3], width: 3) == "▁ █")
  }

  private func table(steps: Int, texts: Int? = nil) throws -> HistoryTable {
    let scratch = try Scratch()
    try File.replacing(scratch.file("h.h5")) { file in
      let group = try file.root.createGroup(named: "history")
      let rows = (1...max(steps, 1)).prefix(steps)
      try group.createDataset(named: "step", values: rows.map { Int64($0) })
      try group.createDataset(named: "loss", values: rows.map { 1 / Double($0) })
      try group.createDataset(named: "outcome", strings: (0..<(texts ?? steps)).map { "row \($0)" })
      try group.createDataset(named: "picture", values: [1, 2, 3, 4] as [Double], shape: [2, 2])
    }
    return try #require(HistoryTable(in: try FileContents(of: AdmittedFile(scratch.file("h.h5")))))
  }

  @Test("Columns are read as they are, and what is no column is named")
  func columns() throws {
    let table = try table(steps: 3)
    #expect(table.steps == 3 && table.isEven)
    #expect(table["loss"]?.numbers == [1, 0.5, 1.0 / 3])
    guard case .texts(let texts)? = table["outcome"]?.entries else {
      Issue.record("there is no column of texts")
      return
    }
    #expect(texts == ["row 0", "row 1", "row 2"])
    #expect(table["picture"] == nil && table.unread == ["/history/picture"])
  }

  @Test("Columns of different length are cut to what all have")
  func uneven() throws {
    let table = try table(steps: 5, texts: 4)
    #expect(table.steps == 4 && !table.isEven)
  }

  @Test("A thinned table has the first rows, the last rows and some between", arguments: [0, 1, 20, 21, 100, 1234])
  func thinned(_ steps: Int) throws {
    let rows = try table(steps: steps).shownRows(most: 20)
    #expect(rows.count == min(steps, 20))
    #expect(rows == rows.sorted() && Set(rows).count == rows.count && rows.allSatisfy { 0 <= $0 && $0 < steps })
    guard steps > 20 else { return }
    #expect(Array(rows.prefix(6)) == Array(0..<6) && Array(rows.suffix(6)) == Array(steps - 6..<steps))
    // The rows between are evenly spaced, to the rounding of an index.
    let gaps = zip(rows[6..<14], rows[6..<14].dropFirst()).map { $1 - $0 }
    #expect(try #require(gaps.max()) - #require(gaps.min()) <= 1)
    // No gap is wider than an eighth of what lies between, which leaves out no part of it.
    let widest = try #require(zip(rows, rows.dropFirst()).map { $1 - $0 }.max())
    #expect(widest <= (steps - 12) / 8 + 1)
  }

  @Test("A file without a history has none")
  func absent() throws {
    let scratch = try Scratch()
    try File.replacing(scratch.file("h.h5")) { file in try file.root.attributes.set("a", to: 1) }
    #expect(HistoryTable(in: try FileContents(of: AdmittedFile(scratch.file("h.h5")))) == nil)
  }
}
