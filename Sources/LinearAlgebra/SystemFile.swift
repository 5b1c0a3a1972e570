internal import Glibc

/// Reads the small files in which Linux describes a machine.
enum SystemFile {
  /// The contents of the file at `path`, at most its first 64 KiB; empty where it cannot be read.
  static func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// The first line of the file at `path`, without its end; empty where it cannot be read.
  static func readLine(_ path: String) -> String {
    read(path).split(separator: "\n", maxSplits: 1).first.map { String($0) } ?? ""
  }
}
