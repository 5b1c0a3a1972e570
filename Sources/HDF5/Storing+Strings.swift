import CHDF5

extension Storing {
  /// Reads all elements as texts, whether of variable or of fixed length, padded with NUL or spaces.
  func allStrings() throws(HDF5Error) -> [String] {
    let type = try openType()
    let elementType = try ElementType(of: type, at: place)
    guard case .string(let width) = elementType else {
      throw HDF5Error("read", at: place, reason: "its element type is \(elementType), which is not a string")
    }
    let shape = try currentShape()
    let count = try Extent.count(shape, bytes: elementType.bytes, operation: "read", at: place)
    guard count > 0 else { return [] }
    let memory = try Texts.type(bytes: width, like: type, at: place)
    if let width { return try fixedStrings(count, width: width, type: memory) }
    return try variableStrings(count, type: memory)
  }

  private func variableStrings(_ count: Int, type: Handle) throws(HDF5Error) -> [String] {
    let space = try openSpace()
    var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    _ = try Funnel.call("read", at: place) {
      pointers.withUnsafeMutableBytes { readAll(as: type.id, into: $0.baseAddress!) }
    }
    // Only after a read that succeeded: one that failed leaves nothing that is certain to be whole.
    defer { _ = Funnel.ask { H5Dvlen_reclaim(type.id, space.id, hid_t(H5P_DEFAULT), &pointers) } }
    var texts: [String] = []
    for pointer in pointers {
      guard let pointer else {
        texts.append("")
        continue
      }
      guard let text = String(validatingCString: pointer) else { throw notUTF8 }
      texts.append(text)
    }
    return texts
  }

  private func fixedStrings(_ count: Int, width: Int, type: Handle) throws(HDF5Error) -> [String] {
    guard width > 0 else { return [String](repeating: "", count: count) }
    let padding = Funnel.ask { H5Tget_strpad(type.id) }
    var bytes = [UInt8](repeating: 0, count: count * width)
    _ = try Funnel.call("read", at: place) {
      bytes.withUnsafeMutableBytes { readAll(as: type.id, into: $0.baseAddress!) }
    }
    var texts: [String] = []
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

  private var notUTF8: HDF5Error { HDF5Error("read", at: place, reason: "a text in it is not UTF-8") }

  /// Writes all elements, of a store that has been made with ``Texts/type(bytes:like:at:)``.
  func writeAllStrings(_ texts: [String]) throws(HDF5Error) {
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
    _ = try Funnel.call("write", at: place) {
      bytes.withUnsafeBytes { block in
        let pointers = starts.map { block.baseAddress! + $0 }
        return pointers.withUnsafeBytes { writeAll(as: type.id, from: $0.baseAddress!) }
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
