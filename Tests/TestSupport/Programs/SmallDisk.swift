public import Foundation

/// A small file system of its own, in a namespace of its own.
public enum SmallDisk {
  /// What mounts it.
  public static let shell = URL(fileURLWithPath: "/bin/sh")

  /// Whether this machine lets one be mounted.
  public static let canMount: Bool = {
    let script = "unshare -rm sh -c 'mount -t tmpfs -o size=64k tmpfs /mnt'"
    return (try? Command("-c", script, of: shell))?.exitCode == 0
  }()
}
