internal import CKernels
internal import COpenBLAS
internal import Synchronization

/// The buffers of OpenBLAS: each thread within one of its calls holds one, and where OpenBLAS gets no memory for it, it tries
/// again for ever. Therefore they are made before the threads are, as many as can be had; OpenBLAS keeps them.
enum BLASBuffers {
  /// What one takes of the address space, little of it ever touched: 128 MiB, and room for whatever is asked for meanwhile.
  static var bytes: Int { 128 << 20 + 1 << 16 }
  private static var margin: Int { 4 << 20 }
  /// OpenBLAS has a table for some hundreds, depending on how it was built; who has more cores has the memory too.
  private static var most: Int { 128 }

  private struct State {
    var made = 0
    var inUse = 0
  }
  private static let state = Mutex(State())

  /// Takes buffers for `threads` threads, fewer where there is no memory for so many, and makes those that are not there yet.
  ///
  /// New ones take at most half of the memory that may be had, but for the first: the rest is for the work itself.
  static func take(_ threads: Int) -> Int {
    state.withLock { state in
      make(state.inUse + threads, &state)
      let granted = state.made >= most ? threads : max(0, min(threads, state.made - state.inUse))
      state.inUse += granted
      return granted
    }
  }

  /// Gives `threads` buffers back.
  static func giveBack(_ threads: Int) {
    state.withLock { $0.inUse -= threads }
  }

  private static func make(_ wanted: Int, _ state: inout State) {
    let missing = min(wanted, most) - state.made
    guard missing > 0 else { return }
    let more = (1...missing).last { count in
      canMap(count == 1 && state.made == 0 ? bytes + margin : 2 * count * bytes)
    }
    guard let more else { return }
    openblas_set_num_threads(1)
    // Holding them all at once is what makes OpenBLAS have so many.
    recur_blas_make_buffers(Int32(state.made + more))
    state.made += more
  }

  private static func canMap(_ bytes: Int) -> Bool {
    guard let memory = ck_map_memory(bytes) else { return false }
    ck_unmap_memory(memory, bytes)
    return true
  }

  /// Makes sure that a thread that is in no pool has a buffer, while pools have nothing to do.
  static func requireOne() { _ = one }

  private static let one: Void = {
    let made = state.withLock { state in
      make(1, &state)
      return state.made
    }
    if made == 0 { Refusal.end(bytes: bytes, purpose: "OpenBLAS, which computes matrix products,") }
  }()
}
