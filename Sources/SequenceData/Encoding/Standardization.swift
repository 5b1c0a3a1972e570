/// The constants by which the columns of real inputs or targets have been standardized: what is stored is (value − mean) / scale.
///
/// They come from the training split alone, so that nothing of the test is known beforehand, and go wherever the numbers go:
/// into the dataset file, and from there into checkpoints, so that a network can be shown raw numbers and answer in these.
public struct Standardization: Sendable, Equatable {
  /// What is subtracted from each column.
  public let mean: [Double]
  /// What each column is divided by then: the standard deviation, or 1 where that is 0. All positive.
  public let scale: [Double]

  /// Constants, one of each for every column; nil where they are not as many, a number is not finite or a scale not positive.
  public init?(mean: [Double], scale: [Double]) {
    guard mean.count == scale.count, !mean.isEmpty, mean.allSatisfy(\.isFinite),
      scale.allSatisfy({ $0 > 0 && $0.isFinite && (1 / $0).isFinite })
    else { return nil }
    (self.mean, self.scale) = (mean, scale)
  }

  /// The number of columns.
  public var columns: Int { mean.count }

  /// Standardizes rows of raw numbers, one after the other.
  public func standardize(_ values: inout [Double]) {
    precondition(values.count.isMultiple(of: columns), "\(values.count) numbers are no rows of \(columns)")
    var column = 0
    for index in values.indices {
      values[index] = (values[index] - mean[column]) / scale[column]
      column = column + 1 == columns ? 0 : column + 1
    }
  }

  /// Makes raw numbers again of rows that have been standardized.
  public func restore(_ values: inout [Double]) {
    precondition(values.count.isMultiple(of: columns), "\(values.count) numbers are no rows of \(columns)")
    var column = 0
    for index in values.indices {
      values[index] = values[index] * scale[column] + mean[column]
      column = column + 1 == columns ? 0 : column + 1
    }
  }
}
