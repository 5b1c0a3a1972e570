internal import DurableFiles
internal import HDF5

/// The numbers that stand for values that are not there, by the conventions of NetCDF: the attributes `_FillValue` and
/// `missing_value` of an array, and in files of the NetCDF library also what it fills floating-point arrays with.
internal struct MissingValues: Sendable {
  /// None.
  static let none = MissingValues(values: [])

  /// The numbers; those that are not finite are refused anyway.
  private let values: [Double]

  private static let names = ["_FillValue", "missing_value"]
  /// NC_FILL_FLOAT and NC_FILL_DOUBLE of netcdf.h.
  private static let usual = 0x1.ep+122

  private init(values: [Double]) { self.values = values }

  /// What the attributes of an array say.
  ///
  /// - Throws: ``SequenceFileError`` where they say that its numbers are packed: then the numbers that are meant are others.
  init(
    of dataset: Dataset, _ type: ElementType, in group: OpenGroup, place: String
  ) throws(SequenceFileError) {
    guard type.isNumeric else {
      values = []
      return
    }
    let reader = AttributeReader(attributes: dataset.attributes, place: place)
    for (name, neutral) in [("scale_factor", 1.0), ("add_offset", 0.0)] {
      if let value = try reader.numbers(name).first, value != neutral {
        throw SequenceFileError(
          .data,
          "\(place) is packed (\(name) = \(value)), which is not undone: the numbers themselves should be stored, as float32 or float64"
        )
      }
    }
    var values: [Double] = []
    for name in Self.names { values += try reader.numbers(name) }
    if values.isEmpty, case .float = type {
      let root = try group.file.root().group
      let isNetCDF = try SequenceFileError.wrapping { () throws(HDF5Error) in
        try root.attributes.contains("_NCProperties")
      }
      if isNetCDF { values = [Self.usual] }
    }
    self.values = values.filter(\.isFinite)
  }

  /// Whether there are any.
  var isEmpty: Bool { values.isEmpty }

  /// Whether a number is one of them.
  func contains(_ value: Double) -> Bool { values.contains(value) }

  /// As a sentence goes on behind such a number.
  static let words = ", which stands for a value that is missing (_FillValue, missing_value)"
}
