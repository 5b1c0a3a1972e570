extension ConfigurationLayer {
  /// Refuses paths that lead nowhere because of a character that no path holds, and that the system would take for their end.
  ///
  /// - Parameter source: what names them.
  func requirePaths(_ source: String) throws(TrainingError) {
    for (name, path) in [("data", data), ("initialize-from", initializeFrom), ("run-folder", runFolder)] {
      guard let path, path.unicodeScalars.contains("\0") else { continue }
      throw TrainingError(.data, "\(source): \(name) should be a path, it holds a NUL character")
    }
  }
}
