import ArgumentParser
import Foundation
import HDF5
import Inspection
import Training

/// The child process of ``FileGuard``: reads a file through and reports each object before and after.
struct SurveyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "survey", abstract: "Read an HDF5 file through, for a parent process that watches.",
    shouldDisplay: false)

  @Argument(help: "The file.")
  var file: String

  @Option(help: "An object to pass over.")
  var without: [String] = []

  @Option(help: "Processor time after which reading ends.")
  var seconds = 10

  func run() throws {
    limitResources()
    endWithParent()
    var walk = ReadingWalk(without: Set(without)) { event in
      switch event {
      case .reading(let path): report(.reading(path))
      case .read(let path): report(.read(path))
      case .failed(let path, let reason): report(.failed(path, reason))
      }
    }
    do {
      try walk.run(file)
    } catch {
      report(.refused(error.reason))
    }
    report(.finished)
    // Nothing is left to be tidied up, and libhdf5 may have been left in disorder by what it read.
    _exit(0)
  }

  private func report(_ line: SurveyLine) {
    guard let text = try? JSONText.line(line) else { return }
    Console.print(text)
  }

  /// Bounds what damaged sizes can make libhdf5 ask for, and how long it can turn in circles.
  private func limitResources() {
    let most = SurveyProcess.memoryInUse + 2 << 30
    set(RLIMIT_AS, rlim_t(most))
    set(RLIMIT_CPU, rlim_t(max(1, seconds)))
    set(RLIMIT_CORE, 0)
  }

  private func set(_ resource: __rlimit_resource, _ value: rlim_t) {
    var limit = rlimit(rlim_cur: value, rlim_max: value)
    if resource == RLIMIT_CPU { limit.rlim_max += 1 }
    setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
  }

  /// Ends this process when the parent has gone, however that went: nobody else holds the other end of standard input.
  private func endWithParent() {
    Thread.detachNewThread {
      var byte: UInt8 = 0
      while read(STDIN_FILENO, &byte, 1) > 0 || errno == EINTR {}
      _exit(ExitStatus.interrupted)
    }
  }
}
