internal import LinearAlgebra

/// A sum over the chunks of a batch: each worker walks through chunks with memory of its own, and the results are added
/// in the order of the chunks, whoever computed them.
///
/// This is the one seam where other hands can join: further machines, or an accelerator that takes whole chunks.
///
/// Unchecked: a worker touches its own arena and gradient only, a slot belongs to one task at a time, and the pool runs
/// one loop at a time.
final class ChunkSum<Element: Scalar>: @unchecked Sendable {
  private let pool: WorkerPool
  private let network: Network<Element>
  private let arenas: [Arena<Element>]
  private let singles: [Slot]
  private let slots: [Slot]
  private let total: Slot

  /// Room for the sum over one chunk, made when it is first used.
  private final class Slot {
    private let room: Room
    lazy var gradient = room.make()
    var value = 0.0

    init(_ room: Room) { self.room = room }
  }

  /// What a gradient has room for: gradients by symbol are collected in transposed weights.
  private struct Room {
    let layout: ParameterLayout
    let isTransposed: Bool

    func make() -> Parameters<Element> { Parameters(layout, isTransposed: isTransposed) }
  }

  init(_ network: Network<Element>, pool: WorkerPool) {
    self.pool = pool
    self.network = network
    let room = Room(layout: network.layout, isTransposed: network.readsSymbols)
    arenas = (0..<pool.threads).map { _ in Arena() }
    singles = (0..<pool.threads).map { _ in Slot(room) }
    // Two slots for each worker, so that one goes on while the sum waits for an earlier chunk.
    slots = (0..<(pool.threads == 1 ? 1 : 2 * pool.threads)).map { _ in Slot(room) }
    total = Slot(room)
  }

  /// Visits `count` chunks without a sum.
  func forEach(_ count: Int, _ body: @Sendable (_ chunk: Int, _ arena: Arena<Element>) -> Void) {
    pool.run(count) { [self] chunk, worker in
      arenas[worker].reset()
      body(chunk, arenas[worker])
    }
  }

  /// The sum of a number over `count` chunks.
  func value(_ count: Int, _ body: @Sendable (_ chunk: Int, _ arena: Arena<Element>) -> Double) -> Double {
    total.value = 0
    pool.reduce(count, slots: slots.count) { [self] chunk, worker, slot in
      arenas[worker].reset()
      slots[slot].value = body(chunk, arenas[worker])
    } merge: { [self] _, slot in
      total.value += slots[slot].value
    }
    return total.value
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
    total.value = 0
    total.gradient.clear()
    pool.reduce(count, slots: slots.count) { [self] chunk, worker, slot in
      arenas[worker].reset()
      let gradient = slots[slot].gradient
      gradient.clear()
      slots[slot].value = body(chunk, arenas[worker], gradient) { singles[worker].gradient }
    } merge: { [self] _, slot in
      total.value += slots[slot].value
      total.gradient.row.add(1, slots[slot].gradient.row)
    }
    result.copy(total.gradient.memory)
    return total.value
  }
}
