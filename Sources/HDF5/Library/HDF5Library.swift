import CHDF5

/// What is known of libhdf5 itself.
public enum HDF5Library {
  /// The version of the library that the program runs with, such as `1.10.8`.
  public static var version: String {
    var major: UInt32 = 0
    var minor: UInt32 = 0
    var release: UInt32 = 0
    _ = Funnel.ask { H5get_libversion(&major, &minor, &release) }
    return "\(major).\(minor).\(release)"
  }

  /// The number of files, groups, datasets and attributes that the whole process holds open.
  public static var openObjectCount: Int {
    Funnel.ask { H5Fget_obj_count(hid_t(chdf5_all_objects()), chdf5_all_objects()) }
  }
}
