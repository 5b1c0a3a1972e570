import DurableFiles
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Training

/// What is said of an error that ends the program: one sentence, and the exit code of its kind.
package struct Failure {
  /// The sentence; nil where everything has been said.
  package let sentence: String?
  package let exitCode: Int32

  /// Nil for errors that are none of this program's own.
  package init?(_ error: any Error) {
    switch error {
    case let error as CommandError:
      if case .usage(let words) = error { sentence = words.sentence } else { sentence = nil }
      exitCode = error.exitCode
    case let error as TrainingError: (sentence, exitCode) = (error.description.sentence, error.kind.exitCode)
    case let error as SequenceDataError: (sentence, exitCode) = (error.description.sentence, ExitStatus.usage)
    case let error as SequenceFileError: (sentence, exitCode) = (error.description.sentence, error.kind.exitCode)
    case let error as FileError: (sentence, exitCode) = (error.description.sentence, ExitStatus.badData)
    case let error as LinearAlgebraError: (sentence, exitCode) = (error.description.sentence, ExitStatus.failed)
    case let error as NetworkError: (sentence, exitCode) = (error.description.sentence, ExitStatus.badData)
    default: return nil
    }
  }
}
