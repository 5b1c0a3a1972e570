/// What tells two runs apart that did the same thing: when and where they ran, how long they took, on how many threads,
/// and how often they stored what they had.
///
/// By the project's own rules none of it changes a bit of a result.
public enum Bookkeeping {
  private static let names: Set<String> = [
    "created", "seconds", "command_line", "continued_by", "path", "data_path", "data_path_from_run",
    "run_folder", "threads", "host",
    "checkpoint_every", "keep", "memory_limit",
  ]

  /// Whether a name is one of bookkeeping: the last component of an object's path, an attribute, or a line of a
  /// configuration, where words are joined by hyphens.
  public static func contains(_ name: String) -> Bool {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    return names.contains(String(last.map { $0 == "-" ? "_" : $0 }))
  }
}
