import LinearAlgebra
import Testing

@Suite("The order of a sum")
struct SummationTreeTests {
  /// The sum as it is written by someone who reads the rule: pairs of neighbors, level after level.
  private func written(_ terms: [String]) -> String {
    var terms = terms
    while terms.count > 1 {
      terms = stride(from: 0, to: terms.count, by: 2).map {
        $0 + 1 < terms.count ? "(\(terms[$0])+\(terms[$0 + 1]))" : terms[$0]
      }
    }
    return terms[0]
  }

  private func sum(_ node: SummationTree.Node, of tree: SummationTree) -> String {
    guard node.level > 0 else { return "\(node.index)" }
    let (first, second) = node.children
    return tree.owners(of: second) == nil
      ? sum(first, of: tree) : "(\(sum(first, of: tree))+\(sum(second, of: tree)))"
  }

  @Test("adds neighbors, then neighbors of those, whatever the number of leaves", arguments: 1...40)
  func pairs(leaves: Int) {
    let tree = SummationTree(leaves: leaves)
    #expect(sum(tree.root, of: tree) == written((0..<leaves).map(String.init)))
  }

  @Test("Every leaf has one owner, and owners follow one another", arguments: [1, 2, 3, 5, 8, 13], 1...20)
  func owners(processes: Int, leaves: Int) {
    let tree = SummationTree(leaves: leaves, processes: processes)
    #expect((0..<processes).flatMap { Array(tree.leaves(of: $0)) } == Array(0..<leaves))
    for process in 0..<processes {
      for leaf in tree.leaves(of: process) { #expect(tree.owner(of: leaf) == process) }
    }
  }
}
