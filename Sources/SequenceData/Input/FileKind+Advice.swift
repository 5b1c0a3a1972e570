extension FileKind {
  /// What makes an HDF5 file of sequences of a file of this kind, as a sentence goes on.
  public func wayToSequences(_ path: String) -> String {
    let output = Self.name(path, "h5")
    switch self {
    case .text, .foreignText: return "recur data text \(path) --output \(output) makes one of text"
    case .utf16, .utf32: return "\(wayToUTF8(path) ?? ""), of which recur data text makes one"
    case .numPyArchive, .numPyArray:
      return "recur data arrays \(path) --output \(output) makes one, and recur data piano-roll one of a piano roll"
    case .midi:
      return
        "write its notes as arrays of 0 and 1 (pretty_midi's get_piano_roll), of which recur data piano-roll makes one"
    case .table:
      return
        "recur data arrays \(path) --output \(output) makes one of its columns; recur data text takes it as characters"
    case .indexedBytes: return "recur data images makes one of images and their labels"
    case .matlab: return "recur data arrays \(path) --output \(output) makes one of its arrays"
    case .netCDF: return "nccopy -k nc4 \(path) \(Self.name(path, "nc4")) makes one"
    case .hdf4: return "h4toh5 makes one"
    case .yaml: return "recur train --config \(path) takes it as a configuration"
    case .pickle: return "save its arrays with numpy.savez or h5py; a pickle could run any program and is not read"
    default: return unpacking(path) ?? "h5py writes one, as Datasets/README.md shows"
    }
  }

  /// What makes UTF-8 of a file of this kind that should be text.
  ///
  /// - Returns: nothing where it is text already, or nothing is known.
  func wayToText(_ path: String) -> String? {
    switch self {
    case .hdf5:
      "recur train takes a dataset as it is, and recur data text --from-torch-rnn what torch-rnn's preprocessing wrote"
    case .numPyArchive, .numPyArray: "recur data arrays takes arrays of numbers, recur data piano-roll of notes"
    case .matlab, .pickle, .midi, .netCDF, .hdf4, .picture, .sqlite, .parquet, .arrow:
      "--unit byte takes any bytes as they are"
    default: wayToUTF8(path)
    }
  }

  /// What takes the text in UTF-8 out of a file of this kind; nothing where it is text already, or holds none.
  public func wayToUTF8(_ path: String) -> String? {
    let output = Self.name(path, "txt")
    func converting(_ encoding: String) -> String {
      "iconv -f \(encoding) -t utf8 \(path) > \(output) converts it"
    }
    switch self {
    case .utf16: return converting("utf16")
    case .utf32: return converting("utf32")
    case .pdf: return "pdftotext \(path) \(output) takes the text out"
    case .rtf, .office: return "save it as plain text, or take that out with pandoc -t plain"
    default: return unpacking(path)
    }
  }

  /// What makes arrays of notes of a file of this kind; nothing where nothing is known.
  func wayToNotes(_ path: String) -> String? {
    switch self {
    case .midi: "pretty_midi's get_piano_roll makes arrays of it, of 0 and 1 where above 0"
    case .text, .foreignText, .utf16, .utf32: "recur data text makes a dataset of text"
    case .table: "numpy.loadtxt reads it, numpy.savez writes its columns as arrays"
    case .pickle:
      "which is not read: it could run any program; save its arrays with numpy.savez instead, the steps of all sequences as one array of 0 and 1 (train) and the lengths as another (train_len)"
    default: unpacking(path)
    }
  }

  private func unpacking(_ path: String) -> String? {
    switch self {
    case .gzip: "gunzip -k \(path) unpacks it"
    case .bzip2: "bunzip2 -k \(path) unpacks it"
    case .xz: "unxz -k \(path) unpacks it"
    case .zstandard: "unzstd \(path) unpacks it"
    case .zip: "unzip \(path) unpacks it"
    default: nil
    }
  }

  /// The path with another ending; where that is the path itself, with a word before the ending.
  private static func name(_ path: String, _ ending: String) -> String {
    let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let dot = path[start...].lastIndex(of: ".")
    let stem = dot.map { $0 > start ? String(path[..<$0]) : path } ?? path
    let result = "\(stem).\(ending)"
    return result == path ? "\(stem)-new.\(ending)" : result
  }
}
