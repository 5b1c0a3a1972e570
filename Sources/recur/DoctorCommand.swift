import ArgumentParser
import Commands

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what this machine offers and whether it is used well.",
    discussion: """
      Example:
        recur doctor --json

      Measures one core on products of the shape that training consists of, with
      each code ("core") of OpenBLAS that could suit this processor. OpenBLAS
      picks its core when it is loaded; where an old library or an environment
      variable makes it pick a slow one, recur starts itself again with a better
      one (RECUR_BLAS_CORE=keep prevents that).
      """)

  @Flag(help: "Print one JSON object.") var json = false
  @Flag(help: .private) var trial = false

  func run() throws {
    if trial { try DoctorRequest.trial() } else { try DoctorRequest.run(json: json) }
  }
}
