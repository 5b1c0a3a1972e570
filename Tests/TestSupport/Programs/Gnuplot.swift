internal import Foundation
public import Testing

/// The program that draws pictures, where it is installed.
public enum Gnuplot {
  /// Why tests that need it are skipped.
  public static let missing: Comment = "gnuplot is not installed"

  /// Whether it is there.
  public static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/gnuplot")
}
