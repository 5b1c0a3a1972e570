import Training

/// A file that is to be written, and how it is told of.
package struct NewFile {
  let output: String
  let mayReplace: Bool
  let json: Bool

  /// - Parameters:
  ///   - output: the file.
  ///   - mayReplace: whether it may exist.
  ///   - json: whether one JSON object is printed.
  package init(_ output: String, mayReplace: Bool, json: Bool) {
    self.output = output
    self.mayReplace = mayReplace
    self.json = json
  }

  /// Makes sure that the file can be written and is none of those that are read.
  func require(unlikeAnyOf inputs: [String]) throws(TrainingError) {
    try OutputPath.require(output, mayReplace: mayReplace, unlikeAnyOf: inputs)
  }

  /// Tells of the file once it is there.
  func show(_ report: some NewFileReport) throws {
    report.note()
    try Console.show(report, asJSON: json) { report.lines }
  }
}

/// What is said of a file that has been written.
protocol NewFileReport: Encodable {
  /// Says on standard error what one might not expect.
  func note()
  /// In words, for people.
  var lines: [String] { get }
}

extension NewFileReport {
  func note() {}
}
