import Foundation
import HDF5
import TestSupport
import Testing

@Suite("What a killed writer leaves")
struct LeftoverTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test("the file of a writer that was killed is swept away by the next")
  func killed() async throws {
    let folder = scratch.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
      try File.replacing("\(folder)/a.h5", growing: .disk) { file in
        try file.root.createDataset(named: "a", values: [1, 2, 3])
        try file.flush()
        kill(getpid(), SIGKILL)
      }
    }
    #expect(scratch.content.count == 1)
    #expect(scratch.content.first?.hasSuffix(".partial") == true)
    // Another file's writer leaves it alone, as it does what only looks alike.
    let alike = [".a.h5.0123456.partial", ".a.h5.0123456G.partial", ".b.h5.01234567.partial", "a.h5.01234567.partial"]
    for name in alike { _ = FileManager.default.createFile(atPath: scratch.file(name), contents: Data()) }
    try File.replacing(scratch.file("c.h5")) { _ in }
    #expect(scratch.content.count == 6)
    try File.replacing(scratch.file("a.h5")) { _ in }
    #expect(scratch.content == (alike + ["a.h5", "c.h5"]).sorted())
  }

  @Test("the file of a writer that lives is left alone", arguments: [FileBuffering.memory, .disk])
  func alive(buffering: FileBuffering) throws {
    let path = scratch.file()
    try File.replacing(path, growing: .disk) { outer in
      try outer.root.createDataset(named: "a", values: [1])
      try File.replacing(path, growing: buffering) { try $0.root.createDataset(named: "a", values: [2]) }
      #expect(try File.open(path).root.dataset("a").read(as: Int.self) == [2])
      #expect(scratch.content.count == 2)
    }
    #expect(try File.open(path).root.dataset("a").read(as: Int.self) == [1])
    #expect(scratch.content == ["scratch.h5"])
  }
}
