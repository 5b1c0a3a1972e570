/// The largest deviation met so far, and where.
struct Deviation {
  private(set) var figure = 0.0
  private(set) var place = ""

  /// Takes note of a deviation; one that is not a number stays the largest.
  mutating func note(_ value: Double, _ place: String) {
    guard !figure.isNaN, !(value <= figure) else { return }
    (figure, self.place) = (value, place)
  }

  /// Takes note of |a − b| / scale; where the scale is 0, both must be 0.
  mutating func note(_ a: Double, _ b: Double, over scale: Double, _ place: String) {
    note(a == b ? 0 : abs(a - b) / scale, place)
  }
}
