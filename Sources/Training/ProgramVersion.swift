internal import CVersion

/// The version of this program, as files say it.
public let programVersion = "0.1.0"

/// The version with the commit that the program was built from, where that is known: what `--version` and results say.
public let programBuild: String = {
  let commit = String(cString: recur_commit())
  return commit.isEmpty ? programVersion : "\(programVersion)+\(commit)"
}()
