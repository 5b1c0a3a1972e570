import DurableFiles
import Foundation
import Training

/// A run of this program as its own child, whose lines are read as they come.
enum SandboxProcess {
  /// How it ended.
  enum Ending: Equatable {
    case exited(Int32)
    case signaled(Int32)
    case timedOut
  }

  /// The descriptor by which the child has the file.
  static let descriptor: Int32 = 3

  /// The bytes of address space that this process has in use.
  static var memoryInUse: Int {
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").first
    return (pages.flatMap { Int($0) } ?? 0) * sysconf(Int32(_SC_PAGESIZE))
  }

  /// Runs the child to its end, or for `limit` seconds.
  ///
  /// It belongs to the same process group, so that Ctrl-C reaches both; its standard input ends when this process does,
  /// and the child with it.
  ///
  /// - Parameters:
  ///   - file: the file that it reads, which it inherits as ``descriptor``.
  ///   - meanwhile: done when the child has been started, before its lines are read.
  ///   - each: told each line.
  static func run(
    _ arguments: [String], reading file: OpenedFile, limit: Double, meanwhile: () throws -> Void,
    each: (SandboxLine) -> Void
  ) throws -> Ending {
    let input = Pipe()
    let output = Pipe()
    let ends = [input.fileHandleForReading, input.fileHandleForWriting, output.fileHandleForReading]
    defer { ends.forEach { try? $0.close() } }
    // Foundation says nothing where the system refuses a pipe.
    guard (ends + [output.fileHandleForWriting]).allSatisfy({ $0.fileDescriptor >= 0 }) else { throw failure(EMFILE) }
    for end in ends + [output.fileHandleForWriting] { _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC) }
    let child = try start(
      arguments, file: file.descriptor.number, input: input.fileHandleForReading.fileDescriptor,
      output: output.fileHandleForWriting.fileDescriptor)
    try? output.fileHandleForWriting.close()
    let deadline = ContinuousClock.now + .seconds(limit)
    do { try meanwhile() } catch {
      _ = wait(for: child, until: .now)
      throw error
    }
    read(from: output.fileHandleForReading.fileDescriptor, until: deadline, each)
    return wait(for: child, until: deadline)
  }

  private static func start(_ arguments: [String], file: Int32, input: Int32, output: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, file, descriptor)
    // Where the child dies, the runtime may have words for it that nobody is to see.
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (defaults, mask) = (sigset_t(), sigset_t())
    sigfillset(&defaults)
    // What is to be ignored is so in the child as well: Ctrl-C would end it, and this process with it.
    for number in Interrupt.signals where Interrupt.isIgnored(number) { sigdelset(&defaults, number) }
    sigemptyset(&mask)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setsigmask(&attributes, &mask)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var words = (CommandLine.arguments.prefix(1) + arguments).map { strdup($0) } + [nil]
    var settings = environment.map { strdup($0) } + [nil]
    defer { (words + settings).forEach { free($0) } }
    var child: pid_t = 0
    let error = posix_spawn(&child, "/proc/self/exe", &actions, &attributes, &words, &settings)
    guard error == 0 else { throw failure(error) }
    return child
  }

  /// The environment of this process, but for what would make the child slow or talkative.
  ///
  /// Memory that libhdf5 has not written, or has given back, holds a pattern in the child: what it takes from there then
  /// ends the child, and is not left to chance in the process that reads the file afterwards.
  private static var environment: [String] {
    var environment = ProcessInfo.processInfo.environment
    environment["RECUR_BLAS_CORE"] = "keep"
    environment["OPENBLAS_NUM_THREADS"] = "1"
    environment["SWIFT_BACKTRACE"] = "enable=no"
    environment["MALLOC_PERTURB_"] = "165"
    return environment.map { "\($0.key)=\($0.value)" }
  }

  private static func failure(_ number: Int32) -> TrainingError {
    TrainingError(
      .missing, "the process that reads a file first cannot be started: \(String(cString: strerror(number)))"
    )
  }

  /// Reads lines until the other end is closed or the time has come.
  private static func read(from pipe: Int32, until deadline: ContinuousClock.Instant, _ each: (SandboxLine) -> Void) {
    var rest: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while ContinuousClock.now < deadline {
      var request = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
      guard poll(&request, 1, 200) > 0 else { continue }
      let count = Glibc.read(pipe, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest += buffer[..<count]
      var start = 0
      while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
        if let line = SandboxLine(String(decoding: rest[start..<end], as: UTF8.self)) { each(line) }
        start = end + 1
      }
      rest.removeSubrange(..<start)
    }
  }

  /// Waits for the child, and kills it when the time has come.
  private static func wait(for child: pid_t, until deadline: ContinuousClock.Instant) -> Ending {
    var status: Int32 = 0
    var isKilled = false
    while true {
      let result = waitpid(child, &status, isKilled ? 0 : WNOHANG)
      if result == child { break }
      if result < 0 && errno != EINTR { return .exited(ExitStatus.failed) }
      if result == 0 {
        if ContinuousClock.now >= deadline {
          kill(child, SIGKILL)
          isKilled = true
        } else {
          usleep(500)
        }
      }
    }
    if isKilled { return .timedOut }
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .signaled(signal)
  }
}
