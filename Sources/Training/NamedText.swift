internal import Foundation

/// A text of bounded size in a file or a pipe that somebody names by its path, read once.
public enum NamedText {
  /// How long a pipe that nobody has opened for writing is waited for, in milliseconds.
  private static let patience: Int32 = 2000

  /// Whether a path leads to a pipe; `-`, standard input, counts as one.
  public static func isPipe(_ path: String) -> Bool {
    var status = stat()
    return path == "-" || (stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
  }

  /// Reads a text as ``bytes(of:upTo:what:)``.
  ///
  /// - Throws: ``TrainingError``, also for what is no UTF-8.
  static func read(
    _ path: String, upTo limit: Int, what: String
  ) throws(TrainingError) -> (name: String, text: String) {
    let (name, bytes) = try bytes(of: path, upTo: limit, what: what)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw TrainingError(.data, "\(name) is not UTF-8 text")
    }
    return (name, text)
  }

  /// Reads the bytes of a text; `-` is standard input. The name is that for sentences.
  ///
  /// A pipe is read for as long as somebody writes to it. Nothing else that is no regular file is opened for more than a look.
  ///
  /// - Parameter what: what the text should be, for sentences: `configuration`.
  /// - Throws: ``TrainingError`` for what is missing, cannot be read, is no file and no pipe, or is too large.
  public static func bytes(
    of path: String, upTo limit: Int, what: String
  ) throws(TrainingError) -> (name: String, bytes: [UInt8]) {
    let isInput = path == "-"
    let name = isInput ? "standard input" : path
    // Without O_NONBLOCK a pipe without a writer would be waited for before it can be looked at.
    let descriptor = open(isInput ? "/dev/stdin" : path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      throw TrainingError(.missing, "there is no readable \(what) at \(name): \(reason)")
    }
    defer { close(descriptor) }
    let isPipe = try isPipe(descriptor, name, what)
    let bytes = try bytes(of: descriptor, isPipe: isPipe, upTo: limit, name, what)
    if isPipe, bytes.isEmpty { throw TrainingError(.data, "\(name) should hold a \(what), nothing came through it") }
    return (name, bytes)
  }

  private static func isPipe(_ descriptor: Int32, _ name: String, _ what: String) throws(TrainingError) -> Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw TrainingError(.missing, "\(name) cannot be read: \(String(cString: strerror(errno)))")
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return false
    case S_IFIFO: return true
    case S_IFDIR: throw TrainingError(.data, "\(name) should be a \(what), it is a folder")
    default: throw TrainingError(.data, "\(name) should be a \(what), a file or a pipe; it is a device")
    }
  }

  private static func bytes(
    of descriptor: Int32, isPipe: Bool, upTo limit: Int, _ name: String, _ what: String
  ) throws(TrainingError) -> [UInt8] {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 14)
    let isSilent = isPipe && !wait(for: descriptor, patience)
    while true {
      let count = Foundation.read(descriptor, &block, block.count)
      if count > 0 {
        bytes += block[..<count]
        guard bytes.count <= limit else {
          throw TrainingError(
            .data, "\(name) has more than \(limit) bytes, the most of a \(what): it is another kind of file")
        }
      } else if count == 0 {
        if isSilent, bytes.isEmpty {
          throw TrainingError(.data, "\(name) should hold a \(what), it is a pipe that nobody writes to")
        }
        return bytes
      } else if errno == EAGAIN {
        _ = wait(for: descriptor, -1)
      } else if errno != EINTR {
        throw TrainingError(.missing, "\(name) cannot be read: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Waits until there is something to read, or nobody is left who would write; returns whether it came to that.
  private static func wait(for descriptor: Int32, _ milliseconds: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, milliseconds) > 0
  }
}
