public import LinearAlgebra

/// The stacks of blocks of one layer as matrices: weights, a direction, or a sum of gradients.
///
/// Cells address stacks by their position in ``Cell/stacks``; where none are made, a stack is a block.
public struct LayerParameters<Element: Scalar>: Sendable {
  /// The stacks; a vector is a matrix of one row.
  public let plain: [Matrix<Element>]
  /// The weight matrices transposed, an empty matrix for other stacks: products with row vectors, x Wᵀ, run on these
  /// as they lie. In a sum of gradients, rows for symbols are collected here and folded into ``plain`` at the end.
  public let transposed: [Matrix<Element>]
  /// The weight matrices for a product at every step, x W: what goes back through them. Only of weights, at their positions.
  public let backward: [WeightMatrix<Element>]
  /// The transposed weight matrices for a product at every step, x Wᵀ.
  public let forward: [WeightMatrix<Element>]
}
