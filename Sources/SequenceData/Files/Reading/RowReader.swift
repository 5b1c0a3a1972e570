internal import DurableFiles
internal import HDF5
internal import Synchronization

/// Reads rows of an array of a file, in any order, and quickly in the order of the file.
///
/// libhdf5 keeps a megabyte of decompressed chunks for each array. Where one row of chunks is larger than that, as other
/// programs may choose it, reading range after range would decompress the same chunks again and again; there the last row
/// of chunks is kept here.
internal final class RowReader<Value: Element>: Sendable {
  private struct Block {
    var start = 0
    var values: [Value] = []
  }

  /// What libhdf5 keeps by itself, less what it needs to find it.
  private static var libraryCache: Int { 1 << 20 }
  /// The largest row of chunks that is kept.
  private static var limit: Int { 1 << 28 }

  private let dataset: Dataset
  private let rows: Int
  private let columns: Int?
  private let blockRows: Int?
  private let kept = Mutex(Block())

  /// A reader of an array along one axis, or of two axes where `columns` is given.
  ///
  /// - Parameter chunkRows: the rows of a chunk; nothing where the array is not cut into chunks.
  init(_ dataset: Dataset, rows: Int, columns: Int?, chunkRows: Int?) {
    self.dataset = dataset
    self.rows = rows
    self.columns = columns
    let bytes = chunkRows.map {
      min($0, rows).multipliedReportingOverflow(by: (columns ?? 1) * MemoryLayout<Value>.size)
    }
    if let chunkRows, let bytes, !bytes.overflow, (Self.libraryCache...Self.limit).contains(bytes.partialValue) {
      blockRows = min(chunkRows, rows)
    } else {
      blockRows = nil
    }
  }

  /// The elements of some rows, row after row.
  func read(_ range: Range<Int>) throws(HDF5Error) -> [Value] {
    guard let blockRows, !range.isEmpty else { return try direct(range) }
    let width = columns ?? 1
    var block = kept.withLock { $0 }
    var result: [Value] = []
    var position = range.lowerBound
    while position < range.upperBound {
      let start = position / blockRows * blockRows
      let end = min(start + blockRows, rows)
      if start == position, end <= range.upperBound {
        // Blocks that are asked for as a whole need not be kept, but for the last.
        let last = range.upperBound == rows ? rows : range.upperBound / blockRows * blockRows
        result.append(contentsOf: try direct(position..<last))
        position = last
        continue
      }
      if block.values.isEmpty || block.start != start { block = Block(start: start, values: try direct(start..<end)) }
      let stop = min(end, range.upperBound)
      result.append(contentsOf: block.values[(position - start) * width..<(stop - start) * width])
      position = stop
    }
    kept.withLock { $0 = block }
    return result
  }

  private func direct(_ range: Range<Int>) throws(HDF5Error) -> [Value] {
    guard let columns else { return try dataset.read(start: [range.lowerBound], count: [range.count]) }
    return try dataset.read(start: [range.lowerBound, 0], count: [range.count, columns])
  }
}
