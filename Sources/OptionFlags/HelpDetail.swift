/// How much help is to tell.
///
/// ArgumentParser hides options from `--help` that `--help-hidden` shows, but has one wording of each, and one discussion of a command, for both. So
/// that a screen or two are enough where a newcomer asks, the wordings ask here.
public enum HelpDetail {
  /// Whether a line an option is wanted, and not everything that there is to say of it.
  @TaskLocal public static var isBrief = false

  /// What arguments ask for: brief help, all of it, or nil for none.
  public static func isBrief(askedBy arguments: [String]) -> Bool? {
    let asks = Set(arguments.prefix { $0 != "--" })
    if !asks.isDisjoint(with: ["--help-all", "--help-hidden"]) { return false }
    return !asks.isDisjoint(with: ["--help", "-h"]) || arguments.first == "help" ? true : nil
  }
}
