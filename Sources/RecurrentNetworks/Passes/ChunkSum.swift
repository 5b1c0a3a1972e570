internal import LinearAlgebra

/// A sum over the chunks of a batch: each worker passes over chunks with memory of its own, and the results are added in
/// the order of ``SummationTree``, whoever computed them.
///
/// This is the one seam where other hands can join: a ``Reducer`` shares the chunks out among processes.
///
/// Unchecked: a worker touches its own arena and gradient only, a slot belongs to one task at a time, merges happen one
/// at a time, and the pool runs one loop at a time.
final class ChunkSum<Element: Scalar>: @unchecked Sendable {
  let reducer: any Reducer
  private let pool: WorkerPool
  private let room: Room
  private let arenas: [Arena<Element>]
  private let singles: [Slot]
  private let slots: [Slot]
  /// The sums that wait for what comes after them, those of the most leaves first.
  private var waiting: [PartialSum] = []
  /// Gradients that nobody uses now.
  private var spare: [Parameters<Element>] = []

  /// Room for the sum over one chunk.
  private final class Slot {
    var gradient: Parameters<Element>?
    var value = 0.0
  }

  /// The sum of the leaves of one node.
  private struct PartialSum {
    var node: SummationTree.Node
    var value: Double
    var gradient: Parameters<Element>?
  }

  /// What a gradient has room for: gradients by symbol are collected in transposed weights.
  private struct Room {
    let layout: ParameterLayout
    let isTransposed: Bool

    func make() -> Parameters<Element> { Parameters(layout, isTransposed: isTransposed) }
  }

  init(_ network: Network<Element>, pool: WorkerPool, reducer: any Reducer) {
    self.pool = pool
    self.reducer = reducer
    room = Room(layout: network.layout, isTransposed: network.readsSymbols)
    arenas = (0..<pool.threads).map { _ in Arena() }
    singles = (0..<pool.threads).map { _ in Slot() }
    // Two slots for each worker, so that one goes on while the sum waits for an earlier chunk.
    slots = (0..<(pool.threads == 1 ? 1 : 2 * pool.threads)).map { _ in Slot() }
  }

  /// Sums of matrices of another layout by the same workers, with the memory that they have already: one sum at a time.
  init(_ layout: ParameterLayout, sharing other: ChunkSum) {
    pool = other.pool
    reducer = other.reducer
    // What is summed is not by symbol.
    room = Room(layout: layout, isTransposed: false)
    arenas = other.arenas
    singles = arenas.map { _ in Slot() }
    slots = other.slots.map { _ in Slot() }
  }

  /// Visits `count` chunks without a sum, in one process.
  func forEach(_ count: Int, _ body: @Sendable (_ chunk: Int, _ arena: Arena<Element>) -> Void) {
    precondition(reducer.count == 1, "what is found out about single chunks is not shared out among processes")
    pool.run(count) { [self] chunk, worker in
      arenas[worker].reset()
      body(chunk, arenas[worker])
    }
  }

  /// The sum of a number over `count` chunks.
  func value(_ count: Int, _ body: @Sendable (_ chunk: Int, _ arena: Arena<Element>) -> Double) -> Double {
    let nothing = Matrix<Element>(rows: 0, columns: 0)
    return reduce(count, into: nothing, hasGradient: false) { chunk, worker, _ in body(chunk, arenas[worker]) }
  }

  /// The sum over `count` chunks of a number, which is returned, and of a gradient, which `result` receives.
  ///
  /// `body` adds a chunk's part to a gradient that begins as zero; `single` gives room for one more.
  func gradient(
    _ count: Int, into result: inout Vector<Element>,
    _ body:
      @Sendable (
        _ chunk: Int, _ arena: Arena<Element>, _ gradient: Parameters<Element>,
        _ single: () -> Parameters<Element>
      ) -> Double
  ) -> Double {
    let total = spare.popLast() ?? room.make()
    if count == 0 { total.clear() }
    let value = reduce(count, into: total.row, hasGradient: true) { [self] chunk, worker, gradient in
      body(chunk, arenas[worker], gradient!) { single(of: worker) }
    }
    result.copy(total.memory)
    spare.append(total)
    return value
  }

  private func single(of worker: Int) -> Parameters<Element> {
    let single = singles[worker].gradient ?? room.make()
    singles[worker].gradient = single
    return single
  }

  /// Computes the parts of this process, adds them up and hands the sum to all.
  private func reduce(
    _ count: Int, into total: Matrix<Element>, hasGradient: Bool,
    _ body: @Sendable (_ chunk: Int, _ worker: Int, _ gradient: Parameters<Element>?) -> Double
  ) -> Double {
    guard count > 0 else { return 0 }
    let tree = SummationTree(leaves: count, processes: reducer.count)
    let mine = tree.leaves(of: reducer.rank)
    pool.reduce(mine.count, slots: slots.count) { [self] task, worker, slot in
      arenas[worker].reset()
      if hasGradient, slots[slot].gradient == nil { slots[slot].gradient = room.make() }
      let gradient = hasGradient ? slots[slot].gradient : nil
      gradient?.clear()
      slots[slot].value = body(mine.lowerBound + task, worker, gradient)
    } merge: { [self] task, slot in
      var sum = PartialSum(
        node: .init(level: 0, index: mine.lowerBound + task), value: slots[slot].value,
        gradient: hasGradient ? slots[slot].gradient.take() : nil)
      while let before = waiting.last, before.node.precedes(sum.node) {
        waiting.removeLast()
        sum = add(sum, to: before)
        sum.node = sum.node.parent
      }
      waiting.append(sum)
      if hasGradient { slots[slot].gradient = spare.popLast() }
    }
    let sum = resolve(tree.root, of: tree, total)
    waiting.removeAll(keepingCapacity: true)
    if let gradient = sum?.gradient {
      total.copy(gradient.row)
      spare.append(gradient)
    }
    return reducer.broadcast(total, sum?.value ?? 0, from: tree.owner(of: 0))
  }

  private func add(_ second: PartialSum, to first: PartialSum) -> PartialSum {
    var sum = first
    sum.value += second.value
    if let gradient = second.gradient {
      sum.gradient?.row.add(1, gradient.row)
      spare.append(gradient)
    }
    return sum
  }

  /// The sum of a node where it belongs to this process; otherwise this process's part in it is done.
  private func resolve(_ node: SummationTree.Node, of tree: SummationTree, _ scratch: Matrix<Element>) -> PartialSum? {
    guard let owners = tree.owners(of: node), owners.contains(reducer.rank) else { return nil }
    if let index = waiting.firstIndex(where: { $0.node == node }) { return waiting.remove(at: index) }
    let (first, second) = node.children
    let before = resolve(first, of: tree, scratch)
    guard let others = tree.owners(of: second) else { return before }
    let after = resolve(second, of: tree, scratch)
    switch reducer.rank {
    case owners.lowerBound where others.lowerBound == owners.lowerBound: return add(after!, to: before!)
    case owners.lowerBound:
      var sum = before!
      sum.value += reducer.receive(into: scratch, from: others.lowerBound)
      sum.gradient?.row.add(1, scratch)
      return sum
    case others.lowerBound:
      let nothing = Matrix<Element>(rows: 0, columns: 0)
      reducer.send(after!.gradient?.row ?? nothing, after!.value, to: owners.lowerBound)
      if let gradient = after!.gradient { spare.append(gradient) }
      return nil
    default: return nil
    }
  }
}
