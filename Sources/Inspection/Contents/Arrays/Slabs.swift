/// The parts in which a large array is read, one after the other in row-major order: each is a range of the leading axis
/// that fits, or, where a single row is too large, of the next one.
struct Slabs: Sequence, IteratorProtocol {
  /// About how many elements are held at a time.
  static let usualElements = 1 << 18

  private let shape: [Int]
  /// The axis that is cut; those before it are taken one index at a time.
  private let axis: Int
  private let step: Int
  private var start: [Int]
  private var isAtEnd: Bool

  /// Parts of at most `limit` elements; whole chunks where a few of them fit, so that none is unpacked twice.
  init(_ shape: [Int], chunk: [Int]? = nil, limit: Int = Slabs.usualElements) {
    self.shape = shape
    var axis = 0
    while axis < shape.count - 1, ElementCount.of(Array(shape[(axis + 1)...])) > limit { axis += 1 }
    self.axis = axis
    let row = shape.isEmpty ? 1 : ElementCount.of(Array(shape[(axis + 1)...]))
    var step = Swift.max(1, limit / Swift.max(row, 1))
    if let chunk, chunk.count == shape.count, !chunk.isEmpty, chunk[axis] > 0, step > chunk[axis] {
      step -= step % chunk[axis]
    }
    self.step = step
    start = shape.map { _ in 0 }
    isAtEnd = shape.contains(0)
  }

  mutating func next() -> (start: [Int], count: [Int])? {
    guard !isAtEnd else { return nil }
    guard !shape.isEmpty else {
      isAtEnd = true
      return ([], [])
    }
    let begin = start
    var count = shape
    for earlier in 0..<axis { count[earlier] = 1 }
    count[axis] = Swift.min(step, shape[axis] - begin[axis])
    advance(by: count[axis])
    return (begin, count)
  }

  private mutating func advance(by rows: Int) {
    start[axis] += rows
    var present = axis
    while start[present] >= shape[present] {
      guard present > 0 else {
        isAtEnd = true
        return
      }
      start[present] = 0
      present -= 1
      start[present] += 1
    }
  }
}
