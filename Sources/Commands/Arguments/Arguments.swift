import Foundation

/// The command line as the system hands it over.
package enum Arguments {
  /// The most bytes of an argument that a sentence shows.
  private static let mostShown = 200

  /// Ends the program with a sentence where an argument is not UTF-8: a path that is read as another one would lead to
  /// another file.
  package static func requireText() {
    for case let argument? in (0..<Int(CommandLine.argc)).dropFirst().map({ CommandLine.unsafeArgv[$0] })
    where String(validatingCString: argument) == nil {
      let bytes = UnsafeRawBufferPointer(start: argument, count: strlen(argument))
      Console.error(
        "the argument '\(escaped(bytes))' is not UTF-8 text, in which all paths and names have to be: rename the file, or reach it through a link"
      )
      exit(ExitStatus.usage)
    }
  }

  /// Bytes with escapes for all that is no printable ASCII, cut where they are many.
  package static func escaped(_ bytes: some Collection<UInt8>) -> String {
    let words = bytes.prefix(mostShown).map { byte in
      (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\\")
        ? String(UnicodeScalar(byte)) : String(format: "\\x%02X", Int(byte))
    }
    return words.joined() + (bytes.count > mostShown ? "…" : "")
  }
}
