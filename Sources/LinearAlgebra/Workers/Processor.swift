internal import CKernels
internal import Machine

/// What this machine's processor offers, as far as the numbers of this library depend on it.
public enum Processor {
  /// The width in bits of the vector instructions that the kernels use here: 512, 256 or 128.
  public static var vectorBits: Int { Int(ck_vector_bits()) }

  /// The processor's name as the system reports it, "unknown" where it does not.
  public static var name: String {
    let lines = SystemFile.read("/proc/cpuinfo").split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("model name") }), let colon = line.firstIndex(of: ":") else {
      return "unknown"
    }
    return String(line[colon...].dropFirst(2))
  }

  /// The bytes of one core's second-level cache, `nil` where the system does not tell.
  public static var secondLevelCacheBytes: Int? {
    for index in 0..<8 {
      let folder = "/sys/devices/system/cpu/cpu0/cache/index\(index)"
      guard SystemFile.readLine("\(folder)/level") == "2" else { continue }
      return bytes(SystemFile.readLine("\(folder)/size"))
    }
    return nil
  }

  /// The number of cores that this process may use, at least 1: those in its affinity mask, within the time that its control
  /// groups allow it. Read once.
  public static let usableCores = MachineLimits.current.threads

  /// A size as sysfs writes it: "1024K" or "2M".
  private static func bytes(_ text: String) -> Int? {
    let factors: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    guard let last = text.last, let factor = factors[last] else { return Int(text) }
    return Int(text.dropLast()).map { $0 * factor }
  }
}
