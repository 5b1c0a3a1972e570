import Machine
import Testing

@Suite("Memory needs")
struct MemoryNeedTests {
  /// Limits of a process under a control group of 100 MiB.
  private let limits: MachineLimits

  init() throws {
    let root = try FakeRoot()
    try root.write("proc/meminfo", "MemTotal:       1048576 kB\n")
    try root.write("proc/self/cgroup", "0::/job\n")
    try root.mount(version: 2)
    try root.write("sys/fs/cgroup/job/memory.max", "\(100 << 20)\n")
    limits = MachineLimits(root: root.path)
  }

  @Test("what fits is no shortage, and one byte more is")
  func bounds() {
    #expect(MemoryNeed("it", bytes: 100 << 20).shortage(under: limits) == nil)
    let sentence = MemoryNeed("--batch 7 of 3 steps", bytes: 100 << 20 + 1).shortage(under: limits)
    #expect(
      sentence
        == "--batch 7 of 3 steps takes at least 100.0 MiB of memory; 100.0 MiB may be had here, bounded by the memory limit of a control group"
    )
  }

  @Test("runs at a time share what there is")
  func shares() {
    let need = MemoryNeed("it", bytes: 30 << 20)
    #expect(need.shortage(under: limits, sharedBy: 3) == nil)
    #expect(need.shortage(under: limits, sharedBy: 4)?.contains("25.0 MiB may be had here for each of 4 runs") == true)
  }

  @Test("needs beyond counting are more than any memory, and stay so")
  func overflow() {
    var need = MemoryNeed("it", 1 << 40, 1 << 40)
    need.add(5, 5)
    #expect(need.bytes == .max)
    #expect(need.shortage(under: limits)?.contains("more than any memory") == true)
    #expect(MemoryNeed("it", 0, .max, .max).bytes == 0)
  }
}
