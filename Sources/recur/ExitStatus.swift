import SequenceData
import Training

/// Exit codes, as in sysexits.h.
enum ExitStatus {
  static let succeeded: Int32 = 0
  /// The work failed: not solved, a check failed.
  static let failed: Int32 = 1
  static let usage: Int32 = 64
  static let badData: Int32 = 65
  static let missingInput: Int32 = 66
  static let cannotWrite: Int32 = 73
  /// Interrupted, with a valid checkpoint left behind.
  static let interrupted: Int32 = 130
}

extension TrainingError.Kind {
  var exitCode: Int32 {
    switch self {
    case .usage: ExitStatus.usage
    case .data: ExitStatus.badData
    case .missing: ExitStatus.missingInput
    case .writing: ExitStatus.cannotWrite
    }
  }
}

extension SequenceFileError.Kind {
  var exitCode: Int32 {
    switch self {
    case .data: ExitStatus.badData
    case .missing: ExitStatus.missingInput
    case .writing: ExitStatus.cannotWrite
    }
  }
}
