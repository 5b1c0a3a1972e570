internal import Foundation
public import Training

/// Charts one below the other, drawn by gnuplot.
public struct Picture: Sendable {
  /// What a file can be, by the end of its name.
  public enum Format: String, Sendable, CaseIterable {
    case svg, png, pdf

    /// The format that a name asks for; nil for another one.
    public init?(ofFile name: String) { self.init(rawValue: (name as NSString).pathExtension.lowercased()) }
  }

  public let charts: [LineChart]

  public init(_ charts: [LineChart]) { self.charts = charts.filter(\.hasPoints) }

  /// Draws into a file, in place of the one that is there.
  ///
  /// - Throws: `TrainingError` if gnuplot is missing or fails, or the file cannot be written.
  public func write(to path: String, as format: Format) throws(TrainingError) {
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
      set key outside right top
      set multiplot layout \(max(1, charts.count)),1
      \(scripts)unset multiplot

      """)
    do { try bytes.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw TrainingError(.writing, "\(path) cannot be written: \(error.localizedDescription)")
    }
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
    return String(decoding: bytes, as: UTF8.self)
  }

  private var scripts: String { charts.enumerated().map { $1.script("chart\($0)_") }.joined() }
}
