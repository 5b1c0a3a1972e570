internal import Foundation
public import Training
internal import DurableFiles
internal import SystemPackage

/// Charts one below the other, drawn by gnuplot.
public struct Picture: Sendable {
  /// What a file can be, by the end of its name.
  public enum Format: String, Sendable, CaseIterable {
    case svg, png, pdf

    /// The format that a name asks for; nil for another one.
    public init?(ofFile name: String) { self.init(rawValue: FilePath(name).extension?.lowercased() ?? "") }
  }

  public let charts: [any Chart]

  public init(_ charts: [any Chart]) { self.charts = charts.filter(\.hasPoints) }

  /// Makes sure, before work is spent on what is to be drawn, that there is something to draw with.
  ///
  /// - Throws: `TrainingError` if gnuplot is missing.
  public static func requireProgram() throws(TrainingError) { _ = try Gnuplot.program() }

  /// Draws into a file, in place of the one that is there if it may be replaced.
  ///
  /// - Throws: `TrainingError` if gnuplot is missing or fails, or the file cannot be written.
  public func write(to path: String, mayReplace: Bool = true, as format: Format) throws(TrainingError) {
    let height = 360 * max(1, charts.count)
    let terminal =
      switch format {
      case .svg: "svg size 840,\(height) dynamic noenhanced background rgb 'white' font 'sans,12'"
      case .png: "pngcairo size 1680,\(2 * height) noenhanced background rgb 'white' font 'sans,24' linewidth 2"
      case .pdf: "pdfcairo size 8.4,\(Double(height) / 100) noenhanced font 'sans,12'"
      }
    let bytes = try Gnuplot.run(
      """
      set terminal \(terminal)
      \(Self.look)
      set multiplot layout \(max(1, charts.count)),1
      \(scripts)unset multiplot

      """)
    let content = format == .svg ? Array(Self.wellFormed(bytes).utf8) : Array(bytes)
    do { try FileTarget(path, mayReplace: mayReplace).write(content) } catch {
      throw TrainingError(.writing, "\(path) cannot be written: \(error.reason)")
    }
  }

  /// The charts as an SVG element to stand in a page: black is the color of the text around it, and nothing is behind.
  ///
  /// - Parameters:
  ///   - name: what the names within it begin with; it should be another for each picture of a page.
  ///   - height: of each chart, where the width is 840.
  /// - Throws: `TrainingError` if gnuplot is missing or fails.
  public func element(named name: String, height: Int = 320) throws(TrainingError) -> String {
    let bytes = try Gnuplot.run(
      """
      set terminal svg size 840,\(height * max(1, charts.count)) dynamic noenhanced name '\(name)' font 'sans,13'
      \(Self.look)
      set multiplot layout \(max(1, charts.count)),1
      \(scripts)unset multiplot

      """)
    var text = Self.wellFormed(bytes)
    if let start = text.range(of: "<svg") { text.removeSubrange(..<start.lowerBound) }
    for black in ["black", "rgb(  0,   0,   0)"] {
      text = text.replacing("\"\(black)\"", with: "\"currentColor\"").replacing("'\(black)'", with: "'currentColor'")
    }
    return text
  }

  /// The charts in characters.
  ///
  /// - Throws: `TrainingError` if gnuplot is missing or fails.
  public func text(columns: Int, rows: Int) throws(TrainingError) -> String {
    let bytes = try Gnuplot.run(
      """
      set terminal dumb size \(columns),\(rows) noenhanced
      set key below
      set encoding utf8
      \(scripts)
      """)
    // Each chart begins with a new page.
    return String(decoding: bytes, as: UTF8.self).replacing("\u{C}", with: "")
  }

  /// SVG as XML wants it: gnuplot escapes `<` and `&` in titles, but not the end of a section that it never begins.
  private static func wellFormed(_ svg: Data) -> String {
    String(decoding: svg, as: UTF8.self).replacing("]]>", with: "]]&gt;")
  }

  /// Colors that can be told apart on white and on black, also by the color-blind (Tol 2021), and margins that put what
  /// stands below each other into line.
  private static let look =
    (["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377"].enumerated().map { number, color in
      "set linetype \(number + 1) linecolor rgb '\(color)' linewidth 1.5"
    } + [
      "set linetype cycle 6", "set key outside right top", "set lmargin at screen 0.12", "set rmargin at screen 0.8",
    ])
    .joined(separator: "\n")

  private var scripts: String { charts.enumerated().map { $1.script("chart\($0)_") }.joined() }
}
