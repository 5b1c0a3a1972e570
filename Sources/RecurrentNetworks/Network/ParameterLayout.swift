/// The order of a network's blocks in its parameter vector: layer after layer, the output layer last.
public struct ParameterLayout: Sendable, Equatable {
  /// All blocks, in order.
  public let blocks: [ParameterBlock]
  /// For each layer, the indices of its blocks; the last entry is the output layer.
  public let groups: [Range<Int>]
  /// For each entry of ``groups``, the stacks of blocks that the passes see as one, by the indices of the blocks.
  public let stacks: [[Range<Int>]]
  /// For each entry of ``groups``, the terms; they speak of ``stacks`` by position.
  public let terms: [[Term]]
  /// For each entry of ``groups``, the positions of the stacks of the initial state, one for each part that is carried.
  let initialStates: [[Int]]
  /// The number of parameters.
  public let count: Int

  /// Lays out the blocks of the layers, each with its initial state where that is learned, and of the output layer.
  ///
  /// A layer's index prefixes its names (`1.W_hh`) where there are several layers.
  init<Element>(layers: [any Cell<Element>], output: OutputLayer, learnsInitialState: Bool) {
    var blocks: [ParameterBlock] = []
    var groups: [Range<Int>] = []
    var stacks: [[Range<Int>]] = []
    var initialStates: [[Int]] = []
    var offset = 0
    func add(_ block: ParameterBlock, _ prefix: String, axes: [String]) {
      blocks.append(block.placed(at: offset, prefix: prefix, axes: axes))
      offset += block.count
    }
    func add(_ own: [ParameterBlock], _ ownStacks: [Range<Int>], _ terms: [Term], _ parts: [StatePart], layer: Int) {
      precondition(ownStacks.flatMap { Array($0) } == Array(own.indices), "stacks cover all blocks in order")
      let start = blocks.count
      let prefix = layer < layers.count && layers.count > 1 ? "\(layer)." : ""
      for (block, stack) in zip(own, ownStacks.enumerated().flatMap { Array(repeating: $0, count: $1.count) }) {
        guard let term = terms.first(where: { $0.weights == stack || $0.bias?.stack == stack }) else {
          preconditionFailure("no term has the block \(block.name)")
        }
        add(block, prefix, axes: term.axes(of: block, layer: layer))
      }
      for part in parts {
        add(
          ParameterBlock(name: "\(part.name)_0", rows: part.width, kind: .initialState), prefix, axes: ["unit"])
      }
      groups.append(start..<blocks.count)
      stacks.append(
        (ownStacks + parts.indices.map { own.count + $0..<own.count + $0 + 1 })
          .map { start + $0.lowerBound..<start + $0.upperBound })
      initialStates.append(Array(ownStacks.count..<ownStacks.count + parts.count))
    }
    for (layer, cell) in layers.enumerated() {
      let parts = learnsInitialState ? cell.stateParts.carried.map(\.part) : []
      add(cell.blocks, cell.stacks, cell.terms, parts, layer: layer)
    }
    add(output.blocks, output.blocks.indices.map { $0..<$0 + 1 }, [output.term], [], layer: layers.count)
    self.blocks = blocks
    self.groups = groups
    self.stacks = stacks
    self.initialStates = initialStates
    terms = layers.map(\.terms) + [[output.term]]
    count = offset
  }

  /// A layout of matrices that are no parameters, group by group, for sums of other things.
  init(matrices: [[(rows: Int, columns: Int)]]) {
    var blocks: [ParameterBlock] = []
    var groups: [Range<Int>] = []
    var offset = 0
    for group in matrices {
      groups.append(blocks.count..<blocks.count + group.count)
      for (rows, columns) in group {
        let block = ParameterBlock(name: "\(blocks.count)", rows: rows, columns: columns, kind: .weight)
        blocks.append(block.placed(at: offset, prefix: "", axes: []))
        offset += block.count
      }
    }
    self.blocks = blocks
    self.groups = groups
    stacks = groups.map { $0.map { $0..<$0 + 1 } }
    terms = groups.map { _ in [] }
    initialStates = groups.map { _ in [] }
    count = offset
  }

  /// The block of that name, or nil.
  public subscript(name: String) -> ParameterBlock? { blocks.first { $0.name == name } }

  /// The layer of a block, by the index of the block, and the term that has its weights; nil for other blocks.
  public func term(ofBlock index: Int) -> (layer: Int, term: Term)? {
    guard let layer = groups.firstIndex(where: { $0.contains(index) }),
      let stack = stacks[layer].firstIndex(where: { $0.contains(index) }),
      let term = terms[layer].first(where: { $0.weights == stack })
    else { return nil }
    return (layer, term)
  }
}

extension Term {
  /// What the axes of a block number.
  fileprivate func axes(of block: ParameterBlock, layer: Int) -> [String] {
    guard block.kind == .weight else { return [rowAxis] }
    let columns =
      switch reads {
      case .input: role == .output ? "unit" : layer == 0 ? "input" : "unit_below"
      case .previous: "previous_unit"
      case .record: columnAxis
      }
    return [rowAxis, columns]
  }
}
