/// One named array of parameters and its place in the parameter vector.
public struct ParameterBlock: Codable, Sendable, Equatable {
  /// What a block is for; see also ``ParameterKind``.
  public enum Kind: String, Codable, Sendable {
    /// A matrix that maps column vectors, y = W x; `W_xh` leads from x to h.
    case weight
    case bias
    /// The learned state before the first step.
    case initialState
  }

  /// How a block begins, where an ``Initializer`` asks.
  public enum Start: Codable, Sendable, Equatable {
    /// Weights as the initializer draws them, zero in biases and initial states.
    case usual
    /// A number, whatever the initializer.
    case constant(Double)
    /// Input weights of a gate, or of what a gate lets through, or of a layer that no recurrence feeds.
    case gate
    /// Input weights of logistic units that no recurrence feeds: four times those of a gate, since the derivative of the units is
    /// a quarter at most. With 15 connections that is N(0, 1), the start of Martens (2010), section 5.
    case logistic
    /// Input weights that multiply a state.
    case multiplier
    /// One of the two factors of a recurrent matrix.
    case factor
    /// A vector that is the diagonal of a recurrent matrix without other elements: uniform between 0 and 1 (Li et al. 2018),
    /// with the spectral radius where the initializer asks for one, or 1 where it asks for the identity or an orthogonal
    /// matrix.
    case diagonal
  }

  /// The name in files, such as `W_hh`, or `1.W_hh` where there are several layers.
  public let name: String
  /// The number of rows: the size of what the block leads to.
  public let rows: Int
  /// The number of columns: 1 for vectors.
  public let columns: Int
  /// What it is for.
  public let kind: Kind
  /// The index of its first element in the parameter vector; elements lie row by row.
  public let offset: Int
  /// How it begins.
  public let start: Start
  /// What a layout has put in front of its name to tell the layers apart.
  private let prefix: String
  /// What its rows and, of a matrix, its columns number, in files; set where a layout places the block.
  public let axes: [String]

  /// The name without the index of the layer.
  public var ownName: String { String(name.dropFirst(prefix.count)) }
  /// The number of elements.
  public var count: Int { rows * columns }
  /// Its elements in the parameter vector.
  public var range: Range<Int> { offset..<offset + count }
  /// Its shape in files: two extents for a matrix, one for a vector.
  public var shape: [Int] { kind == .weight ? [rows, columns] : [rows] }

  /// A block that begins at `offset`.
  public init(
    name: String, rows: Int, columns: Int = 1, kind: Kind, start: Start = .usual, offset: Int = 0
  ) {
    self.init(prefix: "", name: name, rows: rows, columns: columns, kind: kind, start: start, offset: offset, axes: [])
  }

  private init(
    prefix: String, name: String, rows: Int, columns: Int, kind: Kind, start: Start, offset: Int, axes: [String]
  ) {
    self.prefix = prefix
    self.name = prefix + name
    self.rows = rows
    self.columns = columns
    self.kind = kind
    self.start = start
    self.offset = offset
    self.axes = axes
  }

  func placed(at offset: Int, prefix: String, axes: [String]) -> ParameterBlock {
    ParameterBlock(
      prefix: prefix, name: name, rows: rows, columns: columns, kind: kind, start: start, offset: offset, axes: axes)
  }
}
