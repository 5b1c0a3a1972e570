import CHDF5
internal import DurableFiles

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
