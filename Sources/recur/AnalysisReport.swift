import Inspection
import LinearAlgebra

/// One JSON object: what a file says by itself, where that is asked for, and what was found out about it.
struct AnalysisReport<Element: Scalar>: Encodable {
  let file: FileReport?
  let results: InspectionResults<Element>

  func encode(to encoder: any Encoder) throws {
    try file?.encode(to: encoder)
    try results.encode(to: encoder)
  }
}
