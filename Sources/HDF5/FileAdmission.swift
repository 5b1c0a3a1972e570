import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Who lets a file pass before libhdf5 sees it.
///
/// libhdf5 crashes or hangs on some damaged files, and a ``Seal`` tells of accidents only: whoever changes a file can seal
/// it anew. A program that reads files of others demands once, at its start, that each is looked at before
/// ``File/open(_:for:)`` hands it to the library, for instance by a process of its own that reads it through; from then on
/// no way leads around that. Files that were let pass, and those that this process has written itself
/// (``File/replacing(_:growing:sealed:body:)``), are known again as long as nobody changes them.
public enum FileAdmission {
  private struct State {
    var look: (@Sendable (String) throws -> Void)?
    /// Those that were met last, the latest at the end.
    var known: [(file: Identity, seal: Seal)] = []
  }

  /// What tells a file, as it is, from all others and from what it was before.
  private struct Identity: Equatable {
    let device: UInt64
    let number: UInt64
    let size: Int
    let seconds: Int
    let nanoseconds: Int

    init(_ status: stat) {
      (device, number) = (UInt64(status.st_dev), UInt64(status.st_ino))
      size = Int(status.st_size)
      #if canImport(Darwin)
        (seconds, nanoseconds) = (status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec)
      #else
        (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
      #endif
    }

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      self.init(status)
    }
  }

  /// A run replaces its checkpoint again and again; more files than these are not at hand at once.
  private static let mostKnown = 256

  private static let state = Mutex(State())

  /// From now on every file is looked at before it is opened, unless it is known.
  ///
  /// - Parameter look: throws where the file at a path is not to be opened.
  public static func demand(_ look: @escaping @Sendable (String) throws -> Void) {
    state.withLock { $0.look = look }
  }

  /// What the seal of a file says that has been let pass or was written here; nothing where that is not so.
  public static func knownSeal(of path: String) -> Seal? {
    guard let file = Identity(path) else { return nil }
    return state.withLock { state in state.known.last { $0.file == file }?.seal }
  }

  /// Lets a file pass that `look` does not throw for, and knows it again where it has not been changed meanwhile.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - look: returns what its seal says.
  public static func remembering(_ path: String, _ look: () throws -> Seal) rethrows -> Seal {
    if let seal = knownSeal(of: path) { return seal }
    let before = Identity(path)
    let seal = try look()
    if let before, before == Identity(path) { remember(before, seal) }
    return seal
  }

  /// Knows a file again that this process has just written.
  static func vouch(for file: Descriptor, _ seal: Seal) {
    guard let status = try? file.status else { return }
    remember(Identity(status), seal)
  }

  /// Makes sure that a file may be opened.
  static func require(_ path: String, at place: Place) throws(HDF5Error) {
    guard let look = state.withLock({ $0.look }), knownSeal(of: path) == nil else { return }
    do { try look(path) } catch { throw HDF5Error("open the file", at: place, reason: "\(error)") }
  }

  private static func remember(_ file: Identity, _ seal: Seal) {
    state.withLock { state in
      // Without somebody who looks nothing has to be known.
      guard state.look != nil else { return }
      state.known.removeAll { $0.file.device == file.device && $0.file.number == file.number }
      if state.known.count >= mostKnown { state.known.removeFirst() }
      state.known.append((file, seal))
    }
  }
}
