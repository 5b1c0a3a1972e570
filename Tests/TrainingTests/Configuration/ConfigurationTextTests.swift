import Testing
import Training

@Suite("Configuration as text")
struct ConfigurationTextTests {
  @Test(
    "Any text survives YAML: long ones with blanks, and characters that YAML has no room for",
    arguments: [
      String(repeating: "x ", count: 126) + "y", String(repeating: "word word ", count: 30) + "/F.h5", "a\u{7F}b\u{9B}",
      "a\u{FEFF}: b\n- c", "'\"", " ", "\u{FFFE}\u{85}\u{2028}", "😀 # no", "null", "1e3",
    ])
  func anyText(_ text: String) throws {
    var layer = Small.layer("addition")
    (layer.data, layer.runFolder) = (text, text + "é")
    #expect(try ConfigurationLayer(yaml: layer.yaml, source: "test") == layer)
  }
}
