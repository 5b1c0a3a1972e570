import DurableFiles
import Foundation
import HDF5
import TestSupport
import Testing

/// Each case runs in a process of its own: should libhdf5 crash, the test fails and the others go on.
@Suite("A disk that fills up", .serialized)
struct FullDiskTests {
  /// Writes a bit of everything until it throws, or all is written.
  static func fill(_ file: File, seed: Int) throws {
    let root = try file.root
    let layouts: [DatasetOptions] = [
      .plain, .compressed, .growing, DatasetOptions(chunk: [100], isChecksummed: true),
      DatasetOptions(chunk: [3], deflateLevel: 1, isExtendible: true),
    ]
    var state = UInt64(seed)
    for round in 0..<12 {
      let values = (0..<(500 + 3000 * (round % 4))).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11)
      }
      let options = layouts[(round + seed) % layouts.count]
      let dataset = try root.createDataset(
        named: "group \(round % 3)/values \(round)", values: values, options: options)
      if options.isExtendible { for _ in 0..<3 { try dataset.append(Array(values.prefix(700))) } }
      try dataset.attributes.set("unit", to: String(repeating: "volt ", count: 50 * round))
      let scale = try root.createDataset(named: "scale \(round)", values: [1.0, 2])
      try scale.makeScale(named: "s")
      try root.createDataset(named: "pair \(round)", values: [1, 2]).attachScale(scale, toAxis: 0)
      try root.createDataset(named: "words \(round)", strings: (0..<40 * round).map { "word \($0)" })
    }
  }

  /// Replaces a file in `folder`; what goes wrong except a full disk is a sentence.
  static func trial(in folder: String, seed: Int, _ shrink: () -> Void, _ grow: () -> Void) throws -> String? {
    let path = folder + "/full.h5"
    try File.replacing(path) { try $0.root.createDataset(named: "a", values: [7], shape: []) }
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    shrink()
    var reason: String?
    do {
      try File.replacing(path, growing: .disk, checksummed: true) { try fill($0, seed: seed) }
    } catch let error as HDF5Error { reason = error.reason }
    grow()
    let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".partial") }
    guard left.isEmpty else { return "left over: \(left)" }
    guard let reason else {
      guard try File.checksum(of: path) == .intact, try !File.open(path).root.members.isEmpty else {
        return "not whole"
      }
      return nil
    }
    guard ["No space left on device", "File too large"].contains(reason) else { return reason }
    return try Data(contentsOf: URL(fileURLWithPath: path)) == before ? reason : "the previous file has changed"
  }

  @Test("a limit on the length of files is an error at every length")
  func fileSizeLimit() async throws {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      alarm(300)
      var outcomes: [String: Int] = [:]
      let scratch = try Scratch()
      for step in 0..<60 {
        let outcome = try FullDiskTests.trial(in: scratch.path, seed: step) {
          var limit = rlimit(rlim_cur: rlim_t(4096 + step * 60_000), rlim_max: .max)
          setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        } _: {
          var limit = rlimit(rlim_cur: .max, rlim_max: .max)
          setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        }
        outcomes[outcome ?? "written", default: 0] += 1
      }
      print(outcomes)
      exit(
        outcomes.count == 2 && outcomes["written", default: 0] > 5 && outcomes["File too large", default: 0] > 20
          ? 0 : 1)
    }
  }

  @Test(
    "a small disk is an error at every amount of free space",
    .enabled(if: ReplacingTests.smallFolder != nil, "HDF5_TESTS_SMALL_FOLDER names no folder on a small disk"))
  func smallDisk() async throws {
    await #expect(processExitsWith: .success) {
      alarm(300)
      let folder = ReplacingTests.smallFolder! + "/\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let ballast = folder + "/ballast"
      var outcomes: [String: Int] = [:]
      for step in 0..<100 {
        let outcome = try FullDiskTests.trial(in: folder, seed: step) {
          var system = statvfs()
          statvfs(folder, &system)
          let free = Int(system.f_bavail) * Int(system.f_frsize)
          let size = max(0, free - step * 24_000)
          _ = FileManager.default.createFile(atPath: ballast, contents: Data(count: size))
        } _: {
          try? FileManager.default.removeItem(atPath: ballast)
        }
        outcomes[outcome ?? "written", default: 0] += 1
      }
      print(outcomes)
      exit(Set(outcomes.keys).isSubset(of: ["No space left on device", "written"]) ? 0 : 1)
    }
  }
}
