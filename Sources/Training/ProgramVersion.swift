/// The version of this program, as files and `--version` say it.
public let programVersion = "0.1.0"
