import CHDF5
internal import DurableFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Storing {
  /// Reads texts, whether of variable or of fixed length, padded with NUL or spaces.
  ///
  /// - Parameters:
  ///   - count: their number.
  ///   - limit: how many bytes those of variable length may take; nothing where `read` cannot use the transfer
  ///     properties, which bring the limit.
  ///   - read: reads them, under transfer properties, as elements of a type, to where a pointer points.
  func strings(
    _ count: Int, limit: Int?,
    _ read: (_ transfer: Handle, _ type: Handle, _ pointer: UnsafeMutableRawPointer) -> herr_t
  ) throws(HDF5Error) -> [String] {
    let type = try openType()
    let width = try stringWidth
    guard count > 0 else { return [] }
    let memory = try Texts.type(bytes: width, like: type, at: place)
    let transfer = try Handle("prepare a transfer for", at: place) { H5Pcreate(chdf5_transfer_class()) }
    guard let width else {
      let arena = limit.map { TextArena(limit: $0) }
      try arena?.serve(transfer, at: place)
      return try variableStrings(count, arena: arena) { read(transfer, memory, $0) }
    }
    return try fixedStrings(count, width: width, padding: Funnel.ask { H5Tget_strpad(memory.id) }) {
      read(transfer, memory, $0)
    }
  }

  /// The fixed length of the texts in bytes; nothing where each has its own.
  ///
  /// - Throws: ``HDF5Error`` if the elements are no texts.
  var stringWidth: Int? {
    get throws(HDF5Error) {
      let type = try currentType()
      guard case .string(let width) = type else {
        throw HDF5Error("read", at: place, reason: "its element type is \(type), which is not a string")
      }
      return width
    }
  }

  private func variableStrings(
    _ count: Int, arena: TextArena?, _ read: (UnsafeMutableRawPointer) -> herr_t
  ) throws(HDF5Error) -> [String] {
    var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    do throws(HDF5Error) {
      _ = try Funnel.call("read", at: place) { pointers.withUnsafeMutableBytes { read($0.baseAddress!) } }
    } catch {
      guard let arena, arena.isExhausted else { throw error }
      throw HDF5Error("read", at: place, reason: "its texts take more memory than this machine can spare")
    }
    // Only after a read that succeeded: one that failed leaves nothing that is certain to be whole.
    defer { if arena == nil { for pointer in pointers { free(pointer) } } }
    var texts: [String] = []
    texts.reserveCapacity(count)
    for pointer in pointers {
      guard let text = pointer.map({ String(validatingCString: $0) }) ?? "" else { throw notUTF8 }
      texts.append(text)
    }
    // The texts were copied from the arena, which may go now and not before.
    return withExtendedLifetime(arena) { texts }
  }

  private func fixedStrings(
    _ count: Int, width: Int, padding: H5T_str_t, _ read: (UnsafeMutableRawPointer) -> herr_t
  ) throws(HDF5Error) -> [String] {
    guard width > 0 else { return [String](repeating: "", count: count) }
    var bytes = [UInt8](repeating: 0, count: count * width)
    _ = try Funnel.call("read", at: place) { bytes.withUnsafeMutableBytes { read($0.baseAddress!) } }
    var texts: [String] = []
    texts.reserveCapacity(count)
    for index in 0..<count {
      let padded = bytes[index * width..<(index + 1) * width]
      let content =
        switch padding {
        case H5T_STR_SPACEPAD: padded.droppingLast { $0 == UInt8(ascii: " ") }
        case H5T_STR_NULLPAD: padded.droppingLast { $0 == 0 }
        default: padded.prefix { $0 != 0 }
        }
      guard let text = String(validating: content, as: UTF8.self) else { throw notUTF8 }
      texts.append(text)
    }
    return texts
  }

  private var notUTF8: HDF5Error { HDF5Error("read", at: place, reason: "a text in it is not UTF-8", code: .notUTF8) }

  /// Writes texts, to a store that has been made with ``Texts/type(bytes:like:at:)`` or holds fixed lengths.
  ///
  /// - Parameter write: writes elements of a type from where a pointer points.
  func writeStrings(
    _ texts: [String], _ write: (_ type: Handle, _ pointer: UnsafeRawPointer) -> herr_t
  ) throws(HDF5Error) {
    guard !texts.isEmpty else { return }
    let type = try Texts.type(bytes: nil, like: nil, at: place)
    // All texts in one block of memory, each ended by NUL, and a pointer to the start of each.
    var bytes: [UInt8] = []
    var starts: [Int] = []
    for text in texts {
      guard !text.utf8.contains(0) else {
        throw HDF5Error("write", at: place, reason: "a text contains the NUL character, at which readers would end it")
      }
      starts.append(bytes.count)
      bytes.append(contentsOf: text.utf8)
      bytes.append(0)
    }
    try place.reserve { Growth.texts(texts) }
    _ = try Funnel.call("write", at: place) {
      bytes.withUnsafeBytes { block in
        let pointers = starts.map { block.baseAddress! + $0 }
        return pointers.withUnsafeBytes { write(type, $0.baseAddress!) }
      }
    }
  }
}

extension ArraySlice {
  fileprivate func droppingLast(while predicate: (Element) -> Bool) -> ArraySlice {
    guard let last = lastIndex(where: { !predicate($0) }) else { return self[startIndex..<startIndex] }
    return self[...last]
  }
}
