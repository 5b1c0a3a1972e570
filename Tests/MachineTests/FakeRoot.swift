import TestSupport

/// A folder with the files of `/proc` and `/sys` that a test needs; it goes with its last user.
final class FakeRoot {
  private let scratch: Scratch
  var path: String { scratch.path }

  init() throws {
    scratch = try Scratch()
    try write("proc/self/status", "Cpus_allowed_list:\t0-7\n")
  }

  func write(_ name: String, _ text: String) throws { try scratch.write(text, to: name) }

  /// Mounts the hierarchies of a version where they usually are, of which `top` is seen.
  func mount(version: Int, top: String = "/") throws {
    let lines =
      version == 2
      ? ["29 23 0:26 \(top) /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate"]
      : ["memory", "cpu,cpuacct"].map {
        "35 31 0:32 \(top) /sys/fs/cgroup/\($0) rw,relatime - cgroup cgroup rw,\($0)"
      }
    try write("proc/self/mountinfo", (["22 1 8:1 / / rw - ext4 /dev/sda rw"] + lines).joined(separator: "\n") + "\n")
  }
}
