import SequenceData
import Training

/// Looks at all of a dataset file before a run begins: what is wrong with it should not come to light hours later.
enum DataAdmission {
  /// Reads the files through that a run will begin with.
  static func require(filesOf layer: ConfigurationLayer) throws {
    if let data = layer.data { try require(data, allowsNonFinite: layer.allowNonfiniteData ?? false) }
    if let start = layer.initializeFrom { try FileGuard.admit(RunLocation(start).checkpoint) }
  }

  /// Reads a file through.
  ///
  /// - Throws: `TrainingError` with the first thing that is wrong, and how many more there are.
  static func require(_ path: String, allowsNonFinite: Bool) throws {
    let file = try FileGuard.admit(path)
    let progress = ProgressLine("checking \(path)")
    defer { progress.end() }
    let check = try SequenceFileCheck(file, allowsNonFinite: allowsNonFinite) { progress.show($0, of: $1) }
    guard let first = check.findings.first?.sentences.first else { return }
    let more = check.findings.reduce(-1) { $0 + $1.count }
    let rest = more > 0 ? "; recur data validate shows \(more) more" : ""
    throw TrainingError(.data, first + rest)
  }
}
