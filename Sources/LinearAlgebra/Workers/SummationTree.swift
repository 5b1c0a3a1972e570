/// The order in which the leaves of a sum are added: one binary tree, fixed by their number alone.
///
/// Node i of level l stands for the leaves from i 2^l on, 2^l of them or as many as there are; it is the sum of nodes 2 i
/// and 2 i + 1 of the level below, in this order, or the first of them where the second has no leaf. Processes own ranges
/// of leaves, and a node belongs to the owner of its first leaf. Since the tree knows neither processes nor threads, a sum
/// has the same bits whoever computes which part of it.
public struct SummationTree: Sendable, Equatable {
  /// One node.
  public struct Node: Sendable, Hashable {
    /// Its level; leaves have level 0.
    public let level: Int
    /// Its position in the level.
    public let index: Int

    /// A node by its place.
    public init(level: Int, index: Int) {
      self.level = level
      self.index = index
    }

    /// The two nodes it is the sum of.
    public var children: (first: Node, second: Node) {
      (Node(level: level - 1, index: 2 * index), Node(level: level - 1, index: 2 * index + 1))
    }

    /// The node it is added into.
    public var parent: Node { Node(level: level + 1, index: index / 2) }

    /// The first of its leaves.
    public var firstLeaf: Int { index << level }

    /// Whether `next` is what this node is added to, as the first of the two.
    public func precedes(_ next: Node) -> Bool {
      level == next.level && index.isMultiple(of: 2) && index + 1 == next.index
    }
  }

  /// The number of leaves.
  public let leaves: Int
  /// The number of processes.
  public let processes: Int

  /// The tree over so many leaves, shared out among so many processes.
  public init(leaves: Int, processes: Int = 1) {
    precondition(leaves >= 0 && processes >= 1, "a tree has leaves and processes, got \(leaves) and \(processes)")
    self.leaves = leaves
    self.processes = processes
  }

  /// The node that stands for all leaves; there is at least one.
  public var root: Node {
    var level = 0
    while 1 << level < leaves { level += 1 }
    return Node(level: level, index: 0)
  }

  /// The leaves of a process.
  public func leaves(of process: Int) -> Range<Int> {
    leaves * process / processes..<leaves * (process + 1) / processes
  }

  /// The process that owns a leaf.
  public func owner(of leaf: Int) -> Int {
    // The least p with leaf < leaves (p + 1) / processes, rounded down.
    ((leaf + 1) * processes + leaves - 1) / leaves - 1
  }

  /// The processes that own leaves of a node; nil where it has none.
  public func owners(of node: Node) -> ClosedRange<Int>? {
    let last = min(node.firstLeaf + 1 << node.level, leaves) - 1
    return node.firstLeaf <= last ? owner(of: node.firstLeaf)...owner(of: last) : nil
  }
}
