package import SequenceData
package import Training

/// Exit codes, as in sysexits.h.
package enum ExitStatus {
  package static let succeeded: Int32 = 0
  /// The work failed: not solved, a check failed.
  package static let failed: Int32 = 1
  package static let usage: Int32 = 64
  package static let badData: Int32 = 65
  package static let missingInput: Int32 = 66
  package static let cannotWrite: Int32 = 73
  /// Interrupted, with a valid checkpoint left behind.
  package static let interrupted: Int32 = 130
}

/// Why a command ends before it is done.
package enum CommandError: Error, Equatable, CustomStringConvertible {
  /// Choices that make no sense, in a sentence.
  case usage(String)
  /// Everything has been said: what is left is the exit code.
  case exit(Int32)

  /// The exit code.
  package var exitCode: Int32 {
    switch self {
    case .usage: ExitStatus.usage
    case .exit(let code): code
    }
  }

  /// The sentence, or the exit code in one.
  package var description: String {
    switch self {
    case .usage(let sentence): sentence
    case .exit(let code): "ends with exit code \(code)"
    }
  }
}

extension TrainingError.Kind {
  /// The exit code that says what kind of failure it was.
  package var exitCode: Int32 {
    switch self {
    case .usage: ExitStatus.usage
    case .data: ExitStatus.badData
    case .missing: ExitStatus.missingInput
    case .writing: ExitStatus.cannotWrite
    }
  }
}

extension SequenceFileError.Kind {
  /// The exit code that says what kind of failure it was.
  package var exitCode: Int32 {
    switch self {
    case .data: ExitStatus.badData
    case .missing: ExitStatus.missingInput
    case .writing: ExitStatus.cannotWrite
    }
  }
}
