import CHDF5
internal import DurableFiles

/// An array of a file.
///
/// Elements are numbers of one ``Element`` type, or texts. Arrays travel in row-major order: the last axis is the one
/// whose elements are neighbors.
public struct Dataset: Sendable {
  let handle: Handle
  let place: Place

  init(_ handle: Handle, at place: Place) {
    self.handle = handle
    self.place = place
  }

  /// The path by which the dataset was reached, from the root of the file.
  public var path: String { place.object ?? "/" }

  /// The attributes of the dataset.
  public var attributes: Attributes { Attributes(owner: handle, at: place) }

  /// The extents of its axes; empty for a scalar, `[0]` for a dataset that is declared to hold nothing.
  public var shape: [Int] { get throws(HDF5Error) { try currentShape() } }

  /// The type of its elements in the file.
  public var elementType: ElementType { get throws(HDF5Error) { try currentType() } }

  /// Where and how its elements are stored.
  public var storage: Storage {
    get throws(HDF5Error) {
      let filters = try filterNames(of: creationList)
      let bytes = Funnel.ask { H5Dget_storage_size(handle.id) }
      return Storage(kind: try layout, filters: filters, bytes: Int(clamping: bytes))
    }
  }

  /// Where its elements are stored.
  var layout: Storage.Kind {
    get throws(HDF5Error) {
      let operation = "ask for the storage of"
      let list = try creationList
      let rank = try shape.count
      let layout = try Funnel.call(operation, at: place) { H5Pget_layout(list.id).rawValue }
      let externalFiles = try Funnel.call(operation, at: place) { H5Pget_external_count(list.id) }
      var chunk = [hsize_t](repeating: 0, count: rank)
      if layout == H5D_CHUNKED.rawValue {
        _ = try Funnel.call(operation, at: place) { H5Pget_chunk(list.id, Int32(rank), &chunk) }
      }
      return switch H5D_layout_t(rawValue: layout) {
      case H5D_COMPACT: .compact
      case H5D_CONTIGUOUS: externalFiles > 0 ? .external : .contiguous
      case H5D_CHUNKED: .chunked(chunk.map { Int(clamping: $0) })
      default: .virtual
      }
    }
  }

  private var creationList: Handle {
    get throws(HDF5Error) {
      try Handle("ask for the storage of", at: place) { H5Dget_create_plist(handle.id) }
    }
  }

  private func filterNames(of list: Handle) throws(HDF5Error) -> [String] {
    let count = try Funnel.call("ask for the storage of", at: place) { H5Pget_nfilters(list.id) }
    var names: [String] = []
    for index in 0..<count {
      var flags: UInt32 = 0
      var configuration: UInt32 = 0
      var valueCount = 0
      var name = [CChar](repeating: 0, count: 64)
      let id = try Funnel.call("ask for the storage of", at: place) {
        H5Pget_filter2(list.id, UInt32(index), &flags, &valueCount, nil, name.count, &name, &configuration)
      }
      switch id {
      case H5Z_FILTER_SHUFFLE: names.append("shuffle")
      case H5Z_FILTER_DEFLATE: names.append("deflate")
      case H5Z_FILTER_FLETCHER32: names.append("fletcher32")
      default:
        let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        names.append(bytes.isEmpty ? "filter \(id)" : String(decoding: bytes, as: UTF8.self))
      }
    }
    return names
  }
}

extension Dataset: Storing {
  func openType() throws(HDF5Error) -> Handle {
    try Handle("ask for the element type of", at: place) { H5Dget_type(handle.id) }
  }

  func openSpace() throws(HDF5Error) -> Handle {
    try Handle("ask for the shape of", at: place) { H5Dget_space(handle.id) }
  }

  func readAll(as type: hid_t, into pointer: UnsafeMutableRawPointer) -> herr_t {
    H5Dread(handle.id, type, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), pointer)
  }

  func writeAll(as type: hid_t, from pointer: UnsafeRawPointer) -> herr_t {
    H5Dwrite(handle.id, type, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), pointer)
  }
}
