import DurableFiles
import Foundation
import HDF5
import LinearAlgebra
import TestSupport
import Testing
import Training

@Suite("Checkpoint")
struct CheckpointTests {
  private func checkpoint<Element: Scalar>(_: Element.Type) throws -> Checkpoint<Element> {
    let configuration = try Small.configuration("temporal-order") {
      $0.layers = .alike(2)
      $0.iterations = 2
      $0.precision = Element.precision
    }
    let trainer = try Trainer<Element>(configuration)
    try trainer.run()
    trainer.records.commandLine = "recur train temporal-order"
    return trainer.checkpoint
  }

  private func stored(in scratch: Scratch) throws -> String {
    let path = scratch.file("c.h5")
    try checkpoint(Float.self).write(to: path)
    return path
  }

  private func roundTrip<Element: Scalar>(_: Element.Type) throws {
    let scratch = try Scratch()
    let written = try checkpoint(Element.self)
    try written.write(to: scratch.file("c.h5"))
    let read = try Checkpoint<Element>(contentsOf: scratch.file("c.h5"))
    #expect(read.parameters == written.parameters)
    #expect(read.configuration == written.configuration)
    #expect(read.state == written.state)
    #expect(read.iteration == 2)
    #expect(read.lambda == written.lambda)
  }

  @Test("What is written is read back to the bit")
  func roundTrips() throws {
    try roundTrip(Float.self)
    try roundTrip(Double.self)
  }

  @Test("A checkpoint of the other precision is converted")
  func converted() throws {
    let scratch = try Scratch()
    let float = try checkpoint(Float.self)
    try float.write(to: scratch.file("c.h5"))
    #expect(try Checkpoint<Double>(contentsOf: scratch.file("c.h5")).parameters == float.parameters.converted())
  }

  @Test("h5py reads it without knowing this program", .enabled(if: Python.hasH5py, Python.missing))
  func h5py() throws {
    let scratch = try Scratch()
    let path = try stored(in: scratch)
    let result = try Python.run(
      """
      import h5py, sys
      f = h5py.File(sys.argv[1], "r")
      assert f.attrs["format"] == "recur.checkpoint" and f.attrs["format_version"] == 2, dict(f.attrs)
      assert f.attrs["creator"].startswith("recur ") and "T" in f.attrs["created"]
      assert f["model"].attrs["loss"] == "softmax" and list(f["model/layers"]) == ["1", "2"]
      for layer in f["model/layers"].values():
        assert dict(layer.attrs) == {"cell": "tanh", "units": 12, "activation": "tanh"}, dict(layer.attrs)
      p = f["model/parameters"]
      shapes = {k: p[k].shape for k in p}
      assert shapes == {
        "0.W_hh": (12, 12), "0.W_xh": (12, 6), "0.b_h": (12,), "0.h_0": (12,), "1.W_hh": (12, 12),
        "1.W_xh": (12, 12), "1.b_h": (12,), "1.h_0": (12,), "W_ho": (4, 12), "b_o": (4,)}, shapes
      assert all(p[k].dtype == "<f4" for k in p)
      assert f["optimizer"].attrs["iteration"] == 2 and f["optimizer"].attrs["lambda"] > 0
      assert "task: temporal-order" in f["experiment/configuration"].asstr()[()]
      assert f["experiment"].attrs["command_line"] == "recur train temporal-order"
      """, path)
    #expect(result.status == 0, "\(result.output)")
  }

  @Test("Missing files, folders and files of another sort")
  func notACheckpoint() throws {
    let scratch = try Scratch()
    func error(_ path: String) -> TrainingError? { Small.error { _ = try Checkpoint<Float>(contentsOf: path) } }
    #expect(error(scratch.file("none"))?.kind == .missing)
    #expect(error(scratch.path)?.kind == .data)
    let text = try scratch.write("step loss\n1 0.5\n".utf8, to: "text")
    #expect(error(text)?.kind == .data)
    #expect(error(try scratch.write([], to: "empty"))?.kind == .data)
  }

  @Test("A truncated checkpoint gives a sentence, wherever it ends")
  func truncated() throws {
    let scratch = try Scratch()
    let whole = try Data(contentsOf: URL(fileURLWithPath: stored(in: scratch)))
    for count in [1, 7, 8, 47, 48, 96, 512, whole.count / 4, whole.count / 2, whole.count - 100, whole.count - 1] {
      let path = try scratch.write(whole.prefix(count), to: "part.h5")
      let error = Small.error { _ = try Checkpoint<Float>(contentsOf: path) }
      #expect(error?.kind == .data, "\(count) bytes")
      #expect(error?.description.contains("part.h5") == true && error?.description.contains("\n") == false)
    }
  }

  static let damages: [(String, String, @Sendable (Group) throws -> Void)] = [
    ("another format", "its format is 'recur.dataset'", { try $0.attributes.set("format", to: "recur.dataset") }),
    ("no format", "no attribute 'format'", { try $0.attributes.remove("format") }),
    ("a number for a format", "format", { try $0.attributes.set("format", to: 7) }),
    ("a future version", "format version 3", { try $0.attributes.set("format_version", to: 3) }),
    ("no version", "format_version", { try $0.attributes.remove("format_version") }),
    ("no configuration", "there is no /experiment/configuration", { try $0.remove("experiment/configuration") }),
    (
      "a configuration that is no YAML", "a brace opens that is not closed",
      {
        try $0.remove("experiment/configuration")
        try $0.createDataset(named: "experiment/configuration", string: "{")
      }
    ),
    (
      "an unknown task", "no task \"nonsense\"",
      {
        try $0.remove("experiment/configuration")
        try $0.createDataset(named: "experiment/configuration", string: "task: nonsense")
      }
    ),
    (
      "an absurd size", "--hidden should be at most",
      {
        try $0.remove("experiment/configuration")
        try $0.createDataset(
          named: "experiment/configuration", string: "task: addition\nhidden: 4000000000000")
      }
    ),
    (
      "a size that the file does not hold", "W_hh",
      {
        try $0.remove("experiment/configuration")
        try $0.createDataset(
          named: "experiment/configuration", string: "task: temporal-order\nlayers: 2\nhidden: 60000")
        for layer in 1...2 { try $0.group("model/layers/\(layer)").attributes.set("units", to: 60_000) }
      }
    ),
    ("a missing block", "there is no /model/parameters/W_ho", { try $0.remove("model/parameters/W_ho") }),
    ("no parameters", "there is no /model", { try $0.remove("model") }),
    (
      "a wrong shape", "/model/parameters/W_ho should have the shape [4, 12], it has [12, 4]",
      {
        try $0.remove("model/parameters/W_ho")
        let values = [Float](repeating: 0, count: 48)
        try $0.createDataset(named: "model/parameters/W_ho", values: values, shape: [12, 4])
      }
    ),
    (
      "numbers that are not finite", "/model/parameters/b_o holds numbers that are not finite",
      { try $0.dataset("model/parameters/b_o").write([0, .nan, 0, Float.infinity]) }
    ),
    (
      "numbers beyond the precision", "not finite",
      {
        try $0.remove("model/parameters/b_o")
        try $0.createDataset(named: "model/parameters/b_o", values: [1e300, 0, 0, 0])
      }
    ),
    (
      "texts for numbers", "b_o",
      {
        try $0.remove("model/parameters/b_o")
        try $0.createDataset(named: "model/parameters/b_o", strings: ["a", "b", "c", "d"])
      }
    ),
    ("no optimizer", "optimizer", { try $0.remove("optimizer") }),
    ("a negative λ", "/optimizer", { try $0.group("optimizer").attributes.set("lambda", to: -1.0) }),
    ("λ = NaN", "/optimizer", { try $0.group("optimizer").attributes.set("lambda", to: Double.nan) }),
    ("a negative iteration", "/optimizer", { try $0.group("optimizer").attributes.set("iteration", to: -3) }),
  ]

  @Test("A checkpoint that was tampered with gives one sentence", arguments: damages.indices)
  func damaged(index: Int) throws {
    let (name, words, damage) = Self.damages[index]
    let scratch = try Scratch()
    let path = try stored(in: scratch)
    let file = try File.open(path, for: .updating)
    try damage(try file.root)
    try file.close()
    let error = Small.error { _ = try Checkpoint<Float>(contentsOf: path) }
    #expect(error?.kind == .data, "\(name)")
    #expect(error?.description.contains(words) == true, "\(name): \(error?.description ?? "")")
    #expect(error?.description.contains(path) == true)
    #expect(error?.description.contains("\n") == false)
  }

  @Test(
    "Parameters that lie outside the file are refused",
    .enabled(if: Python.hasH5py, Python.missing),
    arguments: ["soft", "external-link", "external", "virtual", "unwritten"])
  func outside(kind: String) throws {
    let scratch = try Scratch()
    let path = try stored(in: scratch)
    let result = try Python.run(
      """
      import h5py, numpy, sys
      path, kind, other = sys.argv[1:]
      with h5py.File(other, "w") as f: f["x"] = numpy.zeros((12, 12), "f4")
      with h5py.File(path, "r+") as f:
        p = f["model/parameters"]
        del p["0.W_hh"]
        if kind == "soft": p["0.W_hh"] = h5py.SoftLink("/model/parameters/1.W_hh")
        if kind == "external-link": p["0.W_hh"] = h5py.ExternalLink(other, "x")
        if kind == "external": p.create_dataset("0.W_hh", (12, 12), "f4", external=[(other, 0, 576)])
        if kind == "unwritten": p.create_dataset("0.W_hh", (12, 12), "f4", chunks=(12, 12))
        if kind == "virtual":
          layout = h5py.VirtualLayout((12, 12), "f4")
          layout[:] = h5py.VirtualSource(other, "x", (12, 12))
          p.create_virtual_dataset("0.W_hh", layout)
      """, path, kind, scratch.file("other.h5"))
    #expect(result.status == 0, "\(result.output)")
    let error = Small.error { _ = try Checkpoint<Float>(contentsOf: path) }
    #expect(error?.kind == .data)
    #expect(error?.description.contains("0.W_hh should") == true, "\(error?.description ?? "")")
  }

  @Test("A new checkpoint takes the place of the old one; a failed one leaves it whole")
  func replaced() throws {
    let scratch = try Scratch()
    let path = try stored(in: scratch)
    let trainer = try Trainer<Float>(Small.configuration("addition"))
    try trainer.checkpoint.write(to: path)
    #expect(try Checkpoint<Float>(contentsOf: path).configuration.task == "addition")
    let error = Small.error {
      try trainer.checkpoint.write(to: scratch.file("none/c.h5"))
    }
    #expect(error?.kind == .writing)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["c.h5"])
  }
}
