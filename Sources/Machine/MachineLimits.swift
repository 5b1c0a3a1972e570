/// How many cores and how much memory this process may use: what the machine has, within what the affinity mask, the resource
/// limits (`ulimit`) and the control groups of both versions leave of it.
///
/// Everything is read from the files of `/proc` and `/sys`, below a folder that can be another one.
public struct MachineLimits: Sendable, Equatable {
  /// An amount of memory, and what says that it is no more.
  public struct Bound: Sendable, Equatable {
    /// The amount in bytes, at least 0.
    public let bytes: Int
    /// What decides it.
    public let source: Source

    /// A bound from its parts; less than nothing counts as nothing.
    public init(_ bytes: Int, _ source: Source) { (self.bytes, self.source) = (max(0, bytes), source) }
  }

  /// What bounds memory; the raw value stands in sentences behind "by".
  public enum Source: String, Sendable, CaseIterable {
    case machine = "the memory of this machine"
    case addressSpace = "a limit of address space (ulimit -v)"
    case data = "a limit of data (ulimit -d)"
    case controlGroup = "the memory limit of a control group"
  }

  /// The cores in the affinity mask, at least 1.
  public let cores: Int
  /// The cores' worth of time that control groups allow, such as 1.5; nil where they do not bound it.
  public let quota: Double?
  /// The most that this process may have altogether.
  public let memory: Bound
  /// The most that it may still get.
  public let free: Bound

  /// The threads that are worth having: a core each, within the quota, of which a part of a core counts whole. At least 1.
  public var threads: Int { max(1, min(cores, quota.map { Int($0.rounded(.up)) } ?? cores)) }

  /// Whether somebody allows this process less memory than the machine has.
  public var restrictsMemory: Bool { memory.source != .machine }

  /// The most that kept activations may take where nobody has said and nothing else is known: half of what may still be had,
  /// where somebody allows this process less memory than the machine has; else nil, no bound.
  public var activationLimit: Int? { restrictsMemory ? free.bytes / 2 : nil }

  /// The limits of this process as they are now.
  public static var current: MachineLimits { MachineLimits(root: "") }

  /// Reads the limits of this process.
  ///
  /// - Parameter root: The folder that stands for `/`, without a slash at its end.
  public init(root: String) {
    let status = SystemFile.fields("\(root)/proc/self/status")
    let listed = status["Cpus_allowed_list"].map(Self.count(ofList:)) ?? 0
    cores = listed > 0 ? listed : SystemFile.onlineCores
    let groups = ControlGroups(root: root)
    quota = groups.quota
    let machine = Self.kibibytes(SystemFile.fields("\(root)/proc/meminfo")["MemTotal"]) ?? SystemFile.physicalMemory
    var memory = Bound(machine, .machine)
    var free = memory
    func tighten(_ limit: Int?, used: Int, _ source: Source) {
      guard let limit else { return }
      if limit < memory.bytes { memory = Bound(limit, source) }
      if limit - used < free.bytes { free = Bound(limit - used, source) }
    }
    let limits = SystemFile.read("\(root)/proc/self/limits").split(separator: "\n")
    tighten(
      Self.limit("Max address space", in: limits), used: Self.kibibytes(status["VmSize"]) ?? 0, .addressSpace)
    tighten(Self.limit("Max data size", in: limits), used: Self.kibibytes(status["VmData"]) ?? 0, .data)
    for group in groups.memory { tighten(group.limit, used: group.used, .controlGroup) }
    (self.memory, self.free) = (memory, free)
  }

  /// The soft limit in a line of `/proc/self/limits`; nil where there is none.
  private static func limit(_ name: String, in lines: [Substring]) -> Int? {
    lines.first { $0.hasPrefix(name) }.flatMap { line in
      line.dropFirst(name.count).split(separator: " ").first.flatMap { Int($0) }
    }
  }

  /// An amount as `/proc` writes it, "1234 kB", in bytes.
  private static func kibibytes(_ text: String?) -> Int? {
    text?.split(separator: " ").first.flatMap { Int($0) }.flatMap { $0 < 1 << 50 ? $0 << 10 : nil }
  }

  /// How many numbers a list such as "0-3,8" names.
  static func count(ofList text: String) -> Int {
    text.split(separator: ",").reduce(0) { sum, part in
      let ends = part.split(separator: "-").map { Int($0) ?? -1 }
      guard let first = ends.first, let last = ends.last, first >= 0, last >= first else { return sum }
      return sum + last - first + 1
    }
  }
}
