import Synchronization

/// Who lets a file pass before a library sees it.
///
/// libhdf5 crashes or hangs on some damaged files, and a checksum (``ChecksumStatus``) tells of accidents only: whoever
/// changes a file can make it anew. A program that reads files of others demands once, at its start, that each is looked at first, for instance by a
/// process of its own that reads it through; from then on no ``AdmittedFile`` comes about without. Files that were let pass,
/// and those that this process has written itself, are known again as long as nobody changes them, with what has been found
/// out about their bytes.
public final class FileAdmission: Sendable {
  private struct Entry {
    let version: FileVersion
    let sums: KnownSums
    /// As long as somebody holds it: a file that is held open by nobody else takes no room on the disk once it is replaced.
    weak var file: OpenedFile?
  }

  private struct State {
    var look: (@Sendable (OpenedFile) throws -> Void)?
    /// Those that were met last, the latest at the end.
    var known: [Entry] = []
  }

  /// A run replaces its checkpoint again and again; more files than these are not at hand at once.
  private static let mostKnown = 256
  /// How often a file is looked at that changes all the time.
  private static let mostLooks = 3

  /// That of the whole process.
  private static let standard = FileAdmission()
  /// The one that counts: that of the process, unless a test has one of its own.
  @TaskLocal package static var current = standard

  private let state: Mutex<State>

  /// An admission of a test's own.
  package init(_ look: (@Sendable (OpenedFile) throws -> Void)? = nil) { state = Mutex(State(look: look)) }

  /// From now on every file is looked at before it is admitted, unless it is known.
  ///
  /// - Parameter look: throws where the file is not to be opened.
  public static func demand(_ look: @escaping @Sendable (OpenedFile) throws -> Void) {
    current.state.withLock { $0 = State(look: look) }
  }

  /// Opens a file and lets it pass where nobody objects.
  ///
  /// - Throws: ``FileError`` if it cannot be opened, or what the one who looks at it throws.
  public static func admit(_ path: String) throws -> AdmittedFile { try admit(OpenedFile(path)) }

  /// Lets a file that is open pass where nobody objects.
  ///
  /// - Throws: what the one who looks at it throws; ``FileError`` if somebody goes on changing it.
  public static func admit(_ opened: OpenedFile) throws -> AdmittedFile {
    AdmittedFile(try current.admitted(opened), as: opened.path)
  }

  /// Knows a file again that this process has just written.
  package static func vouch(for file: Descriptor, _ sums: FileSums?) {
    guard let status = try? file.status else { return }
    current.remember(Entry(version: FileVersion(status), sums: KnownSums(sums)))
  }

  private func admitted(_ opened: OpenedFile) throws -> OpenedFile {
    guard let look = state.withLock({ $0.look }) else { return opened }
    var opened = opened
    for _ in 0..<Self.mostLooks {
      if opened.isUnchanged {
        if let known = find(opened) { return known }
        try look(opened)
        if opened.isUnchanged {
          remember(Entry(version: opened.version, sums: opened.sums, file: opened))
          return opened
        }
      }
      opened = try OpenedFile(opened.path)
    }
    throw FileError("open the file", opened.path, reason: "it changes all the time", code: .changing)
  }

  /// The file that is known already, with what is known of its bytes; nothing where it is not.
  private func find(_ opened: OpenedFile) -> OpenedFile? {
    state.withLock { state in
      guard let place = state.known.lastIndex(where: { $0.version == opened.version }) else { return nil }
      if let file = state.known[place].file { return file }
      let known = OpenedFile(opened, knowing: state.known[place].sums)
      state.known[place].file = known
      return known
    }
  }

  private func remember(_ entry: Entry) {
    state.withLock { state in
      // Without somebody who looks nothing has to be known.
      guard state.look != nil else { return }
      state.known.removeAll { $0.version.isOfFile(entry.version) }
      if state.known.count >= Self.mostKnown { state.known.removeFirst() }
      state.known.append(entry)
    }
  }
}
