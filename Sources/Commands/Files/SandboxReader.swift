import Foundation
import DurableFiles
import HDF5
import Inspection
import Machine
import Training

/// The work of the child process of ``FileGuard``: reads a file through and reports each object before and after.
package struct SandboxReader {
  private let path: String
  private let without: [String]
  private let seconds: Int

  /// - Parameters:
  ///   - path: what the file is called that the parent hands over.
  ///   - without: objects to pass over.
  ///   - seconds: processor time after which reading ends.
  package init(_ path: String, without: [String], seconds: Int) {
    self.path = path
    self.without = without
    self.seconds = seconds
  }

  /// Reads; the process is of no use for anything else afterwards.
  package func run() {
    limitResources()
    endWithParent()
    var hasTrouble = false
    var fullRead = FullRead(without: Set(without)) { event in
      switch event {
      case .reading(let path): report(.reading(path))
      case .read: report(.read)
      case .failed(_, let reason):
        hasTrouble = true
        report(.failed(reason))
      }
    }
    do throws(FileError) {
      // Nobody looks at it first here: that is what this process is for.
      let opened = try OpenedFile(inheriting: SandboxProcess.descriptor, as: path)
      let file = try AdmittedFile(opened)
      try fullRead.run(file)
      // What is damaged is refused: nothing goes the ways of the readers then.
      if !hasTrouble {
        limitMemory(inHand: min(4 * file.size, MachineLimits.current.memory.bytes / 2))
        for rehearsal in Rehearsal.allCases where !without.contains(rehearsal.rawValue) {
          report(.reading(rehearsal.rawValue))
          rehearsal.run(file)
        }
      }
    } catch {
      hasTrouble = true
      report(.refused(error.reason, isOpenElsewhere: error.code == .isOpenElsewhere))
    }
    report(.finished)
    // What cannot be read may have left libhdf5 in disorder; of a good file it tidies up, as in the process that waits.
    if hasTrouble { _exit(0) }
  }

  private func report(_ line: SandboxLine) { FileHandle.standardOutput.write(Data(line.text.utf8)) }

  /// Bounds what damaged sizes can make libhdf5 ask for, and how long it can turn in circles.
  private func limitResources() {
    limitMemory(inHand: 0)
    set(RLIMIT_CPU, rlim_t(max(1, seconds)))
    set(RLIMIT_CORE, 0)
  }

  /// Bounds the address space to what is in use, 2 GiB for a piece of an array or a text, and what is held meanwhile: readers
  /// hold a checkpoint, its history and its best parameters, the offsets of a dataset.
  private func limitMemory(inHand bytes: Int) {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    limit.rlim_cur = min(limit.rlim_max, rlim_t(SandboxProcess.memoryInUse + 2 << 30 + bytes))
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
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
