import Foundation
import HDF5
import TestSupport
import Testing

@Suite("Text from elsewhere that would be obeyed")
struct InjectionTests {
  /// A color, a title of the window, a line of its own, the eight-bit form, and a text turned around.
  private static let attack =
    "x\u{1B}[31m\u{1B}]0;title\u{7}\nrecur: all is well\u{9B}2J\u{202E}y\u{2066}\u{2028}\u{7F}"
  private static let spelled =
    #"x\u{1B}[31m\u{1B}]0;title\u{7}\nrecur: all is well\u{9B}2J\u{202E}y\u{2066}\u{2028}\u{7F}"#

  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func run(_ arguments: [String]) throws -> Command {
    try Command(arguments, folder: scratch.path, environment: ["RECUR_BLAS_CORE": "keep"])
  }

  /// A dataset whose attributes, names of columns and of objects are all an attack.
  private func dataset(_ name: String) throws {
    try File.replacing(scratch.file(name), growing: .memory) { file in
      let root = try file.root
      for (attribute, text) in [("format", "recur.dataset"), ("loss", "squared-error")] {
        try root.attributes.set(attribute, to: text)
      }
      try root.attributes.set("format_version", to: 1)
      for attribute in ["task", "variant", "description", "creator", "created", "success"] {
        try root.attributes.set(attribute, to: Self.attack)
      }
      for split in ["train", "test"] {
        let group = try root.createGroup(named: split)
        try group.createDataset(named: "offsets", values: [0, 2, 4] as [Int64])
        let inputs = try group.createDataset(named: "inputs", values: [1, 2, 3, 4] as [Float], shape: [4, 1])
        try group.createDataset(named: "targets", values: [1, 0, 1, 0] as [Float], shape: [4, 1])
        try inputs.attributes.set("units", to: Self.attack)
        try inputs.attributes.set(Self.attack, to: 1)
      }
    }
  }

  @Test("No attribute, name or value of a file reaches the screen but spelled out")
  func files() throws {
    try dataset("a.h5")
    try File.replacing(scratch.file("b.h5"), growing: .memory) { file in
      try file.root.attributes.set("description", to: "another \(Self.attack)")
      try file.root.createGroup(named: "train").createDataset(named: Self.attack, values: [1, 2] as [Float])
    }
    let trained = try run(["train", "a.h5", "--hidden", "3", "--iterations", "1", "--run-folder", "run"])
    #expect(trained.exitCode == 0, "\(trained.errors)")
    let commands = [
      ["inspect", "a.h5"], ["inspect", "b.h5"], ["inspect", "a.h5", "b.h5"], ["inspect", "b.h5", "a.h5"],
      ["inspect", "a.h5", "--tree"], ["inspect", "b.h5", "--arrays"], ["data", "describe", "a.h5"],
      ["data", "validate", "a.h5"], ["data", "validate", "b.h5"], ["train", "b.h5"], ["evaluate", "run"],
      ["evaluate", "run", "--json"], ["inspect", "run"], ["inspect", "run", "--experiment"], ["check", "a.h5"],
      ["inspect", "a.h5", "--json"], ["inspect", "a.h5", "b.h5", "--json"], ["data", "describe", "a.h5", "--json"],
      ["resume", "run", "--iterations", "2"], ["compare", "run"], ["inspect", "run", "--spectrum"],
    ]
    for words in commands {
      let command = try run(words)
      #expect(!command.isKilled && !command.isTimedOut, "\(words)")
      #expect(command.output.isHarmless, "\(words): \(command.output.debugDescription)")
      #expect(command.errors.isHarmless, "\(words): \(command.errors.debugDescription)")
      #expect(!command.errors.contains("\nrecur: all is well") && !command.output.contains("\nrecur: all"), "\(words)")
    }
    #expect(try run(["inspect", "a.h5", "b.h5"]).output.contains(#"\u{1B}[31m\u{1B}]0;title\u{7}"#))
    let object = try #require(try run(["evaluate", "run", "--json"]).objects.first)
    #expect(object["task"] as? String == Self.attack, "JSON holds the very text")
    #expect(trained.output.isHarmless && trained.output.contains(Self.spelled), "\(trained.output.debugDescription)")
  }

  @Test("No argument, name of a file or value in a configuration reaches the screen but spelled out")
  func arguments() throws {
    let name = Self.attack.replacing("/", with: "")
    try scratch.write("no HDF5", to: name)
    try scratch.write("task: \"\\x1b[31m\\u202e\\x9b\"\n", to: "value.yaml")
    try scratch.write("\"\\x1b[31m\\u202e\": 1\n", to: "key.yaml")
    for words in [
      ["inspect", name], ["evaluate", name], ["train", name], ["resume", name], ["compare", name], ["sample", name],
      ["data", "validate", name], ["data", "describe", name], ["check", name], ["train", "--config", "value.yaml"],
      ["train", "--config", "key.yaml"], ["train", "addition", "--length-schedule", name],
      ["train", "addition", "--cell", name],
      [name], ["train", "addition", "--\u{1B}[31m"], ["data", "text", name, "--output", "no/\(name)"],
      ["data", "piano-roll", name, "--output", "o.h5"], ["inspect", "a\(name)"], ["repeat", name],
      ["benchmark", "--problem", name],
    ] {
      let command = try run(words)
      #expect(!command.isKilled, "\(words)")
      #expect(command.output.isHarmless && command.errors.isHarmless, "\(words): \(command.errors.debugDescription)")
    }
  }
}
