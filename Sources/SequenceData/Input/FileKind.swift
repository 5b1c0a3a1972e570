/// What a file is, by its first bytes and, where these leave it open, its name: so that a sentence that refuses it can say
/// what makes something of it that is taken.
public enum FileKind: Sendable, Equatable {
  case empty, hdf5, matlab, gzip, bzip2, xz, zstandard, zip, numPyArchive, numPyArray, pickle, pdf, rtf, office
  case utf16, utf32, midi, netCDF, hdf4, picture, indexedBytes, sqlite, parquet, arrow, table, yaml, json, foreignText,
    text, unknown

  /// The number of bytes that are looked at.
  public static let startLength = 4096

  /// The kind of a file that begins like that.
  public init(start bytes: [UInt8], path: String) {
    self = Self.known(bytes) ?? Self.text(bytes, path.lowercased())
  }

  private static func known(_ bytes: [UInt8]) -> FileKind? {
    if bytes.isEmpty { return .empty }
    let beginnings: [([UInt8], FileKind)] = [
      ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], .hdf5),
      (Array("MATLAB 5.".utf8), .matlab), (Array("MATLAB 7.".utf8), .matlab),
      ([0x1F, 0x8B], .gzip), (Array("BZh".utf8), .bzip2), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], .xz),
      ([0x28, 0xB5, 0x2F, 0xFD], .zstandard), ([0x93] + Array("NUMPY".utf8), .numPyArray),
      (Array("%PDF".utf8), .pdf), (Array("{\\rtf".utf8), .rtf), ([0xD0, 0xCF, 0x11, 0xE0], .office),
      ([0xFF, 0xFE, 0, 0], .utf32), ([0, 0, 0xFE, 0xFF], .utf32), ([0xFF, 0xFE], .utf16), ([0xFE, 0xFF], .utf16),
      (Array("MThd".utf8), .midi),
      (Array("CDF".utf8) + [1], .netCDF), (Array("CDF".utf8) + [2], .netCDF), (Array("CDF".utf8) + [5], .netCDF),
      ([0x0E, 0x03, 0x13, 0x01], .hdf4),
      ([0x89] + Array("PNG".utf8), .picture), ([0xFF, 0xD8, 0xFF], .picture), (Array("GIF8".utf8), .picture),
      ([0, 0, 8, 1, 0], .indexedBytes), ([0, 0, 8, 2, 0], .indexedBytes), ([0, 0, 8, 3, 0], .indexedBytes),
      (Array("SQLite format 3".utf8), .sqlite), (Array("PAR1".utf8), .parquet), (Array("ARROW1".utf8), .arrow),
    ]
    if let found = beginnings.first(where: { bytes.starts(with: $0.0) }) { return found.1 }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
      return archive(bytes)
    }
    if bytes.count > 1, bytes[0] == 0x80, (1...5).contains(bytes[1]) { return .pickle }
    if bytes.starts(with: Array("(dp".utf8)) || bytes.starts(with: Array("(lp".utf8)) { return .pickle }
    return nil
  }

  /// A zip archive by the name of the first file in it.
  private static func archive(_ bytes: [UInt8]) -> FileKind {
    guard bytes.count > 30 else { return .zip }
    let length = Int(bytes[26]) | Int(bytes[27]) << 8
    let name = String(decoding: bytes[30..<min(30 + length, bytes.count)], as: UTF8.self)
    if name.hasSuffix(".npy") { return .numPyArchive }
    return ["[Content_Types].xml", "mimetype", "word/", "xl/"].contains { name.hasPrefix($0) } ? .office : .zip
  }

  /// What bytes are that have no mark of their own.
  private static func text(_ bytes: [UInt8], _ path: String) -> FileKind {
    // Latin letters in UTF-16 without its mark: every other byte is 0.
    let zeros = (0..<2).map { start in stride(from: start, to: bytes.count, by: 2).count { bytes[$0] == 0 } }
    if bytes.count >= 8, zeros.contains(where: { 4 * $0 > bytes.count }), zeros.contains(0) { return .utf16 }
    let controls = bytes.count { $0 < 32 && ![9, 10, 12, 13].contains($0) }
    guard controls == 0 else { return .unknown }
    if path.hasSuffix(".csv") || path.hasSuffix(".tsv") { return .table }
    if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return .yaml }
    if path.hasSuffix(".json") { return .json }
    // The last character may be cut off.
    var decoder = UTF8Decoder()
    var codes: [UInt32] = []
    return decoder.decode(bytes[...], into: &codes) == nil ? .text : .foreignText
  }

  /// As a sentence goes on: "it is a NumPy archive".
  public var words: String {
    switch self {
    case .empty: "it is empty"
    case .hdf5: "it is an HDF5 file"
    case .matlab: "it is a MATLAB file"
    case .gzip: "it is compressed by gzip"
    case .bzip2: "it is compressed by bzip2"
    case .xz: "it is compressed by xz"
    case .zstandard: "it is compressed by zstd"
    case .zip: "it is a zip archive"
    case .numPyArchive: "it is a NumPy archive"
    case .numPyArray: "it is a NumPy array"
    case .pickle: "it is a Python pickle"
    case .pdf: "it is a PDF file"
    case .rtf: "it is an RTF file"
    case .office: "it is a document of an office program or an e-book"
    case .utf16: "it is text in UTF-16"
    case .utf32: "it is text in UTF-32"
    case .midi: "it is a MIDI file"
    case .netCDF: "it is a NetCDF file of the classic format"
    case .hdf4: "it is an HDF4 file"
    case .picture: "it is a picture"
    case .indexedBytes: "it is an idx file of images or labels"
    case .sqlite: "it is an SQLite database"
    case .parquet: "it is a Parquet file"
    case .arrow: "it is an Arrow file"
    case .table: "it is a table in plain text"
    case .yaml: "it is YAML"
    case .json: "it is JSON"
    case .foreignText, .text: "it is plain text"
    case .unknown: "it does not begin as one does"
    }
  }
}
