import ArgumentParser
import Commands

/// What the commands that make a file of data have in common.
struct NewFileOptions: ParsableArguments {
  @Option(help: "The file to write.") var output: String
  @Flag(help: "Replace the file if it exists.") var force = false
  @Flag(help: "Print one JSON object.") var json = false

  /// The file that these name.
  var file: NewFile { NewFile(output, mayReplace: force, json: json) }

  func validate() throws {
    guard !output.isEmpty else { throw ValidationError("--output should name a file") }
  }
}
