/// The order of a network's blocks in its parameter vector: layer after layer, the output layer last.
public struct ParameterLayout: Sendable, Equatable {
  /// All blocks, in order.
  public let blocks: [ParameterBlock]
  /// For each recurrent layer, the indices of its blocks; the last entry is the output layer.
  public let groups: [Range<Int>]
  /// For each entry of ``groups``, the stacks of blocks that the passes see as one, by the indices of the blocks.
  public let stacks: [[Range<Int>]]
  /// The number of parameters.
  public let count: Int

  /// Lays out the blocks of the recurrent layers and of the output layer, each in the order given.
  ///
  /// A layer's index prefixes its names (`1.W_hh`) where there are several recurrent layers.
  init<Element>(layers: [any Cell<Element>], output: [ParameterBlock]) {
    var blocks: [ParameterBlock] = []
    var groups: [Range<Int>] = []
    var offset = 0
    for (index, group) in (layers.map(\.blocks) + [output]).enumerated() {
      let start = blocks.count
      let prefix = index < layers.count && layers.count > 1 ? "\(index)." : ""
      for block in group {
        blocks.append(block.placed(at: offset, prefix: prefix))
        offset += block.count
      }
      groups.append(start..<blocks.count)
    }
    self.blocks = blocks
    self.groups = groups
    count = offset
    let inCells = layers.map(\.stacks) + [output.indices.map { $0..<$0 + 1 }]
    stacks = zip(groups, inCells).map { group, stacks in
      precondition(stacks.flatMap { Array($0) } == Array(0..<group.count), "stacks cover all blocks in order")
      return stacks.map { $0.lowerBound + group.lowerBound..<$0.upperBound + group.lowerBound }
    }
  }

  /// The block of that name, or nil.
  public subscript(name: String) -> ParameterBlock? { blocks.first { $0.name == name } }
}
