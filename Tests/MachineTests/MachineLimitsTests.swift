import Machine
import Testing

@Suite("Limits of a process")
struct MachineLimitsTests {
  private let root: FakeRoot

  init() throws {
    root = try FakeRoot()
    try root.write("proc/meminfo", "MemTotal:       8388608 kB\nMemFree:  1 kB\n")
  }

  private var limits: MachineLimits { MachineLimits(root: root.path) }

  @Test(
    "without limits there are the cores of the affinity mask and the memory of the machine",
    arguments: [
      ("0-7", 8), ("3", 1), ("0-1,4,6-7", 5),
    ])
  func unlimited(list: String, cores: Int) throws {
    try root.write("proc/self/status", "Name:\trecur\nCpus_allowed_list:\t\(list)\n")
    #expect(limits.threads == cores && limits.cores == cores && limits.quota == nil)
    #expect(limits.memory == .init(8 << 30, .machine) && limits.free == limits.memory)
    #expect(!limits.restrictsMemory && limits.activationLimit == nil)
  }

  @Test("limits of address space and data count what is in use already")
  func resourceLimits() throws {
    try root.write("proc/self/status", "VmSize:\t  204800 kB\nVmData:\t  1024 kB\nCpus_allowed_list:\t0\n")
    try root.write(
      "proc/self/limits",
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max data size             536870912            unlimited            bytes
      Max address space         1073741824           unlimited            bytes
      """)
    #expect(limits.memory == .init(512 << 20, .data))
    #expect(limits.free == .init(511 << 20, .data))
    try root.write("proc/self/limits", "Max address space         419430400            unlimited            bytes\n")
    #expect(limits.free == .init(200 << 20, .addressSpace) && limits.restrictsMemory)
    #expect(limits.activationLimit == 100 << 20)
  }

  @Test("groups of version 2: the tightest of those around the process counts, max is none")
  func nestedVersion2() throws {
    try root.mount(version: 2)
    try root.write("proc/self/cgroup", "0::/user/job\n")
    try root.write("sys/fs/cgroup/user/memory.max", "2147483648\n")
    try root.write("sys/fs/cgroup/user/memory.stat", "anon 1073741824\nfile 1000\n")
    try root.write("sys/fs/cgroup/user/job/memory.max", "max\n")
    try root.write("sys/fs/cgroup/user/job/memory.high", "max\n")
    try root.write("sys/fs/cgroup/user/cpu.max", "max 100000\n")
    try root.write("sys/fs/cgroup/user/job/cpu.max", "150000 100000\n")
    #expect(limits.memory == .init(2 << 30, .controlGroup) && limits.free == .init(1 << 30, .controlGroup))
    #expect(limits.quota == 1.5 && limits.threads == 2)
    try root.write("sys/fs/cgroup/user/job/memory.high", "104857600\n")
    #expect(limits.free == .init(100 << 20, .controlGroup))
  }

  @Test("groups of version 1: quota, period and the number that stands for no limit")
  func version1() throws {
    try root.mount(version: 1)
    try root.write("proc/self/cgroup", "9:name=systemd:/\n4:memory:/box\n1:cpu,cpuacct:/box\n0::/\n")
    try root.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
    try root.write("sys/fs/cgroup/memory/box/memory.limit_in_bytes", "157286400\n")
    try root.write("sys/fs/cgroup/memory/box/memory.stat", "cache 9\ntotal_rss 52428800\n")
    try root.write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n")
    try root.write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n")
    try root.write("sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us", "50000\n")
    try root.write("sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us", "100000\n")
    #expect(limits.memory == .init(150 << 20, .controlGroup) && limits.free == .init(100 << 20, .controlGroup))
    #expect(limits.quota == 0.5 && limits.threads == 1)
  }

  @Test("in a container the mounted part of the hierarchy is what can be seen", arguments: ["/docker/ab", "/other"])
  func container(top: String) throws {
    try root.mount(version: 2, top: top)
    try root.write("proc/self/cgroup", "0::/docker/ab\n")
    try root.write("sys/fs/cgroup/memory.max", "1048576\n")
    #expect(limits.memory == .init(1 << 20, .controlGroup))
  }

  @Test("a group that uses more than it may leaves nothing, and nonsense is no limit")
  func nonsense() throws {
    try root.mount(version: 2)
    try root.write("proc/self/cgroup", "0::/../../elsewhere\nnonsense\n")
    try root.write("sys/fs/cgroup/memory.max", "4096\n")
    try root.write("sys/fs/cgroup/memory.stat", "anon 8192\n")
    try root.write("sys/fs/cgroup/cpu.max", "0 0\n")
    #expect(limits.free == .init(0, .controlGroup) && limits.quota == nil)
    try root.write("proc/self/status", "Cpus_allowed_list:\tnone\n")
    #expect(limits.threads >= 1)
  }

  @Test("this process has limits that make sense")
  func current() {
    let current = MachineLimits.current
    #expect(current.threads >= 1 && current.memory.bytes > 1 << 20 && current.free.bytes <= current.memory.bytes)
  }
}
