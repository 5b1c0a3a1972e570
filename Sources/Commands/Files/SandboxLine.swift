/// A line of what the child that reads a file reports to its parent: a mark, and words in which line ends are spelled out.
///
/// There are two for every object and attribute, so they are plain.
package enum SandboxLine: Equatable {
  /// An object is about to be read.
  case reading(String)
  /// That object could be read.
  case read
  /// It could not, and why.
  case failed(String)
  /// The file could not be opened, and why, and whether that is because another program writes it.
  case refused(String, isOpenElsewhere: Bool)
  /// Everything has been looked at.
  case finished

  /// The line that `text`, without its end, is; nil where it is none.
  package init?(_ text: some StringProtocol) {
    let words = Self.plain(text.dropFirst())
    switch text.first {
    case ">": self = .reading(words)
    case "<": self = .read
    case "!": self = .failed(words)
    case "-": self = .refused(words, isOpenElsewhere: false)
    case "=": self = .refused(words, isOpenElsewhere: true)
    case ".": self = .finished
    default: return nil
    }
  }

  /// As it is written, with its end.
  package var text: String {
    switch self {
    case .reading(let object): ">\(Self.spelled(object))\n"
    case .read: "<\n"
    case .failed(let reason): "!\(Self.spelled(reason))\n"
    case .refused(let reason, let isOpenElsewhere): "\(isOpenElsewhere ? "=" : "-")\(Self.spelled(reason))\n"
    case .finished: ".\n"
    }
  }

  private static func spelled(_ words: String) -> String {
    guard words.utf8.contains(where: { $0 == 10 || $0 == 92 }) else { return words }
    return words.unicodeScalars.map { $0 == "\n" ? "\\n" : $0 == "\\" ? "\\\\" : String($0) }.joined()
  }

  private static func plain(_ words: some StringProtocol) -> String {
    guard words.utf8.contains(92) else { return String(words) }
    var plain = String.UnicodeScalarView()
    var isSpelled = false
    for scalar in words.unicodeScalars {
      if !isSpelled, scalar == "\\" {
        isSpelled = true
        continue
      }
      plain.append(isSpelled && scalar == "n" ? "\n" : scalar)
      isSpelled = false
    }
    return String(plain)
  }
}
