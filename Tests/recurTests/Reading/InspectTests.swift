import DurableFiles
import Foundation
import HDF5
import TestSupport
import Testing

@Suite("recur inspect", .serialized)
struct InspectTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func inspect(_ arguments: String..., in fixture: Fixture? = nil) throws -> Command {
    try Command(["inspect"] + arguments, folder: fixture?.path ?? scratch.path)
  }

  /// The same run on 1 and on 2 threads, and one from another seed.
  private static func runs() throws -> Fixture {
    func run(_ folder: String, threads: Int, seed: Int) -> Fixture.Line {
      .unsolved(
        "train", "addition", "--length", "12", "--hidden", "8", "--gradient-batch", "100", "--curvature-batch", "50",
        "--iterations", "3", "--run-folder", folder, "--threads", "\(threads)", "--seed", "\(seed)")
    }
    return try .made(
      by: run("run", threads: 1, seed: 1), run("two", threads: 2, seed: 1), run("three", threads: 1, seed: 2))
  }

  /// A file that is not of this program, and has no checksum.
  private func foreign(_ name: String) throws {
    try File.replacing("\(scratch.path)/\(name)") { file in
      let values = (0..<4096).map { Double($0).squareRoot() }
      try file.root.createDataset(named: "train/inputs", values: values, options: .compressed)
      try file.root.createDataset(named: "train/offsets", values: [0, 4096] as [Int64])
      try file.root.attributes.set("format", to: "recur.dataset")
    }
  }

  private func damage(_ name: String, _ change: (inout Data) -> Void) throws {
    let url = URL(fileURLWithPath: "\(scratch.path)/\(name)")
    var bytes = try Data(contentsOf: url)
    change(&bytes)
    try bytes.write(to: url)
  }

  /// One sentence on standard error, nothing on standard output.
  private func expect(
    _ command: Command, _ code: Int32, _ words: String..., at location: SourceLocation = #_sourceLocation
  ) {
    #expect(command.exitCode == code, "\(command.errors)", sourceLocation: location)
    #expect(command.output.isEmpty, sourceLocation: location)
    for words in words { #expect(command.errors.contains(words), "\(command.errors)", sourceLocation: location) }
    #expect(command.errors.hasPrefix("recur: "), sourceLocation: location)
    #expect(command.errors.split(separator: "\n").count == 1, "\(command.errors)", sourceLocation: location)
  }

  @Test("0: a run folder stands for its checkpoint; the overview has the model, the state and the experiment")
  func overview() throws {
    let runs = try Self.runs()
    let overview = try inspect("run", in: runs)
    #expect(overview.exitCode == 0 && overview.errors.isEmpty, "\(overview.errors)")
    for words in [
      "run/checkpoint.h5", "recur.checkpoint, version 2", "8 tanh units", "105 parameters in 6 blocks, all finite",
      "W_hh", "8 × 8", "optimizer", "iteration 3", "hidden: 8", "command_line: ", "SHA-256",
    ] {
      #expect(overview.output.contains(words), "\(words) is not in \(overview.output)")
    }
    #expect(!overview.output.contains("\u{1B}"))
    let tree = try inspect("run/checkpoint.h5", "--tree", in: runs)
    #expect(tree.output.contains("@units = 8") && tree.output.contains("W_hh  8 × 8 float32"))
    #expect(!tree.output.contains("8 tanh units"))
  }

  @Test("--json is one object with every section, or those asked for")
  func json() throws {
    let runs = try Self.runs()
    let report = try #require(try inspect("run", "--json", in: runs).objects.first)
    for name in ["file", "tree", "model", "arrays", "optimizer", "experiment", "missing", "complete"] {
      #expect(report[name] != nil, "\(name)")
    }
    let model = try #require(report["model"] as? [String: Any])
    #expect(model["parameters"] as? Int == 105 && model["all_finite"] as? Bool == true)
    let file = try #require(report["file"] as? [String: Any])
    #expect(file["sha256"] as? String == (try File.digest(of: "\(runs.path)/run/checkpoint.h5")))
    let part = try #require(try inspect("run", "--json", "--model", in: runs).objects.first)
    #expect(part["model"] != nil && part["tree"] == nil && part["optimizer"] == nil)
  }

  @Test("A file of another program is read in a child first, then shown")
  func foreignFile() throws {
    try foreign("data.h5")
    let report = try inspect("data.h5")
    #expect(report.exitCode == 0 && report.errors.isEmpty, "\(report.errors)")
    for words in ["no checksum", "inputs  4096 float64", "deflate", "/train/inputs", "recur data describe data.h5"] {
      #expect(report.output.contains(words), "\(words) is not in \(report.output)")
    }
  }

  @Test("Two files: 0 where no difference is found, 1 where they differ, bookkeeping aside if asked for")
  func differences() throws {
    let runs = try Self.runs()
    #expect(try inspect("run", "run", in: runs).exitCode == 0)
    let bookkeeping = try inspect("run", "two", in: runs)
    #expect(bookkeeping.exitCode == 1 && bookkeeping.output.contains("they differ in bookkeeping alone"))
    #expect(bookkeeping.output.contains("threads: 1 → 2 (bookkeeping)"))
    let same = try inspect("run", "two", "--ignore-bookkeeping", in: runs)
    #expect(same.exitCode == 0 && same.output.contains("no difference found"), "\(same.output)")
    let different = try inspect("run", "three", "--ignore-bookkeeping", in: runs)
    #expect(different.exitCode == 1)
    #expect(different.output.contains("/model/parameters/W_hh") && different.output.contains("seed: 1 → 2"))
    let object = try #require(try inspect("run", "three", "--json", in: runs).objects.first)
    #expect(object["same"] as? Bool == false)
    let arrays = try #require(object["arrays"] as? [[String: Any]])
    #expect(arrays.contains { $0["path"] as? String == "/model/parameters/W_hh" })
  }

  @Test("64: requests that make no sense")
  func usage() throws {
    #expect(try Command("inspect").exitCode == 64)
    #expect(try inspect("a", "b", "c").exitCode == 64)
    #expect(try inspect("a", "b", "--tree").exitCode == 64)
    #expect(try inspect("a", "--ignore-bookkeeping").exitCode == 64)
  }

  @Test("66: what is missing")
  func missing() throws {
    expect(try inspect("nowhere.h5"), 66, "there is no file nowhere.h5")
    expect(try inspect("."), 66, "holds no checkpoint.h5")
  }

  @Test("65: what is no HDF5 file")
  func noFile() throws {
    try scratch.write("some words\n", to: "text.h5")
    try scratch.write("", to: "empty.h5")
    #expect(mkfifo("\(scratch.path)/pipe.h5", 0o600) == 0)
    try FileManager.default.createDirectory(
      atPath: "\(scratch.path)/d/checkpoint.h5", withIntermediateDirectories: true)
    expect(try inspect("text.h5"), 65, "it is plain text; recur data text text.h5 --output text-new.h5")
    expect(try inspect("empty.h5"), 65, "it is empty")
    expect(try inspect("pipe.h5"), 65, "it is a named pipe")
    expect(try inspect("d"), 65, "it is a folder")
  }

  @Test("65: a damaged array is named, with what can still be read")
  func damagedArray() throws {
    try foreign("data.h5")
    try damage("data.h5") { $0[$0.count / 2] ^= 1 }
    expect(
      try inspect("data.h5"), 65, "data.h5 is damaged: /train/inputs cannot be read",
      "can still be read: 4 of 5 objects and attributes, all but /train/inputs")
  }

  @Test("65: a file cut short", arguments: [9, 100, 1000])
  func truncated(_ length: Int) throws {
    try foreign("data.h5")
    try damage("data.h5") { $0 = $0.prefix(length) }
    expect(try inspect("data.h5"), 65, "data.h5 is damaged")
  }

  @Test(
    "65: a checksum that does not match is noticed even where libhdf5 reads everything", arguments: [0.1, 0.5, 0.9])
  func checksum(_ place: Double) throws {
    try File.replacing("\(scratch.path)/s.h5", checksummed: true) { file in
      try file.root.createDataset(named: "x", values: (0..<4096).map { Double($0) })
    }
    #expect(try inspect("s.h5").output.contains("checksum matches"))
    try damage("s.h5") { $0[Int(Double($0.count) * place)] ^= 64 }
    expect(try inspect("s.h5"), 65, "s.h5 is damaged: its checksum does not match", "can still be read")
  }

  @Test(
    "A program that is killed takes the child that reads for it along",
    .enabled(if: Python.hasH5py, Python.missing))
  func killed() throws {
    // Declared early and never filled: large to read, nothing on the disk.
    let script = """
      import h5py, sys
      file = h5py.File(sys.argv[1], "w")
      how = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
      how.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
      how.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
      h5py.h5d.create(file.id, b"x", h5py.h5t.IEEE_F64LE, h5py.h5s.create_simple((1 << 32,)), how)
      file.close()
      """
    let path = "\(scratch.path)/large.h5"
    #expect(try Python.run(script, path).status == 0)
    let program = Process()
    program.executableURL = Command.program
    program.arguments = ["inspect", path]
    program.standardOutput = FileHandle.nullDevice
    program.standardError = FileHandle.nullDevice
    try program.run()
    defer { if program.isRunning { kill(program.processIdentifier, SIGKILL) } }
    #expect(Self.waits { !Self.processes(reading: path).isEmpty })
    kill(program.processIdentifier, SIGKILL)
    #expect(Self.waits { !program.isRunning })
    #expect(Self.waits { Self.processes(reading: path).isEmpty })
  }

  /// Whether something comes true within a minute.
  private static func waits(for condition: () -> Bool) -> Bool {
    for _ in 0..<600 {
      if condition() { return true }
      Thread.sleep(forTimeInterval: 0.1)
    }
    return false
  }

  /// The processes of the hidden command on a file.
  private static func processes(reading path: String) -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { process in
      let words = FileManager.default.contents(atPath: "/proc/\(process)/cmdline").map {
        String(decoding: $0, as: UTF8.self)
      }
      let parts = words?.split(separator: "\0") ?? []
      return parts.contains("sandboxed-read") && parts.contains(Substring(path))
    }
  }

  @Test(
    "65: damage that crashes libhdf5 is met in the child", .enabled(if: Python.hasH5py, Python.missing))
  func crash() throws {
    let path = "\(scratch.path)/old.h5"
    // The second text in the heap of texts says that it is longer than the heap.
    let script = """
      import h5py, sys
      with h5py.File(sys.argv[1], "w", libver="earliest") as file:
          for name in ["a", "b", "c"]: file.attrs[name] = "thirteen chars"[:13]
          file["x"] = [1.0, 2.0]
      data = bytearray(open(sys.argv[1], "rb").read())
      heap = data.find(b"GCOL")
      data[heap + 57] = 128
      open(sys.argv[1], "wb").write(data)
      """
    #expect(try Python.run(script, path).status == 0)
    expect(try Command("inspect", path), 65, "is damaged: ", "/@", "can still be read: ")
  }

  @Test(
    "Bits flipped anywhere never crash the program", .enabled(if: Python.hasH5py, Python.missing),
    arguments: [1, 2, 3] as [UInt64])
  func flips(seed: UInt64) throws {
    let path = "\(scratch.path)/old.h5"
    let script = """
      import h5py, numpy, sys
      with h5py.File(sys.argv[1], "w", libver="earliest") as file:
          file.attrs["format"] = "recur.dataset"
          file.attrs["loss"] = "squared-error"
          for split in ["train", "test"]:
              group = file.create_group(split)
              group["offsets"] = numpy.arange(5, dtype="i8")
              group.create_dataset("inputs", data=numpy.ones((4, 2)), compression="gzip", fletcher32=True)
              group["targets"] = numpy.ones((4, 1))
      """
    #expect(try Python.run(script, path).status == 0)
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    var generator = TestGenerator(seed: seed)
    var refusals = 0
    for _ in 0..<40 {
      var bytes = whole
      for _ in 0..<3 { bytes[generator.integer(0...bytes.count - 1)] ^= 1 << UInt8(generator.integer(0...7)) }
      try bytes.write(to: URL(fileURLWithPath: path))
      let run = try Command("inspect", path, limit: 90)
      if run.exitCode == 65 {
        refusals += 1
        #expect(run.errors.hasPrefix("recur: \(path)") && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
      } else {
        // What the early format has no checksum for is shown as it is.
        #expect(run.exitCode == 0 && run.errors.isEmpty && run.output.contains(path), "\(run.exitCode) \(run.errors)")
      }
    }
    #expect(refusals > 0, "no damage of 40 was noticed")
  }
}
