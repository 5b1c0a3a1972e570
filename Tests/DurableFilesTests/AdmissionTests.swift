import DurableFiles
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Who lets a file pass")
struct AdmissionTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private struct Refusal: Error, CustomStringConvertible { let description = "not this one" }

  /// What was looked at while `body` ran, in order.
  private func looks(
    at look: @escaping @Sendable (OpenedFile) throws -> Void = { _ in }, _ body: () throws -> Void
  ) rethrows -> [String] {
    let names = Mutex<[String]>([])
    let admission = FileAdmission { file in
      names.withLock { $0.append(URL(fileURLWithPath: file.path).lastPathComponent) }
      try look(file)
    }
    try FileAdmission.$current.withValue(admission, operation: body)
    return names.withLock { $0 }
  }

  @Test("A file is looked at once, and again when it has been changed or replaced")
  func known() throws {
    let path = try scratch.write("one", to: "a")
    let looked = try looks {
      for _ in 0..<3 { #expect(try AdmittedFile(path).path == path) }
      try FileTarget(path).write(Array("two".utf8))
      for _ in 0..<2 { _ = try AdmittedFile(path) }
      let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Array("more".utf8))
      try handle.close()
      #expect(try AdmittedFile(path).size == 7)
    }
    #expect(looked == ["a", "a", "a"])
  }

  @Test("Two names of one file are one file, each called as it was asked for")
  func names() throws {
    let path = try scratch.write("one", to: "a")
    try FileManager.default.createSymbolicLink(atPath: scratch.file("b"), withDestinationPath: "a")
    let looked = try looks {
      let (first, second) = (try AdmittedFile(path), try AdmittedFile(scratch.file("b")))
      #expect(first.opened === second.opened && second.path == scratch.file("b"))
    }
    #expect(looked == ["a"])
  }

  @Test("A file that is not let pass is refused every time, in the words of who looked at it")
  func refused() throws {
    let path = try scratch.write("one", to: "a")
    let looked = try looks(at: { _ in throw Refusal() }) {
      #expect(throws: Refusal.self) { try FileAdmission.admit(path) }
      let error = #expect(throws: FileError.self) { try AdmittedFile(path) }
      #expect(error?.code == .notAdmitted && error?.description == "\(path): cannot open the file: not this one")
    }
    #expect(looked == ["a", "a"])
  }

  @Test(
    "A file that is replaced while it is looked at is let pass, one that is changed is looked at anew, but not for ever"
  )
  func changing() throws {
    let path = try scratch.write("one", to: "a")
    let looked = try looks(at: { try FileTarget($0.path).write(Array("longer".utf8)) }) {
      // What was opened has been replaced and is as it was: the very file that was looked at is let pass.
      let size = try AdmittedFile(path).size
      #expect(size == 3)
    }
    #expect(looked == ["a"])
    let error = try #require(
      throws: FileError.self,
      performing: {
        _ = try looks(at: { file in
          let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file.path))
          try handle.seekToEnd()
          try handle.write(contentsOf: [0])
          try handle.close()
        }) { _ = try AdmittedFile(path) }
      })
    #expect(error.code == .changing)
  }

  @Test("What has been found out about the bytes of a file outlives those who asked")
  func remembered() throws {
    let path = try scratch.write("one", to: "a")
    let passes = Mutex(0)
    _ = try looks {
      try FileSums.$observer.withValue(FileSums.Observer { _ in passes.withLock { $0 += 1 } }) {
        for _ in 0..<3 {
          let digest = try AdmittedFile(path).digest
          #expect(digest.count == 64)
        }
      }
    }
    #expect(passes.withLock { $0 } == 1)
  }
}
