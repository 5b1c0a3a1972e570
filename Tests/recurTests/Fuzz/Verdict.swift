/// What the program made of a damaged file.
enum Verdict: Sendable, Equatable {
  /// With that sentence.
  case refused(String)
  /// Accepted, and all that was read is what was written.
  case harmless
  /// Accepted with other content, where the format has no checksum that could tell.
  case unprotected
  /// What must never be.
  case failure(String)

  /// A sentence of refusal, or what is wrong with it.
  static func refusal(_ errors: String, code: Int32, files: [String]) -> Verdict {
    let lines = errors.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    guard lines.count == 1, errors.hasSuffix("\n"), errors.hasPrefix("recur: ") else {
      return .failure("exit code \(code) with \(lines.count) lines instead of one sentence: \(errors)")
    }
    guard code == 65 || code == 66 else { return .failure("exit code \(code): \(errors)") }
    guard files.contains(where: errors.contains) else { return .failure("a sentence that names no file: \(errors)") }
    return .refused(errors)
  }

  /// Whether libhdf5 had crashed, or not come to an end, in the process that reads ahead.
  var isAfterCrash: Bool {
    guard case .refused(let sentence) = self else { return false }
    return ["libhdf5 ends with", "libhdf5 does not come to an end", "libhdf5 is killed"].contains {
      sentence.contains($0)
    }
  }

  /// Whether the file was refused for its bytes, before anything in it was looked at.
  static func isDamage(_ sentence: String) -> Bool {
    sentence.contains(" is damaged: ") || sentence.contains(" should be an HDF5 file")
  }
}
