internal import DurableFiles

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file that a user names and that is not HDF5: opened once, looked at, and read from its beginning to its end.
///
/// Opening never waits, whatever lies under the name, and neither does reading for ever: devices, sockets and folders are
/// refused; a pipe is read where a stream makes sense, within bounds of time and length.
///
/// ```swift
/// let file = try InputFile(path, as: "a file of text")
/// let bytes = try file.contents(atMost: 64 << 20)
/// ```
public final class InputFile {
  /// The path, as it was named; "standard input" for that.
  public let path: String
  /// The length in bytes when it was opened; nothing for a pipe, whose length nobody knows.
  public let length: Int?

  private let descriptor: Int32
  private let noun: String
  /// Whether somebody has been seen who writes into the pipe.
  private var hasWriter = false

  /// Milliseconds until a named pipe is given up that nobody writes into.
  private static let patience: Int32 = 2000
  /// Milliseconds of silence until a pipe is given up whose writer writes nothing.
  private static let silence: Int32 = 60_000

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: where it is.
  ///   - noun: what it should be, for sentences: "a file of text".
  ///   - takesStandardInput: whether `-` stands for standard input.
  ///   - refusal: why a pipe is not taken, as the sentence goes on: "it is read in any order"; nothing where one is.
  /// - Throws: ``SequenceFileError`` where it is missing, cannot be read, or is a folder, a device, a socket or a pipe that
  ///   is not taken.
  public init(
    _ path: String, as noun: String, takesStandardInput: Bool = false, refusingPipes refusal: String? = nil
  ) throws(SequenceFileError) {
    let isStandardInput = takesStandardInput && path == "-"
    let (location, path) = isStandardInput ? ("/dev/stdin", "standard input") : (path, path)
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw SequenceFileError(.missing, "there is no file \(path.isEmpty ? "with an empty name" : path.quoted)")
    }
    // Without waiting, as opening a named pipe would, and without becoming the terminal's process.
    let number = open(location, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard number >= 0 else {
      let reason = Self.reason
      if errno == ENOENT { throw SequenceFileError(.missing, "there is no file \(path)") }
      // A socket cannot be opened at all.
      if errno == ENXIO {
        throw SequenceFileError(.data, "\(path) should be \(noun), it is a socket or a device that is not there")
      }
      throw SequenceFileError(.missing, "\(path) cannot be read: \(reason)")
    }
    (self.path, self.noun, descriptor) = (path, noun, number)
    var status = stat()
    guard fstat(number, &status) == 0 else {
      length = nil
      throw SequenceFileError(.missing, "\(path) cannot be read: \(Self.reason)")
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: length = Int(status.st_size)
    case S_IFIFO:
      length = nil
      if let refusal {
        throw SequenceFileError(
          .data, "\(path) should be \(noun), it is a pipe; \(refusal), so store it in a file first")
      }
    case let kind:
      length = nil
      let words = [S_IFDIR: "a folder", S_IFCHR: "a device", S_IFBLK: "a device", S_IFSOCK: "a socket"]
      throw SequenceFileError(.data, "\(path) should be \(noun), it is \(words[kind] ?? "no regular file")")
    }
  }

  deinit { close(descriptor) }

  /// Whether a path leads to a pipe; `-`, standard input, counts as one.
  public static func isPipe(_ path: String) -> Bool {
    var status = stat()
    return path == "-" || (stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
  }

  /// Whether a path leads to a regular file.
  public static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Reads on, at most as many bytes as `buffer` has, in place of those in it.
  ///
  /// - Returns: the number of bytes that were read; 0 at the end.
  /// - Throws: ``SequenceFileError`` where reading fails, or nothing comes out of a pipe.
  public func read(into buffer: inout [UInt8]) throws(SequenceFileError) -> Int {
    while true {
      let count = buffer.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { hasWriter = true }
      if count > 0 || buffer.isEmpty { return count }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno != EAGAIN {
        throw SequenceFileError(.missing, "\(path) cannot be read: \(Self.reason)")
      }
      if length != nil || (count == 0 && hasWriter) { return 0 }
      // Where nothing can be had for the moment somebody holds the other end; where it ends at once nobody does yet.
      if count < 0 { hasWriter = true }
      try wait()
    }
  }

  /// Goes back to the beginning.
  ///
  /// - Throws: ``SequenceFileError`` where the operating system refuses.
  public func rewind() throws(SequenceFileError) {
    precondition(length != nil, "a pipe gives its bytes once")
    guard lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw SequenceFileError(.missing, "\(path) cannot be read: \(Self.reason)")
    }
  }

  /// Some bytes, at most `count`, the first ones where nothing else is said; the file is then as if it had not been read.
  public func start(_ count: Int, at position: Int = 0) throws(SequenceFileError) -> [UInt8] {
    precondition(length != nil, "a pipe gives its bytes once")
    var bytes = [UInt8](repeating: 0, count: count)
    let found = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(position)) }
    guard found >= 0 else { throw SequenceFileError(.missing, "\(path) cannot be read: \(Self.reason)") }
    return Array(bytes[..<found])
  }

  /// All bytes to the end.
  ///
  /// - Throws: ``SequenceFileError`` where there are more than `limit`, of which no more than one block is then read.
  public func contents(atMost limit: Int) throws(SequenceFileError) -> [UInt8] {
    func tooLong() -> SequenceFileError {
      let size = limit >= 1 << 30 ? "\(limit >> 30) GiB" : limit >= 1 << 20 ? "\(limit >> 20) MiB" : "\(limit) bytes"
      return SequenceFileError(.data, "\(path) should be \(noun) of at most \(size), it is longer")
    }
    if let length, length > limit { throw tooLong() }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(length ?? 0)
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = try read(into: &block), count > 0 {
      guard bytes.count + count <= limit else { throw tooLong() }
      bytes.append(contentsOf: block[..<count])
    }
    if length == nil, bytes.isEmpty {
      throw SequenceFileError(.data, "\(path) should be \(noun), nothing came through the pipe")
    }
    return bytes
  }

  /// Waits until something comes out of the pipe, or its last writer has gone.
  private func wait() throws(SequenceFileError) {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, hasWriter ? Self.silence : Self.patience) == 0 else {
      if request.revents != 0 { hasWriter = true }
      return
    }
    throw SequenceFileError(
      .data,
      hasWriter
        ? "nothing has come out of the pipe \(path) for \(Self.silence / 1000) seconds"
        : "\(path) is a pipe that nobody writes into")
  }

  /// What the operating system has just said.
  private static var reason: String { String(cString: strerror(errno)) }
}

/// The operating system's call, whose name the method covers.
private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, bytes, count)
}
