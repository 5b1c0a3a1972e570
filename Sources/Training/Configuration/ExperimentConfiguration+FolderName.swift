extension ExperimentConfiguration {
  /// The task, which may be what a file calls itself, as a part of a folder's name: on one line, no path, not hidden.
  var folderName: String {
    let name = task.unicodeScalars.prefix(80).map { scalar in
      scalar == "/" || scalar.properties.generalCategory == .control ? "-" : Character(scalar)
    }
    return name.first == "." ? "-" + String(name) : String(name)
  }
}
