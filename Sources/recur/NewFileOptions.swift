import ArgumentParser

/// What the commands that make a file of data have in common.
struct NewFileOptions: ParsableArguments {
  @Option(help: "The file to write.")
  var output: String

  @Flag(help: "Replace the file if it exists.")
  var force = false

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    guard !output.isEmpty else { throw ValidationError("--output should name a file") }
  }

  /// Makes sure that the file can be written and is none of those that are read.
  func require(unlikeAnyOf inputs: [String]) throws {
    try OutputPath.require(output, mayReplace: force, unlikeAnyOf: inputs)
  }
}
