import ArgumentParser
import Commands

/// Which parameters of a run a command reads.
struct ParameterOptions: ParsableArguments {
  @Flag(help: "Take the best parameters met on validation data. (default, where there are such)") var best = false
  @Flag(help: "Take the last parameters.") var last = false

  /// The choice that these are.
  var choice: ParameterChoice { best ? .best : last ? .last : .usual }

  func validate() throws {
    if best && last { throw ValidationError("--best and --last name different parameters") }
  }
}
