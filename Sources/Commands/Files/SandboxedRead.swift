import DurableFiles
import Foundation
import LinearAlgebra
import Training

/// What a child process has found out about a file by reading all of it.
struct SandboxedRead {
  /// The objects that could be read.
  private(set) var read: [String] = []
  /// Those that could not, and what happened.
  private(set) var lost: [(path: String, words: String)] = []
  /// Why the file itself could not be opened.
  private(set) var refusal: String?
  /// Whether that is because another program writes it.
  private(set) var isOpenElsewhere = false
  /// Whether the search for what remains was given up.
  private(set) var isGivenUp = false

  /// An object more that crashes libhdf5 than these, and the rest is not looked at.
  private static let mostCrashes = 16

  /// Reads a file in a child, and again without the object at which that died; not after one that takes all the time there
  /// is, since others would too.
  ///
  /// - Parameter meanwhile: done while the first child reads.
  static func run(_ file: OpenedFile, meanwhile: () throws -> Void) throws -> SandboxedRead {
    let seconds = patience(file)
    var result = SandboxedRead()
    var without: [String] = []
    while true {
      result.read = []
      result.lost.removeAll { !without.contains($0.path) }
      var reading: String?
      var isFinished = false
      let ending = try SandboxProcess.run(
        ["sandboxed-read", "--seconds", "\(seconds)"] + without.flatMap { ["--without", $0] } + ["--", file.path],
        reading: file, limit: Double(60 + 6 * seconds), meanwhile: without.isEmpty ? meanwhile : {}
      ) { line in
        switch line {
        case .reading(let object): reading = object
        case .read: result.read.append(reading ?? "")
        case .failed(let reason):
          let object = reading ?? ""
          result.lost.append((object, "\(object) cannot be read (\(reason))"))
        case .refused(let reason, let isOpenElsewhere):
          (result.refusal, result.isOpenElsewhere) = (reason, isOpenElsewhere)
        case .finished: isFinished = true
        }
      }
      if isFinished && ending == .exited(0) { return result }
      let words = try result.words(ending)
      guard let reading, !without.contains(reading) else {
        result.refusal = "libhdf5 \(words) while opening it"
        return result
      }
      // A group that was read whole dies later, below it: then there is nothing to pass over.
      result.lost.append((reading, "libhdf5 \(words) while reading \(reading)"))
      without.append(reading)
      let isHang = ending == .timedOut || ending == .signaled(SIGXCPU)
      if isHang || without.count >= mostCrashes || reading == "/" {
        result.isGivenUp = true
        return result
      }
    }
  }

  /// Seconds of processor time, so that a busy machine is not taken for a damaged file; a reader on the slowest disk and
  /// processor still reads and unpacks several megabytes a second. Holes in a file count for little: a damaged one may be
  /// all hole.
  private static func patience(_ file: OpenedFile) -> Int {
    10 + min(file.size, file.blocks * 512) / (8 << 20) + file.size / (512 << 20)
  }

  private func words(_ ending: SandboxProcess.Ending) throws -> String {
    switch ending {
    case .exited(let code): return "ends with exit code \(code)"
    case .timedOut, .signaled(SIGXCPU): return "does not come to an end"
    case .signaled(let number) where Interrupt.signals.contains(number):
      throw CommandError.exit(ExitStatus.interrupted)
    case .signaled(SIGKILL): return "is killed (out of memory?)"
    case .signaled(let number): return "ends with \(Self.name(ofSignal: number))"
    }
  }

  private static func name(ofSignal number: Int32) -> String {
    let names = [
      SIGSEGV: "SIGSEGV", SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
    ]
    return names[number] ?? "signal \(number)"
  }

  /// Whether every object could be read; what goes through them all for a purpose need not have come to its end.
  var isWhole: Bool { refusal == nil && !lost.contains { $0.path.hasPrefix("/") } }

  /// What is wrong, in one clause; nothing where everything could be read.
  var damage: String? {
    if let refusal { return refusal }
    return lost.first?.words
  }

  /// What can still be read, in one clause; nothing where that is nothing.
  var remains: String? {
    guard refusal == nil, !read.isEmpty else { return nil }
    // What is no object is a way of reading all of it.
    let lost = lost.filter { $0.path.hasPrefix("/") }
    let total = read.count + lost.count
    guard !lost.isEmpty else { return "all of its \(total, "object") and attributes can still be read" }
    let shown = lost.prefix(3).map(\.path)
    let others = lost.count > shown.count ? " and \(lost.count - shown.count) more" : ""
    let count = isGivenUp ? "at least \(read.count)" : "\(read.count) of \(total)"
    return "can still be read: \(count) objects and attributes, all but \(shown.joined(separator: ", "))\(others)"
  }
}
