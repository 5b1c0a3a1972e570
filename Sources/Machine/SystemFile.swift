#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Reads the small files in which Linux describes a machine and a process.
enum SystemFile {
  /// The contents of the file at `path`, at most its first 256 KiB; empty where it cannot be read.
  static func read(_ path: String) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { _ = close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 1 << 18 {
      let count = Self.read(file, into: &buffer)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The first line of the file at `path`, without its end; empty where it cannot be read.
  static func readLine(_ path: String) -> String {
    read(path).split(separator: "\n", maxSplits: 1).first.map { String($0) } ?? ""
  }

  /// What the file says of each name in lines such as `VmSize:   1234 kB`.
  static func fields(_ path: String, separator: Character = ":") -> [String: String] {
    var fields: [String: String] = [:]
    for line in read(path).split(separator: "\n") {
      guard let end = line.firstIndex(of: separator) else { continue }
      let value = line[line.index(after: end)...].drop { $0 == " " || $0 == "\t" }
      fields[String(line[..<end])] = String(value)
    }
    return fields
  }

  /// The cores that are there, whoever may use them.
  static var onlineCores: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The bytes of this machine's memory, without bound where it does not tell.
  static var physicalMemory: Int {
    let bytes = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    return bytes > 0 ? bytes : .max
  }

  private static func read(_ file: Int32, into buffer: inout [UInt8]) -> Int {
    #if canImport(Glibc)
      return Glibc.read(file, &buffer, buffer.count)
    #elseif canImport(Musl)
      return Musl.read(file, &buffer, buffer.count)
    #else
      return Darwin.read(file, &buffer, buffer.count)
    #endif
  }
}
