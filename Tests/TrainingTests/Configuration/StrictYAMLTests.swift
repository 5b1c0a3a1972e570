import Foundation
import Optimization
import TestSupport
import Testing
import Training

@Suite("YAML on which all readers agree")
struct StrictYAMLTests {
  private func layer(_ text: String) throws(TrainingError) -> ConfigurationLayer {
    try ConfigurationLayer(yaml: text, source: "my.yaml")
  }

  @Test(
    "What is one number to one reader and another to the next is refused, with key, value, type and why",
    arguments: [
      ("length: 050", "length should be a whole number", "got 050, which is an octal number"),
      ("length: 0x10", "length should be a whole number", "got 0x10, which is a hexadecimal number"),
      ("length: 0o17", "length should be a whole number", "got 0o17, which is an octal number"),
      ("length: 0b11", "length should be a whole number", "got 0b11, which is a binary number"),
      ("length: 1_000", "length should be a whole number", "got 1_000, which is a number to some readers"),
      ("length: 1:30", "length should be a whole number", "got 1:30, which is a number in base 60"),
      ("seconds: 1:30", "seconds should be a finite decimal number", "got 1:30, which is a number in base 60"),
      ("seconds: 1:30.5", "seconds should be a finite decimal number", "got 1:30.5, which is a number in base 60"),
      ("seconds: 0900", "seconds should be a finite decimal number", "got 0900, which is an octal number"),
      ("lambda: .inf", "lambda should be a finite decimal number", "got .inf, which is infinity"),
      ("lambda: -.INF", "lambda should be a finite decimal number", "got -.INF, which is infinity"),
      ("lambda: .nan", "lambda should be a finite decimal number", "got .nan, which is no number"),
      ("lambda: 1_0.5", "lambda should be a finite decimal number", "got 1_0.5, which is a number"),
      ("allow-nonfinite-data: yes", "allow-nonfinite-data should be true or false", "got yes, which is true to some"),
      ("allow-nonfinite-data: Off", "allow-nonfinite-data should be true or false", "got Off, which is false to some"),
      ("data: on", "data should be text", "got on, which is true to some readers of YAML"),
      ("data: 1:30", "data should be text", "put it into quotes"),
      ("data: 2026-11-29", "data should be text", "which is a date"), ("data: ~", "data should be text", "got ~"),
    ])
  func ambiguous(text: String, wanted: String, found: String) {
    let error = #expect(throws: TrainingError.self) { try layer(text) }
    #expect(error?.description.hasPrefix("my.yaml, line 1: \(wanted)") == true, "\(error?.description ?? "")")
    #expect(error?.description.contains(found) == true, "\(error?.description ?? "")")
    #expect(error?.kind == .data)
  }

  @Test(
    "A value of another type gets a sentence with key, value and what is allowed",
    arguments: [
      ("length: 10.0", "length should be a whole number in decimal digits, of at most 9223372036854775807, got 10.0"),
      ("length: 1e3", "length should be a whole number in decimal digits, of at most 9223372036854775807, got 1e3"),
      ("length: 99999999999999999999", "of at most 9223372036854775807, got 99999999999999999999"),
      ("length: '50'", "got the text \"50\": leave the quotes out"),
      ("length: ５０", "length should be a whole number in decimal digits, of at most 9223372036854775807, got ５０"),
      ("seed: -1", "seed should be a whole number in decimal digits, from 0 to 18446744073709551615, got -1"),
      ("seed: 18446744073709551616", "from 0 to 18446744073709551615, got 18446744073709551616"),
      ("mu: 1/30", "mu should be a finite decimal number such as 0.03 or 2.0e-5, got 1/30"),
      ("mu: 0,5", "mu should be a finite decimal number such as 0.03 or 2.0e-5, got 0,5"),
      ("mu: 1e999", "mu should be a finite decimal number such as 0.03 or 2.0e-5, got 1e999"),
      ("mu:", "mu should be a finite decimal number such as 0.03 or 2.0e-5, got nothing"),
      ("mu: null", "mu should be a finite decimal number such as 0.03 or 2.0e-5, got null"),
      (
        "optimizer: ADAM",
        "optimizer should be one of hf, sgd, nesterov, rmsprop, adam, adamw, muon, soap, lbfgs, kfac, dual, got ADAM"
      ),
      ("precision: 64", "precision should be one of float, double, got 64"),
      ("length: [10, 20]", "got a list: [10, 20]"), ("length:\n  - 10\n  - 20", "got a list: - 10"),
      ("length:\n- 10", "got a list: - 10"), ("length: {a: 1}", "got a mapping: {a: 1}"),
      ("length:\n  a: 1", "got more lines: a: 1"), ("length: !!int '5'", "got a tag: !!int '5'"),
      ("length: &x 5", "got an anchor: &x 5"), ("length: *x", "got an alias: *x"),
      ("data: |\n  F.h5", "got a block of text"),
    ])
  func otherTypes(text: String, sentence: String) {
    let error = #expect(throws: TrainingError.self) { try layer(text) }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    #expect(error?.description.hasPrefix("my.yaml, line 1: ") == true)
  }

  @Test(
    "What is no list of options is refused with its line",
    arguments: [
      ("length: 5\nlength: 6", "line 2: length is there already, on line 1"),
      ("{seed: 1,\n length: 5, length: 6}", "line 2: length is there more than once"),
      ("length: 5\n  seed: 3", "line 2: options begin at the margin"), ("  length: 5", "line 1: options begin"),
      ("length:5", "line 1: there should be 'name: value' with a blank behind the colon"),
      ("length: 5\n---\nlength: 6", "line 2: a second document"),
      ("length: 5\n...\nseed: 1", "line 3: the configuration has ended"),
      ("%YAML 1.1\n---\nlength: 5", "line 1: there should be 'name: value', found a directive"),
      ("length:\t5", "line 1: "),
      ("data: a: b", "line 1: this is no YAML, mapping values are not allowed in this context: \"data: a: b\"; a text"),
      ("data: \"abc", "line 1: this is no YAML, while scanning a quoted scalar found unexpected end of stream"),
      ("seed: 1\ndata: 'a' b", "line 2: this is no YAML"), ("data: \"\\q\"", "found unknown escape character"),
      ("data: \"\\ud83d\"", "found invalid Unicode character escape code"),
      ("seed: 1\ndata: \"\\0\"", "line 2: there should be a name and a text or number without the character \\0"),
      ("task: xor\ndata: 'a\n  b'", "line 2: this is no YAML, while scanning a quoted scalar"),
      ("data: 'a\nseed: b'", "line 1: this is no YAML, while scanning a quoted scalar"),
      ("seed: 1\n\tdata: a", "line 2: there is a tabulator"), ("<<: *x\nlength: 5", "there is no option \"<<\""),
      ("{length: 5", "line 1: a brace opens that is not closed"),
      ("{length: 5} seed: 1", "line 1: in one pair of braces, with nothing behind it, should be names and values"),
      ("# c\n{length: 5,\n seed: 'a', data: \"\\q\"}", "line 3: this is no YAML, while parsing a quoted scalar"),
      ("{length: 5}\nseed: 1", "line 2: the configuration has ended"), ("{length: 5 # }", "line 1: this is no YAML"),
      ("? length\n: 5", "found a mapping"), ("length: 5\u{1B}[2J", "YAML has no room for the character \"\\u{1B}\""),
    ])
  func structure(text: String, sentence: String) {
    let error = #expect(throws: TrainingError.self) { try layer(text) }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
  }

  @Test(
    "What opens something inside something else is not read as YAML at all",
    arguments: [
      "{length: [5]}", "{length: {a: 5}}", "{length: &a 5, seed: 1}", "{length: 5, seed: *a}", "{length: !!int 5}",
      "{? length : 5}", "{length: 5}: [[1]]", "{length: 5}:\n- - - 1", "{a: 1\n}: {b: {c: {d: 1}}}", "\"a: b\": [[1]]",
      "'length': [5]", "\"length\" : &a 5", "&a length: 5", "!!str length: 5", "*a : 5", "- length: 5", "? length",
      "--- [5]", "--- &a\nlength: 5", "--- !!map\nlength: 5", "length: |\n 5", "length: 5\n- - - 1",
      "length: -\n - 5", "length: ? 5",
    ])
  func opened(text: String) {
    let error = #expect(throws: TrainingError.self) { try layer(text) }
    #expect(error?.description.contains("this is no YAML") == false, "\(error?.description ?? "")")
  }

  @Test(
    "An option that does not exist is named with the one that may be meant",
    arguments: [
      ("lenght", "length"), ("learning_rate", "learning-rate"), ("Hidden", "hidden"), ("cg_iteration", "cg-iterations"),
      ("warmstart", "warm-start"), ("optimiser", "optimizer"), ("center-input", "center-inputs"),
    ])
  func nearestName(name: String, meant: String) {
    let error = #expect(throws: TrainingError.self) { try layer("\(name): 1") }
    #expect(
      error?.description == "my.yaml, line 1: there is no option \"\(name)\"; did you mean \(meant)?")
    let far = #expect(throws: TrainingError.self) { try layer("dropout-of-everything: 1") }
    #expect(far?.description.contains("the options are activation, adam-learning-rate, ") == true)
  }

  @Test("What all readers agree on is read: both styles, quotes, comments, ends of lines of every system")
  func agreed() throws {
    let expected = try layer(
      "task: addition\nlength: 50\nmu: 0.5\ndata: a b#c\nvariant: ''\nallow-nonfinite-data: true")
    for text in [
      "---\n# a comment\ntask: addition   # another\n\nlength: +50\nmu: 5.0e-1\ndata: a b#c\nvariant: \"\"\nallow-nonfinite-data: True\n...\n",
      "{task: addition, length: 50, mu: .5,\n  data: 'a b#c', # here too\n variant: '', allow-nonfinite-data: TRUE}",
      "{\"task\": \"addition\", \"length\": 50, \"mu\": 5e-1, \"data\": \"a b#c\", \"variant\":\"\", \"allow-nonfinite-data\": true}",
      "\u{FEFF}\"task\": \"addition\"\r\nlength : 50\rmu: 0.5\r\n'data': 'a b#c'\r\nvariant: ''\r\nallow-nonfinite-data: true\r\n...",
    ] { #expect(try layer(text) == expected, "\(text)") }
    #expect(try layer("data: \"\\x41\\u00e9\\U0001F600\\n\\t\\\"\"").data == "Aé😀\n\t\"")
    #expect(try layer("{data: 'a\n\n  b',\n task: addi\\tion}").data == "a\nb")
    #expect(try layer("memory-limit: 500000000\nlength-schedule: 20,40").memoryLimit == "500000000")
  }

  @Test(
    "Bombs of aliases, depth and size are refused at once, in a short sentence",
    arguments: [
      "a: &a [x,x]\n" + (0..<30).map { "b\($0): &b\($0) [*a,*a]\n" }.joined(),
      "? &a [x]\n: 1\n" + (0..<30).map { "? [*a, *a]\n: &b\($0) {*a : *a}\n" }.joined(),
      "length: " + String(repeating: "[", count: 60_000), "length: " + String(repeating: "{a: ", count: 16_000),
      String(repeating: "- ", count: 32_000), String(repeating: "? ", count: 32_000),
      String(repeating: "[", count: 60_000), String(repeating: "x", count: 65_000),
      String(repeating: "x: ", count: 20_000),
      "length: " + String(repeating: "9", count: 65_000), "data: \"" + String(repeating: "\\n\n ", count: 16_000),
      String(repeating: "length: 1\n", count: 6_000), String(repeating: "\n", count: 65_000) + "x",
      "{" + (0..<10_000).map { "a\($0)," }.joined() + "}", "{" + String(repeating: "a,", count: 32_000) + "}",
      (0..<10_000).map { "a\($0):\n" }.joined(), "{length: " + String(repeating: "x ", count: 32_000) + "}",
      "{length: \"" + String(repeating: "\\n\n", count: 16_000) + "\"}",
      "{" + String(repeating: "'", count: 65_000) + "}",
      String(repeating: "length: 5 # x\n", count: 1_000_000), "{" + String(repeating: "length: 5, ", count: 5_900),
    ])
  func bombs(text: String) {
    let clock = ContinuousClock()
    let start = clock.now
    let error = #expect(throws: TrainingError.self) { try layer(text) }
    #expect(clock.now - start < .seconds(5))
    // A sentence may list all options.
    let names = ExperimentOptions.entries.reduce(0) { $0 + $1.name.utf8.count + 2 }
    #expect((error?.description.utf8.count ?? 0) < names + 200, "\(error?.description.prefix(400) ?? "")")
  }

  @Test(
    "Every choice, written, is read by PyYAML as what it is: numbers as numbers, text as text",
    .enabled(if: Python.hasYAML, Python.missingYAML))
  func pyYAML() throws {
    let scratch = try Scratch()
    var layer = try layer(ConfigurationTests.everything)
    let numbers = [
      2e-5, 1e22, Double.leastNonzeroMagnitude, 1.7976931348623157e308, 50_000, 0, -0.0, 1.0 / 3, 1e16, 123456789.125,
      1e-7,
    ]
    let texts = [
      "no", "Yes", "on", "off", "y", "n", "true", "null", "~", "", "050", "1:30", "30:1.3", "20,40", "1_000", "0x10",
      "0o7",
      "1e3", "2e-5", ".inf", ".NaN", "-", "=", "<<", "2026-11-29", "*a", "&a", "!t", "[1]", "{a}", "a: b", "a #b",
      " a ",
      "it's", "\"q\"", "tab\there", "line\nline", "ünï", "\u{1B}", "\u{85}\u{2028}\u{FEFF}", "😀", "/a/b.h5", "a-b_c+d",
      "-x",
    ]
    var documents: [String] = []
    for value in numbers {
      (layer["lambda"], layer.minibatches, layer.seconds, layer.targetWrong) = (.number(value), value, value, value)
      documents.append(layer.yaml)
    }
    for text in texts {
      (layer.data, layer.task, layer.runFolder, layer.lengthSchedule) = (text, text, text, text)
      documents.append(layer.yaml)
      #expect(try self.layer(layer.yaml) == layer)
    }
    try scratch.write(documents.joined(separator: "\u{0}").utf8, to: "documents")
    let script = """
      import sys, yaml
      floats = 'input-scale weight-decay learning-rate learning-rate-decay momentum clip-norm cg-tolerance cg-residual ' \\
        'warm-start lambda lambda-factor mu minibatches seconds target-wrong'.split()
      texts = 'task data variant length-schedule memory-limit run-folder initialize-from precision cell activation'.split()
      for text in open(sys.argv[1], encoding='utf-8', newline='').read().split('\\0'):
          value = yaml.safe_load(text)
          for name in floats: assert type(value[name]) is float, (name, value[name])
          for name in texts: assert type(value[name]) is str, (name, value[name])
          assert value['allow-nonfinite-data'] is True and type(value['length']) is int
          print(repr(value['lambda']), value['data'].encode().hex() or '-')
      """
    let result = try Python.run(script, scratch.file("documents"))
    #expect(result.status == 0, "\(result.output)")
    let lines = result.output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.count == documents.count)
    for (line, value) in zip(lines, numbers) { #expect(Double(String(line[0])) == value) }
    for (line, text) in zip(lines.dropFirst(numbers.count), texts) {
      let hex = text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      #expect(line[1] == (hex.isEmpty ? "-" : hex), "\(text.debugDescription)")
    }
  }

  @Test("Floating-point numbers have a point and a signed exponent, texts that look like something else have quotes")
  func spelling() throws {
    var layer = ConfigurationLayer()
    for (value, spelling) in [
      (2e-5, "2.0e-05"), (1e22, "1.0e+22"), (50_000, "50000.0"), (0.1, "0.1"), (1.5e-7, "1.5e-07"),
    ] {
      layer["lambda"] = .number(value)
      #expect(layer.yaml == "lambda: \(spelling)\n")
    }
    layer = ConfigurationLayer()
    for (text, spelling) in [
      ("no", "'no'"), ("30:1.3", "'30:1.3'"), ("1e3", "'1e3'"), ("F.h5", "F.h5"), ("a\nb", "\"a\\nb\""),
    ] {
      layer.data = text
      #expect(layer.yaml == "data: \(spelling)\n")
    }
  }
}
