/// What a run spends its time on. The raw values are keys of `summary.json`.
public enum WorkKind: String, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
  /// Losses: of trial points, of the line search, of validation and test.
  case forward
  /// Gradients, the forward pass within them included.
  case gradient
  /// Forward passes that keep what products with a curvature need.
  case linearization
  /// Products with a curvature, the structural term included.
  case product
  /// Passes for the diagonal of the preconditioner.
  case diagonal
  /// Making sequences, or reading them.
  case drawing
  /// Packing sequences into batches.
  case packing
  /// What the optimizer and conjugate gradients do between passes: sums and inner products of vectors.
  case vectors
  /// Writing `log.jsonl`.
  case log
  /// Writing checkpoints.
  case checkpoint
  /// Everything else.
  case rest

  /// Whether it is a pass through sequences and network, the work that a run is there to do.
  public var isPass: Bool {
    switch self {
    case .forward, .gradient, .linearization, .product, .diagonal: true
    case .drawing, .packing, .vectors, .log, .checkpoint, .rest: false
    }
  }

  /// The kind in words.
  public var words: String {
    switch self {
    case .forward: "forward passes"
    case .gradient: "gradients"
    case .linearization: "linearizations"
    case .product: "curvature products"
    case .diagonal: "preconditioner diagonals"
    case .drawing: "drawing sequences"
    case .packing: "packing batches"
    case .vectors: "vectors between passes"
    case .log: "log"
    case .checkpoint: "checkpoints"
    case .rest: "everything else"
    }
  }
}
