import Glibc

/// Watches the allocator and the kernel between products, for a process that does nothing else.
///
/// Two readings: the C library's account of its heap, which shows what is allocated and held; and page faults, which
/// show what is allocated and released again: the threshold is set so that every vector comes from the kernel, and the
/// first touch of each of its pages is a fault.
final class AllocationGauge {
  private typealias SetOption = @convention(c) (Int32, Int32) -> Int32
  private typealias WriteAccount = @convention(c) (Int32, UnsafeMutablePointer<FILE>) -> Int32

  private static let capacity = 1 << 16
  private let writeAccount: WriteAccount
  private let first = UnsafeMutablePointer<CChar>.allocate(capacity: capacity)
  private let current = UnsafeMutablePointer<CChar>.allocate(capacity: capacity)
  private let file: UnsafeMutablePointer<FILE>
  private var firstFault = 0
  private var lastFault = 0

  private(set) var readings = 0
  private(set) var isConstant = true
  var faults: Int { lastFault - firstFault }

  init() {
    // `malloc.h` is in no module of the platform.
    let setOption = unsafeBitCast(dlsym(nil, "mallopt")!, to: SetOption.self)
    precondition(setOption(-8, 1) == 1, "one arena for all threads (M_ARENA_MAX)")
    precondition(setOption(-3, 65536) == 1, "larger blocks straight from the kernel (M_MMAP_THRESHOLD)")
    writeAccount = unsafeBitCast(dlsym(nil, "malloc_info")!, to: WriteAccount.self)
    file = fmemopen(current, Self.capacity, "w")!
  }

  func clear() {
    readings = 0
    isConstant = true
  }

  func read() {
    memset(current, 0, Self.capacity)
    rewind(file)
    precondition(writeAccount(0, file) == 0, "the C library gives no account of its heap")
    fflush(file)
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    if readings == 0 {
      memcpy(first, current, Self.capacity)
      firstFault = usage.ru_minflt
    }
    isConstant = isConstant && memcmp(first, current, Self.capacity) == 0
    lastFault = usage.ru_minflt
    readings += 1
  }
}
