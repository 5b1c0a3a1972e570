/// What the control groups of this process, and those around them, allow: version 1, version 2, and both beside each other.
struct ControlGroups {
  /// A limit of memory, and how much of it is in use by what cannot be dropped.
  struct Memory: Equatable {
    let limit: Int
    let used: Int
  }

  /// The limits of memory, from the group of the process outwards.
  private(set) var memory: [Memory] = []
  /// The cores' worth of time that the tightest of the groups allows.
  private(set) var quota: Double?

  init(root: String) {
    let groups = SystemFile.read("\(root)/proc/self/cgroup").split(separator: "\n").compactMap(Membership.init)
    let mounts = SystemFile.read("\(root)/proc/self/mountinfo").split(separator: "\n").compactMap(Mount.init)
    for group in groups {
      guard let mount = mounts.first(where: { $0.holds(group) }) else { continue }
      for folder in mount.folders(of: group.path) {
        let place = root + folder
        if group.isUnified || group.controllers.contains("memory") { addMemory(place, isUnified: group.isUnified) }
        if group.isUnified || group.controllers.contains("cpu") { addQuota(place, isUnified: group.isUnified) }
      }
    }
  }

  private mutating func addMemory(_ place: String, isUnified: Bool) {
    let names = isUnified ? ["memory.max", "memory.high"] : ["memory.limit_in_bytes"]
    // Version 1 writes the largest multiple of a page for no limit; "max" is no number.
    let limits = names.compactMap { Int(SystemFile.readLine("\(place)/\($0)")) }.filter { $0 < 1 << 60 }
    guard let limit = limits.min() else { return }
    let usage = SystemFile.fields("\(place)/memory.stat", separator: " ")
    memory.append(Memory(limit: limit, used: usage[isUnified ? "anon" : "total_rss"].flatMap { Int($0) } ?? 0))
  }

  private mutating func addQuota(_ place: String, isUnified: Bool) {
    let words =
      isUnified
      ? SystemFile.readLine("\(place)/cpu.max").split(separator: " ").map(String.init)
      : ["cpu.cfs_quota_us", "cpu.cfs_period_us"].map { SystemFile.readLine("\(place)/\($0)") }
    // "max" and −1 are no quota.
    guard words.count == 2, let time = Double(words[0]), let period = Double(words[1]), time > 0, period > 0 else {
      return
    }
    quota = min(quota ?? .infinity, time / period)
  }

  /// A line of `/proc/self/cgroup`: `4:memory:/path`, and `0::/path` for version 2.
  private struct Membership {
    let controllers: [Substring]
    let path: String
    var isUnified: Bool { controllers.isEmpty }

    init?(_ line: Substring) {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return nil }
      controllers = parts[1].split(separator: ",")
      path = String(parts[2])
    }
  }

  /// A line of `/proc/self/mountinfo` that mounts a hierarchy of control groups.
  private struct Mount {
    let place: String
    /// What of the hierarchy is seen at the place.
    let top: String
    let isUnified: Bool
    let options: [Substring]

    init?(_ line: Substring) {
      let halves = line.split(separator: " ", omittingEmptySubsequences: true)
      guard let dash = halves.firstIndex(of: "-"), dash >= 5, dash + 3 < halves.count else { return nil }
      guard halves[dash + 1] == "cgroup" || halves[dash + 1] == "cgroup2" else { return nil }
      top = String(halves[3])
      place = String(halves[4])
      isUnified = halves[dash + 1] == "cgroup2"
      options = halves[dash + 3].split(separator: ",")
    }

    func holds(_ group: Membership) -> Bool {
      group.isUnified ? isUnified : !isUnified && group.controllers.contains { options.contains($0) }
    }

    /// The folders of a group and of those around it; only the mounted part can be seen, and where the group lies outside of
    /// it, as in some containers, that is the group.
    func folders(of path: String) -> [String] {
      let isBelow = top == "/" || path == top || path.hasPrefix(top + "/")
      let below = isBelow ? path.dropFirst(top == "/" ? 0 : top.count) : ""
      var names = below.split(separator: "/")
      if names.contains("..") { names = [] }
      return (0...names.count).reversed().map { place + names.prefix($0).map { "/\($0)" }.joined() }
    }
  }
}
