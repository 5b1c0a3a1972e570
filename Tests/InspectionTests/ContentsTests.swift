import DurableFiles
import Foundation
import HDF5
import Inspection
import TestSupport
import Testing

@Suite("Contents of a file")
struct ContentsTests {
  /// A checkpoint as somebody else might write it, without some of its parts.
  private func checkpoint(_ path: String) throws {
    try File.replacing(path) { file in
      try file.root.attributes.set("format", to: "recur.checkpoint")
      let model = try file.root.createGroup(named: "model")
      try model.attributes.set("hidden", to: Int64(2))
      try model.attributes.set("activation", to: "tanh")
      try model.attributes.set("loss", to: "softmax")
      let parameters = try model.createGroup(named: "parameters")
      try parameters.createDataset(named: "W_hh", values: [1, 2, 3, 4] as [Float], shape: [2, 2])
      try parameters.createDataset(named: "b_h", values: [0, 0.5] as [Float])
      let optimizer = try file.root.createGroup(named: "optimizer")
      try optimizer.attributes.set("lambda", to: 0.25)
      try optimizer.attributes.set("holds_warm_start", to: UInt8(0))
      try file.root.createDataset(named: "experiment/configuration", string: "task: xor\nseed: 3\n")
      try file.root.group("experiment").attributes.set("command_line", to: "recur train xor")
    }
  }

  @Test("The tree lists every entry in order, with attributes, types and storage")
  func tree() throws {
    let scratch = try Scratch()
    try checkpoint(scratch.file("c.h5"))
    let contents = try FileContents(of: AdmittedFile(scratch.file("c.h5")))
    #expect(contents.isComplete)
    #expect(
      contents.objects.map(\.path) == [
        "/", "/experiment", "/experiment/configuration", "/model", "/model/parameters", "/model/parameters/W_hh",
        "/model/parameters/b_h", "/optimizer",
      ])
    let array = try #require(contents["/model/parameters/W_hh"]?.array)
    #expect(array.shape == [2, 2] && array.type == .float(bytes: 4) && array.valueBytes == 16 && array.isInFile)
    #expect(contents["/optimizer"]?[attribute: "lambda"] == .numbers([0.25]))
    #expect(contents["/model"]?[attribute: "hidden"]?.number == 2)
    #expect(contents["/nothing"] == nil && contents["/nothing"]?[attribute: "x"] == nil)
  }

  @Test("Attributes of every kind become values, or words where they have none")
  func attributes() throws {
    let scratch = try Scratch()
    try File.replacing(scratch.file("a.h5")) { file in
      let attributes = try file.root.attributes
      try attributes.set("big", to: UInt64.max)
      try attributes.set("list", to: [1, -2] as [Int32])
      try attributes.set("texts", to: ["ä", ""])
      try attributes.set("real", to: 0.1)
      try attributes.set("long", to: [Double](repeating: 1, count: 5000))
    }
    let root = try #require(FileContents(of: AdmittedFile(scratch.file("a.h5")))["/"])
    #expect(root[attribute: "big"] == .numbers([Double(UInt64.max)]))
    #expect(root[attribute: "list"] == .integers([1, -2]))
    #expect(root[attribute: "texts"] == .texts(["ä", ""]))
    #expect(root[attribute: "real"]?.description == "0.1")
    #expect(root[attribute: "long"] == .other("5000 elements of type float64"))
  }

  @Test("A report has the model, the experiment and names for what is missing")
  func report() throws {
    let scratch = try Scratch()
    try checkpoint(scratch.file("c.h5"))
    let report = try FileReport(of: AdmittedFile(scratch.file("c.h5")), sections: Set(FileReport.Section.allCases))
    let model = try #require(report.model)
    #expect(model.parameters == 6 && model.isFinite)
    #expect(model.sentence == "2 tanh units, loss softmax")
    #expect(report.experiment?.choice("seed") == "3")
    #expect(report.history == nil)
    // No direction is missing where the optimizer says that it holds none.
    #expect(report.missing == ["/random", "/history", "/best"])
    #expect(report.file.digest == (try File.digest(of: scratch.file("c.h5"))))
    #expect(report.arrays?.map(\.path).contains("/experiment/configuration") == true)
  }

  @Test("Parameters that are not finite are noticed")
  func notFinite() throws {
    let scratch = try Scratch()
    try File.replacing(scratch.file("n.h5")) { file in
      try file.root.createDataset(named: "model/parameters/b", values: [1, .infinity] as [Double])
    }
    let model = try #require(try FileReport(of: AdmittedFile(scratch.file("n.h5"))).model)
    #expect(!model.isFinite && model.blocks.first?.statistics?.firstNonfinite == [1])
  }

  @Test("Reading announces every object before it reads it")
  func announced() throws {
    let scratch = try Scratch()
    try checkpoint(scratch.file("c.h5"))
    var events: [FullRead.Event] = []
    var reading = FullRead(without: ["/model"]) { events.append($0) }
    try reading.run(AdmittedFile(scratch.file("c.h5")))
    let names = [
      "/", "/@format", "/experiment", "/experiment@command_line", "/experiment/configuration", "/optimizer",
      "/optimizer@holds_warm_start", "/optimizer@lambda",
    ]
    #expect(events == names.flatMap { [.reading($0), .read($0)] })
  }

  @Test("Damaged elements are met, and reading goes on")
  func damagedElements() throws {
    let scratch = try Scratch()
    let values = (0..<4096).map { Double($0).squareRoot() }
    try File.replacing(scratch.file("d.h5")) { file in
      try file.root.createDataset(named: "a", values: values, options: .compressed)
      try file.root.createDataset(named: "b", values: [1.0, 2.0])
    }
    var bytes = try Data(contentsOf: URL(fileURLWithPath: scratch.file("d.h5")))
    bytes[bytes.count / 2] ^= 4
    try bytes.write(to: URL(fileURLWithPath: scratch.file("d.h5")))
    var failed: [String] = []
    var read: [String] = []
    var reading = FullRead {
      if case .failed(let path, _) = $0 { failed.append(path) }
      if case .read(let path) = $0 { read.append(path) }
    }
    try reading.run(AdmittedFile(scratch.file("d.h5")))
    #expect(failed == ["/a"] && read == ["/", "/b"])
  }

  @Test("Elements that are declared but not stored are no array")
  func absurd() throws {
    let scratch = try Scratch()
    try File.replacing(scratch.file("e.h5")) { file in
      let dataset = try file.root.createDataset(
        named: "x", of: Double.self, shape: [1, 1_000_000], options: .init(chunk: [1, 1000], isExtendible: true))
      try dataset.resize(rows: 1 << 40)
    }
    var events: [FullRead.Event] = []
    var reading = FullRead { events.append($0) }
    try reading.run(AdmittedFile(scratch.file("e.h5")))
    guard case .failed("/x", let reason)? = events.last else {
      Issue.record("\(events)")
      return
    }
    #expect(reason.contains("only 0 are stored"))
  }
}
