import DurableFiles
import Testing

@Suite struct ForeignTextTests {
  @Test(
    "A character that a terminal obeys, or that turns a line around, is shown by its code point",
    arguments: [
      ("\u{1B}[31m", "\\u{1B}[31m"), ("\u{1B}]0;t\u{07}", "\\u{1B}]0;t\\u{7}"), ("a\u{9B}2J", "a\\u{9B}2J"),
      ("\u{7F}", "\\u{7F}"), ("a\u{202E}b\u{2069}", "a\\u{202E}b\\u{2069}"),
      ("\u{200E}\u{200F}\u{61C}", "\\u{200E}\\u{200F}\\u{61C}"),
      ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"), ("two\nlines\r", "two\\nlines\\r"),
      ("\u{B}\u{C}", "\\u{B}\\u{C}"), ("a\u{200B}b\u{AD}c\u{FEFF}", "a\\u{200B}b\\u{AD}c\\u{FEFF}"),
      ("\u{E000}\u{E0041}\u{378}", "\\u{E000}\\u{E0041}\\u{378}"),
    ])
  func hidden(text: String, shown: String) {
    #expect(ForeignText.visible(text) == shown)
    #expect(ForeignText.visible(shown) == shown)
    #expect(text.escaped == shown, "sentences and screens spell out the same characters")
  }

  @Test("What can be seen stays as it is", arguments: ["", "plain", "ψυχή", "שלום", "👩‍👩‍👧", "e\u{301}", "back\\slash"])
  func seen(text: String) {
    #expect(ForeignText.visible(text) == text)
    #expect(ForeignText.visible(bytes: text.utf8) == text)
  }

  @Test("Ends of lines and tabs stay where they are asked to")
  func kept() {
    #expect(ForeignText.visible("a\n\tb\u{1B}", keeping: ["\n", "\t"]) == "a\n\tb\\u{1B}")
  }

  @Test("Every control of C0 and C1 and every control of direction is shown by its code point")
  func all() {
    let ranges: [ClosedRange<UInt32>] = [
      0...0x1F, 0x7F...0x9F, 0x61C...0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFDD0...0xFDEF,
      0xFFFE...0xFFFF, 0x1FFFE...0x1FFFF,
    ]
    for value in ranges.joined() {
      #expect(ForeignText.isHidden(Unicode.Scalar(value)!), "U+\(String(value, radix: 16))")
    }
  }

  @Test("Bytes that are no UTF-8 are shown as bytes, what is between them as text")
  func bytes() {
    #expect(ForeignText.visible(bytes: [0x41, 0x9B, 0x42]) == "A\\x9BB")
    #expect(ForeignText.visible(bytes: [0xC3]) == "\\xC3")
    #expect(ForeignText.visible(bytes: [0xC2, 0x9B, 0xE2, 0x80, 0xAE]) == "\\u{9B}\\u{202E}")
    #expect(ForeignText.visible(bytes: [0xC3, 0xA9, 0x0A], keeping: ["\n"]) == "é\n")
    // A surrogate and an overlong form.
    #expect(ForeignText.visible(bytes: [0xED, 0xA0, 0x80]) == "\\xED\\xA0\\x80")
    #expect(ForeignText.visible(bytes: [0xC0, 0x9B]) == "\\xC0\\x9B")
  }
}
