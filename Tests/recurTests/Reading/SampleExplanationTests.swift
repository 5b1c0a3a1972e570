import Foundation
import TestSupport
import Testing

@Suite("recur sample: choices and their explanation")
struct SampleExplanationTests {
  private func sample(_ arguments: String...) throws -> Command {
    let form = arguments.contains("--json") || arguments.contains("--explain") ? [] : ["--raw"]
    return try TextFolder.shared().command(["sample", "run"] + arguments + form)
  }

  @Test("The likeliest character is that of the explanation; top-k stays within the likeliest")
  func choices() throws {
    let argmax = try #require(
      try sample("--argmax", "--explain", "--json", "--length", "60", "--prime", "the").objects.first)
    for symbol in try #require(argmax["symbols"] as? [[String: Any]]) where symbol["part"] as? String == "sample" {
      let alternatives = try #require(symbol["alternatives"] as? [[String: Any]])
      #expect(symbol["symbol"] as? String == alternatives[0]["symbol"] as? String)
    }
    #expect(argmax["temperature"] is NSNull && argmax["argmax"] as? Bool == true)
    let one = try sample("--top-k", "1", "--length", "60", "--prime", "the")
    #expect(one.output == "the" + (argmax["text"] as? String ?? ""))
    let two = try #require(
      try sample("--top-k", "2", "--temperature", "50", "--explain", "--json", "--length", "200").objects.first)
    var places: Set<Int> = []
    for symbol in try #require(two["symbols"] as? [[String: Any]]) {
      let alternatives = try #require(symbol["alternatives"] as? [[String: Any]]).map { $0["symbol"] as? String }
      places.insert(try #require(alternatives.firstIndex(of: symbol["symbol"] as? String)))
    }
    #expect(places == [0, 1] && two["top_k"] as? Int == 2)
    #expect(try sample("--top-k", "1000000", "--length", "60").output == sample("--length", "60").output)
    #expect(try sample("--temperature", "1e-9", "--length", "60", "--prime", "the").output == one.output)
  }

  @Test("The object's fields: what was written, and how surprising it was")
  func object() throws {
    let command = try sample("--prime", "the", "--length", "12", "--json", "--explain", "--seed", "9")
    let object = try #require(try command.objects.first)
    #expect(try command.objects.count == 1 && command.errors.isEmpty)
    #expect(object["prime"] as? String == "the" && (object["text"] as? String)?.unicodeScalars.count == 12)
    #expect(object["characters"] as? Int == 12 && object["seed"] as? Int == 9 && object["step"] as? Int == 3)
    #expect(object["unit"] as? String == "character" && object["interrupted"] as? Bool == false)
    #expect((object["unknown_symbols"] as? [Any])?.isEmpty == true && object["top_k"] is NSNull)
    let symbols = try #require(object["symbols"] as? [[String: Any]])
    #expect(
      symbols.map { $0["part"] as? String } == Array(repeating: "prime", count: 3)
        + Array(repeating: "sample", count: 12))
    #expect(
      symbols.map { $0["symbol"] as? String ?? "" }.joined() == "the" + (object["text"] as? String ?? ""))
    #expect(symbols[0]["bits"] is NSNull && (symbols[0]["alternatives"] as? [Any])?.isEmpty == true)
    let bits = try symbols.dropFirst().map { try #require($0["bits"] as? Double) }
    #expect(bits.allSatisfy { $0 > 0 && $0 < 60 })
    let mean = bits.dropFirst(2).reduce(0, +) / 12
    let (written, read) = (
      try #require(object["bits_per_character"] as? Double),
      try #require(object["prime_bits_per_character"] as? Double)
    )
    #expect(abs(written - mean) < 1e-12 && abs(read - (bits[0] + bits[1]) / 2) < 1e-12)
    for symbol in symbols.dropFirst() {
      let alternatives = try #require(symbol["alternatives"] as? [[String: Any]])
      let probabilities = try alternatives.map { try #require($0["probability"] as? Double) }
      #expect(probabilities.count == 3 && probabilities == probabilities.sorted(by: >) && probabilities[0] < 1)
      // Where the symbol is one of the likeliest, its bits are those of its probability.
      guard let place = alternatives.firstIndex(where: { $0["symbol"] as? String == symbol["symbol"] as? String })
      else { continue }
      let bits = try #require(symbol["bits"] as? Double)
      #expect(abs(-log2(probabilities[place]) - bits) < 1e-9)
    }
    let plain = try #require(try sample("--prime", "the", "--length", "12", "--json", "--seed", "9").objects.first)
    #expect(plain["text"] as? String == object["text"] as? String && plain["symbols"] == nil)
    let none = try #require(try sample("--length", "0", "--json").objects.first)
    #expect(none["text"] as? String == "" && none["bits_per_character"] is NSNull)
  }

  @Test("A stream of objects: one a symbol, and a last one without them")
  func stream() throws {
    let whole = try #require(try sample("--prime", "the", "--length", "9", "--json", "--explain").objects.first)
    let lines = try sample("--prime", "the", "--length", "9", "--json", "--explain", "--stream").objects
    #expect(lines.count == 13)
    func words(_ symbols: [[String: Any]]) -> [String] {
      symbols.map { symbol in
        let alternatives = symbol["alternatives"] as? [[String: Any]] ?? []
        let likeliest = alternatives.map { "\($0["symbol"] ?? "") \($0["probability"] ?? "")" }
        return "\(symbol["symbol"] ?? "") \(symbol["part"] ?? "") \(symbol["bits"] ?? "") \(likeliest)"
      }
    }
    #expect(words(Array(lines.prefix(12))) == words(whole["symbols"] as? [[String: Any]] ?? []))
    #expect(lines[12]["text"] == nil && lines[12]["symbols"] == nil && lines[12]["characters"] as? Int == 9)
    #expect(lines[12]["bits_per_character"] as? Double == whole["bits_per_character"] as? Double)
    let plain = try sample("--length", "3", "--json", "--stream").objects
    #expect(plain.count == 4 && plain[0]["alternatives"] == nil && plain[0]["bits"] is Double)
  }

  @Test("An explanation without a terminal is a plain table")
  func table() throws {
    let command = try sample("--prime", "the", "--length", "4", "--explain", "--seed", "5")
    #expect(command.exitCode == 0 && !command.output.contains("\u{1B}"))
    let lines = command.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 10)
    #expect(lines[0].split(separator: " ") == ["number", "symbol", "part", "bits", "expected"])
    #expect(lines[1].contains("'t'") && lines[1].hasSuffix("given"))
    #expect(lines[3].contains("'e'") && lines[3].contains("prime") && lines[3].filter { $0 == "%" }.count == 3)
    #expect(lines[4].contains("sample"))
    #expect(lines[8].contains(/^prime: [\d.]+ bits per character, 2 predicted$/))
    #expect(lines[9].contains(/^sample: [\d.]+ bits per character, 4 predicted$/))
    #expect(
      try sample("--prime", "the", "--length", "4", "--explain", "--seed", "5", "--stream").output == command.output)
  }
}
