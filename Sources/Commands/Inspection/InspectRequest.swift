import Foundation
import DurableFiles
import HDF5
package import Inspection
import SystemPackage
import Training

/// What `inspect` is asked to do: to say what is in a file, what can be found out about it, or how two differ.
package struct InspectRequest {
  private let files: [String]
  private let sections: Set<FileReport.Section>
  private let ignoresBookkeeping: Bool
  private let analysis: AnalysisRequest
  private let json: Bool

  /// - Parameters:
  ///   - files: a checkpoint, a run folder or any HDF5 file; two to compare.
  ///   - sections: the parts of what a file says by itself; empty for an overview.
  ///   - ignoresBookkeeping: of two files, whether it does not count when, where and how long they were made.
  ///   - analysis: what is to be found out with data at hand.
  ///   - json: whether one JSON object is printed.
  package init(
    _ files: [String], sections: Set<FileReport.Section>, ignoresBookkeeping: Bool, _ analysis: AnalysisRequest,
    json: Bool
  ) {
    self.files = files
    self.sections = sections
    self.ignoresBookkeeping = ignoresBookkeeping
    self.analysis = analysis
    self.json = json
  }

  private var isAnalysis: Bool { !analysis.sections.isEmpty }

  /// Makes sure that the choices make sense, and together.
  package func validate() throws(CommandError) {
    guard files.count <= 2 else { throw .usage("one file or two can be inspected, got \(files.count)") }
    if files.count == 2, !sections.isEmpty || isAnalysis {
      throw .usage("sections are of one file; two are compared as a whole")
    }
    if files.count == 1, ignoresBookkeeping {
      throw .usage("--ignore-bookkeeping is for a comparison of two files")
    }
  }

  /// Inspects and prints.
  ///
  /// - Returns: the exit code.
  package func run() throws -> Int32 {
    let files = try files.map { try FileGuard.admit(Self.file($0)) }
    do {
      if files.count == 2 { return try compare(files[0], files[1]) }
      try describe(files[0])
      return isAnalysis ? try analyze(files[0]) : ExitStatus.succeeded
    } catch let error as HDF5Error {
      throw TrainingError(.data, error.description)
    }
  }

  /// The file that a name stands for: of a folder, the checkpoint of the run in it.
  private static func file(_ name: String) throws -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: name, isDirectory: &isFolder), isFolder.boolValue else { return name }
    let path = FilePath(name).appending("checkpoint.h5").string
    guard FileManager.default.fileExists(atPath: path) else {
      throw TrainingError(.missing, "the folder \(name) holds no checkpoint.h5")
    }
    return path
  }

  /// What the file says by itself; beside an analysis, only what is asked for.
  private func describe(_ file: AdmittedFile) throws {
    guard !isAnalysis || (!sections.isEmpty && !json) else { return }
    if json {
      let chosen = sections.isEmpty ? Set(FileReport.Section.allCases) : sections
      Console.print(try JSONText.line(try FileReport(of: file, sections: chosen)))
    } else {
      let report = try FileReport(of: file, sections: sections.isEmpty ? nil : sections)
      InspectPrinter(report, isOverview: sections.isEmpty).print()
    }
  }

  private func analyze(_ file: AdmittedFile) throws -> Int32 {
    guard FileFormat(of: file) != .dataset else {
      throw TrainingError(.data, "\(file.path) is a dataset: what can be found out is about a checkpoint")
    }
    let analysis = try Analysis(file, analysis)
    let report = json ? try FileReport(of: file, sections: sections) : nil
    return try analysis.run(with: report, json: json)
  }

  private func compare(_ first: AdmittedFile, _ second: AdmittedFile) throws -> Int32 {
    let difference = try FileDifference(first, second, ignoringBookkeeping: ignoresBookkeeping)
    if json {
      Console.print(try JSONText.line(difference))
    } else {
      DifferencePrinter(difference).print()
    }
    return difference.isEmpty ? ExitStatus.succeeded : ExitStatus.failed
  }
}
