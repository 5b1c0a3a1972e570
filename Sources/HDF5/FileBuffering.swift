/// Where a file grows before it takes its name; see ``File/replacing(_:mayReplace:growing:sealed:body:)``.
public enum FileBuffering: Sendable {
  /// In memory, from where the finished file is copied to the disk; Linux only.
  case memory

  /// On the disk, for files larger than memory.
  ///
  /// libhdf5 1.10 does not survive every write that the operating system refuses. So room for whatever an operation may
  /// write is taken on the disk before the library is asked, and a disk that is full, or a limit on the length of files,
  /// is an error like any other. That takes up to 32 MiB more than the file needs, until it is finished, and half a MiB
  /// more than it needs where no more is left.
  ///
  /// What remains: where the file system cannot set room aside (NFS before version 4.2, some network and user-space file
  /// systems) the free space is looked up instead, and other programs may take it meanwhile; a disk that fails, and does
  /// not merely fill up, may end the program. The previous file is whole even then.
  case disk
}
