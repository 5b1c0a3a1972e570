internal import Losses
internal import HDF5
internal import LinearAlgebra
internal import SequenceData

/// A dataset file of random numbers, which hardly shrink: one block of sequences again and again.
final class DatasetFixture {
  static let features = 16

  /// The sequences of a block.
  let block: SequenceSet
  /// How often the file holds it.
  let blocks: Int
  /// The sequences of the file.
  var count: Int { blocks * block.count }
  /// The bytes of inputs, targets and weights.
  var bytes: Int { blocks * block.rowCount * Self.rowBytes }

  private static var rowBytes: Int { 4 * (features + 1 + 1) }
  private static var blockRows: Int { 1 << 16 }
  private let content = SequenceFileContent(
    inputs: .real(features: features), targets: .real(outputs: 1), isWeighted: true, precision: .single)

  /// A file of about so many bytes, of sequences of `length` steps.
  init(bytes: Int, length: Int) {
    let rows = min(Self.blockRows, max(length, bytes / Self.rowBytes))
    let count = max(1, rows / length)
    let offsets = (0...count).map { $0 * length }
    // Numbers that a float holds exactly: random ones of 23 bits.
    var generator = Philox(seed: 11, stream: 0)
    func numbers(_ count: Int) -> [Double] { (0..<count).map { _ in Double(generator.uniform()) } }
    block = SequenceSet(
      offsets: offsets, inputs: .real(numbers(count * length * Self.features), features: Self.features),
      targets: .real(numbers(count * length), outputs: 1),
      weights: (0..<count * length).map { Float($0 % 2) })
    blocks = max(1, bytes / (Self.rowBytes * count * length))
  }

  /// Writes the file.
  func write(to path: String) throws {
    try SequenceFile.write(to: path, SequenceFileDescription(loss: .squaredError), content) { writer in
      for _ in 0..<blocks { try writer.append(block, to: .train) }
    }
  }

  /// What is wrong with a file that should hold the blocks; nil where nothing is.
  func fault(ofFile path: String) throws -> String? {
    let split = try SequenceFile(contentsOf: path).split(.train)
    guard split.count == count else { return "\(count) sequences were to be written, there are \(split.count)" }
    for index in 0..<blocks {
      let range = index * block.count..<(index + 1) * block.count
      guard try split.sequences(range) == block else { return "sequences \(range) are not those written" }
    }
    return nil
  }

  /// What is wrong with a set that should hold the sequences from `first` on; nil where nothing is.
  func fault(of set: SequenceSet, from first: Int) -> String? {
    for n in 0..<set.count {
      let (found, expected) = (set.rows(of: n), block.rows(of: (first + n) % block.count))
      guard found.count == expected.count, set.inputs.isEqual(found, to: block.inputs, expected),
        set.targets.isEqual(found, to: block.targets, expected)
      else { return "sequence \(first + n) is not the one written" }
    }
    return nil
  }
}

extension SequenceSet.Inputs {
  fileprivate func isEqual(_ rows: Range<Int>, to other: Self, _ others: Range<Int>) -> Bool {
    guard case .real(let x, let n) = self, case .real(let y, let m) = other, n == m else { return false }
    return x[rows.lowerBound * n..<rows.upperBound * n] == y[others.lowerBound * n..<others.upperBound * n]
  }
}

extension SequenceSet.Targets {
  fileprivate func isEqual(_ rows: Range<Int>, to other: Self, _ others: Range<Int>) -> Bool {
    guard case .real(let x, let n) = self, case .real(let y, let m) = other, n == m else { return false }
    return x[rows.lowerBound * n..<rows.upperBound * n] == y[others.lowerBound * n..<others.upperBound * n]
  }
}
