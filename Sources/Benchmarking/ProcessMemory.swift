internal import CKernels
internal import Foundation

/// The memory of this process, as Linux accounts for it; 0 where the system does not tell.
enum ProcessMemory {
  /// The resident size in bytes.
  static var residentBytes: Int { bytes("VmRSS:") }
  /// The largest resident size since the start or since ``resetPeak()``, in bytes.
  static var peakBytes: Int { bytes("VmHWM:") }

  /// Gives memory that is not in use back to the system and begins a new peak at the present size.
  static func resetPeak() {
    ck_release_memory()
    try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
  }

  private static func bytes(_ name: String) -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return 0 }
    let kilobytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
    return (kilobytes ?? 0) * 1024
  }
}
