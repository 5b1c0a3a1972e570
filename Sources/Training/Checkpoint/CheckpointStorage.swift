internal import Foundation
internal import HDF5
internal import RecurrentNetworks

/// How arrays of a checkpoint are stored.
enum CheckpointStorage {
  /// Chunked, shuffled, checksummed, and deflated with the least effort: parameters hardly shrink, and more effort would
  /// cost time at every checkpoint.
  static let options = DatasetOptions(isShuffled: true, deflateLevel: 1, isChecksummed: true)

  /// Where a checkpoint grows: in memory, unless this process may only write files up to a size (`ulimit -f`), which the
  /// system applies to files in memory too, while libhdf5 writes them.
  static var buffering: FileBuffering {
    var limit = rlimit()
    let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0
    return isKnown && limit.rlim_cur != rlim_t.max ? .disk : .memory
  }
}

extension NetworkDefinition {
  /// The choice of ``learnsInitialState`` in words.
  var initialState: InitialState { learnsInitialState ? .learned : .zero }
}

extension InputKind {
  /// The kind in a word.
  var name: String {
    switch self {
    case .features: "features"
    case .symbols: "symbols"
    }
  }
}
