import DurableFiles
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Files that are open, and looked at once")
struct OpenedFileTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Runs `body` and returns the names of the files whose bytes were looked at meanwhile, as often as they were.
  private func passes(_ body: () throws -> Void) rethrows -> [String] {
    let names = Mutex<[String]>([])
    try FileSums.$observer.withValue(
      FileSums.Observer { path in names.withLock { $0.append(URL(fileURLWithPath: path).lastPathComponent) } },
      operation: body)
    return names.withLock { $0 }
  }

  @Test("Digest and checksum come of one pass, however often and by however many they are asked for")
  func once() throws {
    let path = try scratch.write("abc", to: "a")
    let counted = try passes {
      let file = try OpenedFile(path)
      // FIPS 180-2, appendix B.1.
      #expect(try file.digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
      #expect(try file.checksum == .absent && file.digest.count == 64 && file.size == 3)
    }
    #expect(counted == ["a"])
    let shared = try OpenedFile(path)
    DispatchQueue.concurrentPerform(iterations: 8) { _ in #expect((try? shared.checksum) == .absent) }
  }

  @Test("What is read is the file that was opened, wherever its name leads meanwhile")
  func replaced() throws {
    let path = try scratch.write("first", to: "a")
    let file = try OpenedFile(path)
    try FileTarget(path).write(Array("other".utf8))
    #expect(try file.bytes(at: 0, count: 100) == Array("first".utf8))
    #expect(try file.bytes(at: 3, count: 1) == Array("s".utf8) && file.bytes(at: 9, count: 1).isEmpty)
    #expect(try file.digest == OpenedFile(scratch.write("first", to: "b")).digest)
    #expect(try file.digest != OpenedFile(path).digest)
    #expect(try file.isNameless && !OpenedFile(path).isNameless)
  }

  @Test("What is no regular file is refused without waiting, with a code to match on")
  func refusals() throws {
    try #require(mkfifo(scratch.file("pipe"), 0o600) == 0)
    let pipe = #expect(throws: FileError.self) { try OpenedFile(scratch.file("pipe")) }
    #expect(pipe?.code == .notRegular)
    let folder = #expect(throws: FileError.self) { try OpenedFile(scratch.path) }
    #expect(folder?.code == .notRegular)
    let none = #expect(throws: FileError.self) { try OpenedFile(scratch.file("none")) }
    #expect(none?.code == .system(ENOENT) && none?.operation == "open the file")
  }

  @Test("A file that has become shorter is not digested as if it were whole")
  func shorter() throws {
    let path = try scratch.write([UInt8](repeating: 7, count: 5000), to: "a")
    let file = try OpenedFile(path)
    truncate(path, 4000)
    let error = #expect(throws: FileError.self) { try file.digest }
    #expect(error?.code == .changing)
  }

  @Test("A file with a checksum is known with its digest without being read again")
  func checksumAdded() throws {
    let path = try scratch.write([1, 2, 3], to: "a")
    let counted = try FileAdmission.$current.withValue(FileAdmission { _ in Issue.record("it is known") }) {
      try passes {
        let file = try Descriptor(opening: path, isWritable: true, operation: "add a checksum to", path)
        let sums = try FileSums(addingChecksumTo: file)
        FileAdmission.vouch(for: file, sums)
        let admitted = try AdmittedFile(path)
        #expect(try admitted.checksum == .intact && admitted.size == 67)
        #expect(try admitted.digest == sums.digest.map { String(format: "%02x", $0) }.joined())
      }
    }
    #expect(counted.isEmpty)
    #expect(
      try FileSums(of: Descriptor(opening: path, operation: "read", path), size: 67, path: path).checksum == .intact)
  }
}
