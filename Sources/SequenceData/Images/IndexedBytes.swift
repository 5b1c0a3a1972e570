internal import Machine

/// An array of bytes in the format idx, in which MNIST and its successors circulate, plain or packed by gzip.
///
///     0, 0, 8, d; d sizes of four bytes each, the most significant first; the bytes, the last index running fastest
///
/// Source: the page of the MNIST database (LeCun, Cortes & Burges). Numbers of other types than bytes are not read.
public struct IndexedBytes: Sendable, Equatable {
  /// The file, as it was named.
  public let path: String
  /// The sizes: images × rows × columns, or labels.
  public let shape: [Int]
  /// The bytes.
  public let bytes: [UInt8]

  /// What one file may hold.
  private static let largest = 1 << 31
  private static let noun = "an idx file of bytes"

  /// Reads a file.
  ///
  /// - Throws: ``SequenceFileError`` where it is missing, of another format, or holds less or more than its header says.
  public init(contentsOf path: String) throws(SequenceFileError) {
    self.path = path
    let file = try InputFile(path, as: Self.noun)
    let stored = try file.contents(atMost: Self.largest)
    let isPacked = stored.starts(with: [0x1F, 0x8B])
    func head(_ count: Int) -> [UInt8]? {
      isPacked
        ? Deflate.start(stored[...], in: .gzip, size: count)
        : stored.count < count ? nil : Array(stored[..<count])
    }
    guard let mark = head(4), mark[0] == 0, mark[1] == 0, (1...8).contains(mark[3]) else {
      let kind = FileKind(start: Array(stored.prefix(FileKind.startLength)), path: path)
      throw SequenceFileError(
        .data,
        "\(path) should be \(Self.noun), plain or packed by gzip; \(isPacked ? "what is packed does not begin as one does, or is damaged" : kind.words)"
      )
    }
    guard mark[2] == 8 else {
      throw SequenceFileError(
        .data, "\(path) is an idx file of numbers of type \(mark[2]), and bytes (type 8) were expected")
    }
    let start = 4 + 4 * Int(mark[3])
    guard let header = head(start) else {
      throw SequenceFileError(.data, "\(path) is a damaged idx file: its header is cut off")
    }
    let shape = stride(from: 4, to: start, by: 4).map { place in
      header[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    self.shape = shape
    var (count, isTooLarge) = (1, false)
    for size in shape {
      let product = count.multipliedReportingOverflow(by: size)
      (count, isTooLarge) = (product.partialValue, isTooLarge || product.overflow)
    }
    let words = shape.map(String.init).joined(separator: " × ")
    guard !isTooLarge, count <= Self.largest else {
      throw SequenceFileError(
        .data, "\(path) claims to hold \(words) bytes, and at most \(Self.largest >> 30) GiB are read")
    }
    guard isPacked else {
      guard stored.count - start == count else {
        throw SequenceFileError(
          .data,
          "\(path) is a damaged idx file: its header says \(words), that is \(count) bytes, and \(stored.count - start) follow it"
        )
      }
      bytes = Array(stored[start...])
      return
    }
    if let shortage = MemoryNeed("unpacking \(words) bytes", 2, count).shortageIfLarge() {
      throw SequenceFileError(.data, "\(path): \(shortage)")
    }
    guard let all = Deflate.unpack(stored[...], in: .gzip, size: start + count) else {
      throw SequenceFileError(
        .data,
        "\(path) is a damaged idx file: its header says \(words), and what is packed is not whole, or not as many bytes"
      )
    }
    bytes = Array(all[start...])
  }
}
