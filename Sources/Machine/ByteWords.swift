/// Numbers of bytes for people to read.
public enum ByteWords {
  /// A number of bytes in the largest unit of which there is one.
  public static func describe(_ bytes: Int) -> String {
    for (unit, size) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] where bytes >= size {
      let tenths = (Double(bytes) / Double(size) * 10).rounded() / 10
      return "\(tenths) \(unit)"
    }
    return "\(bytes) bytes"
  }
}
