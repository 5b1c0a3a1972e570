import DurableFiles
import Testing

@Suite("Texts of others in sentences")
struct QuotationTests {
  @Test(
    "What a terminal would obey, what reorders a line and what cannot be seen is spelled out",
    arguments: [
      ("plain, ordinary text: 100 % of it", "plain, ordinary text: 100 % of it"), ("", ""),
      ("größer ≤ 漢字 🙂", "größer ≤ 漢字 🙂"),
      ("a\u{1B}[2Jb", #"a\u{1B}[2Jb"#), ("\u{1B}]0;title\u{7}", #"\u{1B}]0;title\u{7}"#), ("\u{9B}31m", #"\u{9B}31m"#),
      ("one\ntwo\r\n\tthree", #"one\ntwo\r\n\tthree"#), ("\u{202E}gnp.exe", #"\u{202E}gnp.exe"#),
      ("\u{2066}a\u{2069}", #"\u{2066}a\u{2069}"#), ("a\u{2028}b\u{2029}c", #"a\u{2028}b\u{2029}c"#),
      ("\u{FEFF}a\u{AD}b\u{200B}", #"\u{FEFF}a\u{AD}b\u{200B}"#),
      ("\u{E000}\u{E0041}\u{7F}\0", #"\u{E000}\u{E0041}\u{7F}\u{0}"#),
      ("👩\u{200D}🚀 می\u{200C}خواهم", "👩\u{200D}🚀 می\u{200C}خواهم"),
    ])
  func escaping(text: String, shown: String) {
    #expect(text.escaped == shown)
    #expect(text.quoted == "\"\(shown)\"")
  }

  @Test(
    "A quotation is one short line, however long or deep in accents a text is",
    arguments: [
      String(repeating: "x", count: 2_000_000), "e" + String(repeating: "\u{301}", count: 100_000),
      String(repeating: "\u{1B}\n", count: 50_000), String(repeating: "long line\n", count: 100_000),
    ])
  func cutting(text: String) {
    #expect(text.quoted.unicodeScalars.count < 500)
    #expect(text.excerpt.hasSuffix("…"))
    #expect(!text.quoted.contains { $0.isNewline })
  }

  @Test("What just fits is whole")
  func fitting() {
    let line = String(repeating: "z", count: 60)
    #expect(line.excerpt == line)
    #expect((line + "z").excerpt == line + "…")
  }

  @Test("A sentence keeps both ends, whatever stands in its middle")
  func sentences() {
    let short = "there is no file a\nb"
    #expect(short.sentence == #"there is no file a\nb"#)
    let long = "there is no file " + String(repeating: "\u{1B}", count: 2_000_000) + ": what is expected"
    #expect(long.sentence.hasPrefix("there is no file ") && long.sentence.hasSuffix(": what is expected"))
    #expect(long.sentence.count < 15_000 && long.sentence.contains(" … "))
  }
}
