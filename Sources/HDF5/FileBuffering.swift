/// Where a file grows before it takes its name; see ``File/replacing(_:growing:body:)``.
public enum FileBuffering: Sendable {
  /// In memory, from where the finished file is copied to the disk; Linux only. A full disk is then an error like any
  /// other, after which the program goes on.
  case memory

  /// On the disk, for files larger than memory. libhdf5 1.10 does not survive every write that the operating system
  /// refuses, so a disk that fills up meanwhile may end the program. The previous file is whole even then.
  case disk
}
