import Commands
import Testing

@Suite("Numbers and tables as people read them")
struct NumberTests {
  @Test("Four digits; what is no number is a dash")
  func short() {
    #expect(
      [0, 1, -0.000_012_5, 123_456, 0.1, .infinity].map(Numbers.short) == [
        "0", "1", "-1.25e-05", "1.235e+05", "0.1", "inf",
      ])
    #expect(Numbers.short(.nan) == "-")
    #expect(Numbers.whole(1234.6) == "1235")
  }

  @Test("Amounts and costs: fractions only where they are small")
  func amounts() {
    #expect([0, 3, 2.75, 99.96, 100.4, 12_345.6].map(Numbers.amount) == ["0", "3", "2.75", "100", "100", "12346"])
    #expect(
      [0, 0.5, 1, 1.0001, 17].map(Numbers.cost) == [
        "0 passes", "0.5 passes", "1 pass", "1 pass", "17 passes",
      ])
  }

  @Test("Shares, bits and ratios")
  func shares() {
    #expect([0, 0.004, 0.0999, 0.1, 1].map(Numbers.percent) == ["0.00 %", "0.40 %", "9.99 %", "10.0 %", "100.0 %"])
    #expect(Numbers.percent(.nan) == "-")
    #expect(Numbers.bits(0.693_147_180_559_945_3) == "1")
    #expect(Numbers.ratio(1.005) == "1.00" && Numbers.ratio(.nan) == "-")
    #expect([0.88, 1, 1.5].map(Numbers.change) == ["-12 %", "+0 %", "+50 %"])
  }

  @Test("Seconds, minutes, hours, and no end in sight")
  func times() {
    #expect(
      [0, 99.94, 100, 5999, 6000, 86_400].map(Numbers.time) == ["0.0s", "99.9s", "1m40s", "99m59s", "1.7h", "24.0h"])
    #expect(Numbers.time(.infinity) == "?" && Numbers.time(.nan) == "?")
  }

  @Test("Words begin at the left of a column, numbers end at its right, spaces at the end are left out")
  func table() {
    var table = TextTable(["name", "unit", "count"], wordColumns: 2)
    table.add(["θ", "", "10"])
    table.add(["a longer name", TextStyle.green("ms"), "1234567"])
    #expect(
      table.lines().map { TextStyle.line($0, colors: false) } == [
        "  name           unit    count", "  θ                         10", "  a longer name  ms    1234567",
      ])
    #expect(table.lines(indent: "")[0] == TextStyle.dim("name           unit    count"))
    var words = TextTable(["a", "b"], wordColumns: 2)
    words.add(["x\u{1B}", ""])
    #expect(words.lines(indent: "")[1] == "x\\u{1B}")
  }

  @Test("Surprise has five colors")
  func surprise() {
    #expect([0, 0.99, 1, 3.9, 7.9, 8, 100].map(SurpriseScale.level) == [0, 0, 1, 2, 3, 4, 4])
    #expect(SurpriseScale.color("a", level: 0) == "a")
    #expect(SurpriseScale.color("a", level: 4) == "\u{1B}[30;48;5;203ma\u{1B}[0m")
    #expect(SurpriseScale.legend.hasPrefix("bits:  below 1  \u{1B}[30;48;5;194m 1 to 2 \u{1B}[0m"))
  }

  @Test("Symbols that can be seen stand in quotes, others as code points")
  func symbols() {
    #expect(
      ["a", " ", "é", "\n", "\t", "\u{301}", "\u{200B}"].map(SymbolSpelling.shown) == [
        "'a'", "' '", "'é'", "'\\n'", "'\\t'", "U+0301", "U+200B",
      ])
    #expect(SymbolSpelling.shown("\u{1}\u{2}\u{3}\u{4}\u{5}") == "U+0001 U+0002 U+0003 U+0004 …")
  }
}
