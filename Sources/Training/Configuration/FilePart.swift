internal import LinearAlgebra
internal import SequenceData
internal import Synchronization

/// One split of a dataset file as an endless stream of passes.
final class FilePart: Sendable {
  /// The number of sequences of a pass.
  let count: Int
  /// The rows of a sequence on average, rounded up.
  let meanRows: Int
  private let split: SequenceFileSplit
  private let seed: UInt64
  private let isShuffled: Bool
  private let isHeld: Bool
  private let blockSize: Int
  private let memory = Mutex(Memory())

  /// What is kept between two calls: it saves time and changes nothing.
  private struct Memory {
    var set: SequenceSet?
    var pass = 0
    var order: [Int] = []

    /// The blocks in the order of a pass: a shuffle (Fisher & Yates 1938; Durstenfeld 1964) from a random stream of its own.
    mutating func order(of blocks: Int, ofPass pass: Int, seed: UInt64) -> [Int] {
      if self.pass == pass { return order }
      var generator = Philox(seed: ~seed, stream: 1 << 62 | UInt64(pass))
      order = Array(0..<blocks)
      for last in stride(from: blocks - 1, to: 0, by: -1) {
        order.swapAt(last, generator.integer(in: 0...last))
      }
      self.pass = pass
      return order
    }
  }

  init(_ split: SequenceFileSplit, seed: UInt64, isShuffled: Bool) {
    self.split = split
    self.seed = seed
    self.isShuffled = isShuffled
    count = split.count
    meanRows = (split.rowCount + max(1, count) - 1) / max(1, count)
    let rowBytes = split.inputs.rowBytes + split.targets.rowBytes + (split.isWeighted ? MemoryLayout<Float>.size : 0)
    let bytes = Double(rowBytes) * Double(split.rowCount)
    isHeld = bytes <= Double(FileSource.memoryLimit)
    blockSize = isHeld ? 1 : max(1, Int(Double(FileSource.blockBytes) * Double(count) / bytes))
  }

  /// The sequences with the given numbers, pass after pass.
  func sequences(_ numbers: Range<Int>) throws -> SequenceSet {
    var set = SequenceSet(inputs: split.inputs, targets: split.targets, weighted: split.isWeighted)
    var next = numbers.lowerBound
    while next < numbers.upperBound {
      let (pass, first) = next.quotientAndRemainder(dividingBy: count)
      let end = min(count, first + numbers.upperBound - next)
      try append(first..<end, ofPass: pass, to: &set)
      next += end - first
    }
    return set
  }

  private func append(_ places: Range<Int>, ofPass pass: Int, to set: inout SequenceSet) throws {
    guard isShuffled && pass > 0 else {
      set.append(contentsOf: try split.sequences(places))
      return
    }
    let blocks = (count + blockSize - 1) / blockSize
    let order = memory.withLock { $0.order(of: blocks, ofPass: pass, seed: seed) }
    if isHeld {
      set.append(contentsOf: try held().selecting(order[places]))
      return
    }
    // Places are counted in the shuffled order: whole blocks, of which the last one of the file may be short.
    var begin = 0
    for block in order {
      let members = block * blockSize..<min((block + 1) * blockSize, count)
      let wanted = places.clamped(to: begin..<begin + members.count)
      if !wanted.isEmpty {
        let first = members.lowerBound + wanted.lowerBound - begin
        set.append(contentsOf: try split.sequences(first..<first + wanted.count))
      }
      begin += members.count
      if begin >= places.upperBound { break }
    }
  }

  private func held() throws -> SequenceSet {
    if let set = memory.withLock({ $0.set }) { return set }
    let set = try split.sequences(0..<count)
    memory.withLock { $0.set = set }
    return set
  }
}
