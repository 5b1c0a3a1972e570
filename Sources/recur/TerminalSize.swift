import Foundation

/// How wide the terminal is.
enum TerminalSize {
  /// The columns of the terminal that words go to; 80 where there is none, or it does not say.
  static var columns: Int {
    var size = winsize()
    for descriptor in [STDERR_FILENO, STDOUT_FILENO] {
      if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 { return Int(size.ws_col) }
    }
    return 80
  }
}
