import Foundation
import SequenceData
import TestSupport
import Testing

@Suite("Files that users name")
struct InputFileTests {
  private func error(_ path: String, refusing: String? = nil) -> SequenceFileError? {
    #expect(throws: SequenceFileError.self) {
      _ = try InputFile(path, as: "a file of words", refusingPipes: refusing).contents(atMost: 1000)
    }
  }

  @Test("A regular file is read as it is, also after its first bytes have been looked at")
  func regular() throws {
    let scratch = try Scratch()
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let file = try InputFile(scratch.write(bytes, to: "a"), as: "a file of words")
    #expect(file.length == bytes.count)
    #expect(try file.start(4) == [0, 7, 14, 21] && file.start(2, at: 3) == [21, 28])
    #expect(try file.contents(atMost: bytes.count) == bytes)
    let long = #expect(throws: SequenceFileError.self) {
      _ = try InputFile(scratch.file("a"), as: "a file of words").contents(atMost: bytes.count - 1)
    }
    #expect(long?.description.hasSuffix("/a should be a file of words of at most 199999 bytes, it is longer") == true)
    #expect(try InputFile(scratch.write("", to: "none"), as: "a file of words").contents(atMost: 0).isEmpty)
  }

  @Test("What is no file of bytes is refused at once, in a sentence")
  func others() throws {
    let scratch = try Scratch()
    let cases = [
      (scratch.path, "should be a file of words, it is a folder"), ("/dev/zero", "it is a device"),
      ("/dev/null", "it is a device"), (scratch.file("nowhere"), "there is no file"), ("", "an empty name"),
      ("a\0b", "there is no file"),
    ]
    for (path, words) in cases {
      let found = error(path)
      #expect(found?.description.contains(words) == true, "\(path): \(found?.description ?? "accepted")")
    }
    #expect(error(scratch.file("nowhere"))?.kind == .missing && error("/dev/zero")?.kind == .data)
  }

  @Test("A named pipe that nobody writes into is given up, and one that is not wanted is not waited for")
  func idlePipe() throws {
    let scratch = try Scratch()
    try #require(mkfifo(scratch.file("pipe"), 0o600) == 0)
    #expect(error(scratch.file("pipe"))?.description.hasSuffix("is a pipe that nobody writes into") == true)
    let refused = error(scratch.file("pipe"), refusing: "it is read twice")
    #expect(
      refused?.description.hasSuffix(
        "should be a file of words, it is a pipe; it is read twice, so store it in a file first") == true)
  }

  @Test("A pipe is read to its end, and no further than its bound", arguments: [900, 1001])
  func pipe(count: Int) throws {
    let scratch = try Scratch()
    let path = scratch.file("pipe")
    try #require(mkfifo(path, 0o600) == 0)
    Thread.detachNewThread {
      // Waits for the reader.
      let writer = open(path, O_WRONLY)
      for _ in 0..<count { _ = write(writer, "x", 1) }
      close(writer)
    }
    let file = try InputFile(path, as: "a file of words")
    #expect(file.length == nil)
    if count <= 1000 {
      #expect(try file.contents(atMost: 1000) == [UInt8](repeating: UInt8(ascii: "x"), count: count))
    } else {
      signal(SIGPIPE, SIG_IGN)
      #expect(throws: SequenceFileError.self) { _ = try file.contents(atMost: 1000) }
    }
  }
}
