/// Adjacent blocks as one: the rows of each below those of the block before.
struct ParameterStack {
  let offset: Int
  let rows: Int
  let columns: Int
  let isWeight: Bool

  /// A stack of blocks of one kind and width that follow one another in the parameter vector.
  init(_ blocks: ArraySlice<ParameterBlock>) {
    let first = blocks.first!
    for (block, next) in zip(blocks, blocks.dropFirst()) {
      precondition(
        next.kind == block.kind && next.columns == block.columns && next.offset == block.range.upperBound,
        "\(block.name) and \(next.name) cannot be stacked")
    }
    offset = first.offset
    rows = blocks.reduce(0) { $0 + $1.rows }
    columns = first.columns
    isWeight = first.kind == .weight
  }
}
