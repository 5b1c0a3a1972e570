/// What an optimizer may know of the parameters beside their number: which of them are matrices, and what these are for.
///
/// A model says it once, before a run. Parameters that are in no matrix are plain numbers: biases, initial states.
public struct ParameterShapes: Sendable, Equatable {
  /// What a matrix is for.
  public enum Role: String, Sendable, CaseIterable {
    /// It lets the data in: the columns are features, or symbols.
    case input
    /// It lies inside the model: it carries a state from step to step, or leads from layer to layer.
    case hidden
    /// It leads to the predictions.
    case output
  }

  /// A matrix among the parameters, which lies there row by row.
  public struct Matrix: Sendable, Equatable {
    /// The index of its first element in the parameter vector.
    public let offset: Int
    /// The numbers that it leads to.
    public let rows: Int
    /// The numbers that it reads.
    public let columns: Int
    /// What it is for.
    public let role: Role
    /// What it leads to: matrices of one destination add up to the same numbers, and have as many rows. The pre-activation
    /// of a gate is one, to which the input and the state lead.
    public let destination: Int

    /// A matrix at an offset.
    public init(offset: Int, rows: Int, columns: Int, role: Role, destination: Int) {
      precondition(offset >= 0 && rows > 0 && columns > 0, "a matrix of \(rows)×\(columns) at \(offset) is none")
      self.offset = offset
      self.rows = rows
      self.columns = columns
      self.role = role
      self.destination = destination
    }

    /// Its elements in the parameter vector.
    public var range: Range<Int> { offset..<offset + rows * columns }
  }

  /// The number of parameters.
  public let count: Int
  /// The matrices, in the order of their parameters.
  public let matrices: [Matrix]
  /// The ranges of the parameters that decoupled weight decay is for, in order: the matrices, where nobody says otherwise.
  public let decaying: [Range<Int>]
  /// The numbers of the Kronecker factors of all blocks (``FactorBlock``), sources that blocks share counted once; 0 where the
  /// model has none.
  public let factorNumbers: Int
  /// The numbers of their moments of one step and the next, beside those; 0 where the model has none.
  public let laggedFactorNumbers: Int

  /// Parameters with some matrices among them, which do not overlap; nor do the ranges of those that decay.
  public init(
    count: Int, matrices: [Matrix] = [], decaying: [Range<Int>]? = nil, factorNumbers: Int = 0,
    laggedFactorNumbers: Int = 0
  ) {
    let ordered = matrices.sorted { $0.offset < $1.offset }
    for (matrix, end) in zip(ordered, ordered.dropFirst().map(\.offset) + [count]) {
      precondition(matrix.range.upperBound <= end, "the matrix at \(matrix.offset) reaches beyond \(end)")
    }
    var rows: [Int: Int] = [:]
    for matrix in ordered {
      let expected = rows.updateValue(matrix.rows, forKey: matrix.destination) ?? matrix.rows
      precondition(matrix.rows == expected, "matrices of one destination have \(expected) and \(matrix.rows) rows")
    }
    let decaying = (decaying ?? ordered.map(\.range)).sorted { $0.lowerBound < $1.lowerBound }
    for (range, end) in zip(decaying, decaying.dropFirst().map(\.lowerBound) + [count]) {
      precondition(range.lowerBound >= 0 && range.upperBound <= end, "what decays at \(range) reaches beyond \(end)")
    }
    self.count = count
    self.decaying = decaying
    self.factorNumbers = factorNumbers
    self.laggedFactorNumbers = laggedFactorNumbers
    self.matrices = ordered
  }

  /// The matrices by what they lead to, in the order of the first of each: side by side they are one matrix, [W_h W_x].
  public var destinations: [[Matrix]] {
    var places: [Int: Int] = [:]
    var groups: [[Matrix]] = []
    for matrix in matrices {
      if let place = places[matrix.destination] {
        groups[place].append(matrix)
      } else {
        places[matrix.destination] = groups.count
        groups.append([matrix])
      }
    }
    return groups
  }

  /// What is left of the parameters without some ranges that are in order and do not overlap.
  public func ranges(without taken: [Range<Int>]) -> [Range<Int>] {
    var start = 0
    var rest: [Range<Int>] = []
    for range in taken {
      if start < range.lowerBound { rest.append(start..<range.lowerBound) }
      start = range.upperBound
    }
    if start < count { rest.append(start..<count) }
    return rest
  }
}
