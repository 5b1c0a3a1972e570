import CHDF5
internal import DurableFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// String types of libhdf5.
enum Texts {
  /// A string type as memory holds it.
  ///
  /// - Parameters:
  ///   - bytes: the fixed length, or `nil` for a variable one.
  ///   - model: the type whose padding and character set it takes over, without which libhdf5 would not convert
  ///     between the two; `nil` for UTF-8.
  static func type(bytes: Int?, like model: Handle?, at place: Place) throws(HDF5Error) -> Handle {
    let type = try Handle("describe the texts of", at: place) { H5Tcopy(chdf5_c_string()) }
    _ = try Funnel.call("describe the texts of", at: place) {
      H5Tset_size(type.id, bytes ?? chdf5_variable_size())
    }
    _ = try Funnel.call("describe the texts of", at: place) {
      H5Tset_cset(type.id, model.map { H5Tget_cset($0.id) } ?? H5T_CSET_UTF8)
    }
    if let model {
      _ = try Funnel.call("describe the texts of", at: place) { H5Tset_strpad(type.id, H5Tget_strpad(model.id)) }
    }
    return type
  }
}

/// The memory that libhdf5 takes for elements of variable length, up to a limit.
///
/// Many elements of a damaged file may refer to the same long text, so its size does not bound what reading it takes.
/// Everything is freed with the arena, after reads that failed halfway too.
final class TextArena {
  private var blocks: [UnsafeMutableRawPointer] = []
  private var rest: Int

  /// Whether a read has failed since it wanted more.
  private(set) var isExhausted = false

  init(limit: Int) { rest = limit }

  deinit { for block in blocks { free(block) } }

  /// Lets reads under these properties take their memory here. The arena has to outlive them.
  func serve(_ transfer: Handle, at place: Place) throws(HDF5Error) {
    let arena = Unmanaged.passUnretained(self).toOpaque()
    _ = try Funnel.call("prepare a transfer for", at: place) {
      H5Pset_vlen_mem_manager(
        transfer.id,
        { size, arena in Unmanaged<TextArena>.fromOpaque(arena!).takeUnretainedValue().allocate(size) }, arena,
        // What libhdf5 frees itself after a failure is freed with the rest.
        { _, _ in }, arena)
    }
  }

  private func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
    guard size <= rest, let block = malloc(max(size, 1)) else {
      isExhausted = true
      return nil
    }
    rest -= size
    blocks.append(block)
    return block
  }
}
