public import Losses
internal import HDF5
internal import LinearAlgebra
internal import Machine

/// Images and their labels, from which a dataset file is made: whole images as feature vectors, or their rows or pixels as steps.
///
/// Pixels are bytes over 255. A class is asked for at the last step, under the softmax loss; the image itself under the logistic
/// loss, whose outputs are its pixels as shares.
public struct ImageDataset: Sendable {
  /// Images with their labels; images may be without, where nobody asks for classes.
  public struct Part: Sendable {
    let images: IndexedBytes
    let labels: IndexedBytes?

    /// Images from their files.
    ///
    /// - Throws: ``SequenceFileError`` where the files are not what they should be, or have other numbers of images and labels.
    public init(images: String, labels: String?) throws(SequenceFileError) {
      self.images = try IndexedBytes(contentsOf: images)
      self.labels = try labels.map { path throws(SequenceFileError) in try IndexedBytes(contentsOf: path) }
      let shape = self.images.shape
      guard (2...3).contains(shape.count), shape.allSatisfy({ $0 > 0 }) else {
        throw SequenceFileError(
          .data,
          "\(images) should hold images × rows × columns (or images × pixels), found \(shape.map(String.init).joined(separator: " × "))\(shape.count == 1 ? ": labels?" : "")"
        )
      }
      guard let labels = self.labels else { return }
      guard labels.shape == [shape[0]] else {
        throw SequenceFileError(
          .data,
          "\(labels.path) should hold \(shape[0]) labels, one for each image of \(images), found \(labels.shape.map(String.init).joined(separator: " × "))"
        )
      }
    }

    var count: Int { images.shape[0] }
    /// Rows and columns of an image.
    var size: [Int] { images.shape.count == 2 ? [1, images.shape[1]] : Array(images.shape[1...]) }
  }

  /// The loss for the targets.
  public let loss: Loss
  /// The rows and columns of an image.
  public let size: (rows: Int, columns: Int)
  /// How many images there are of each class among those of training; empty where nobody asks for classes.
  public let classes: [Int]
  /// The order in which the pixels of an image are shown: place k has pixel `order[k]`, counted row by row. Nil for their own.
  public let order: [Int]?
  private let choices: ImageChoices
  private let parts: [(split: Split, part: Part, images: Range<Int>)]

  /// Takes images and labels together.
  ///
  /// - Parameters:
  ///   - train: those of training and validation.
  ///   - test: those of the test; nil for none.
  ///   - choices: what is made of them.
  /// - Throws: ``SequenceFileError`` where parts do not fit one another, or the choices them.
  public init(train: Part, test: Part?, _ choices: ImageChoices) throws(SequenceFileError) {
    self.choices = choices
    let rows = train.size[0], columns = train.size[1]
    size = (rows, columns)
    if let test, test.size != train.size {
      throw SequenceFileError(
        .data,
        "\(test.images.path) should hold images of \(rows) × \(columns) pixels, as \(train.images.path) does, found \(test.size[0]) × \(test.size[1])"
      )
    }
    if choices.targets == .image, choices.steps != .image {
      throw SequenceFileError(
        .data,
        "the image itself is asked for where a step shows all of it, not with a step for each \(choices.steps.rawValue)"
      )
    }
    if choices.steps == .row, train.images.shape.count == 2 {
      throw SequenceFileError(.data, "\(train.images.path) holds images without rows: images × pixels")
    }
    let validation = choices.validation ?? min(5000, train.count / 10)
    guard (0..<train.count).contains(validation) else {
      throw SequenceFileError(
        .data,
        "of the \(train.count) images of \(train.images.path) \(validation) cannot be those of validation: some are needed for training"
      )
    }
    let cut = train.count - validation
    var parts = [(split: Split.train, part: train, images: 0..<cut)]
    if validation > 0 { parts.append((.validation, train, cut..<train.count)) }
    if let test { parts.append((.test, test, 0..<test.count)) }
    self.parts = parts
    order = choices.permutation.map { seed in
      var generator = Philox(seed: seed, stream: 0)
      return generator.distinct(count: rows * columns, below: rows * columns)
    }
    guard choices.targets == .class else {
      (loss, classes) = (.logistic, [])
      return
    }
    loss = .softmax
    guard let labels = train.labels else {
      throw SequenceFileError(
        .data, "classes are asked for, and there is no file of the labels of \(train.images.path)")
    }
    var counts = [Int](repeating: 0, count: Int(labels.bytes.max() ?? 0) + 1)
    for label in labels.bytes { counts[Int(label)] += 1 }
    guard counts.count > 1 else {
      throw SequenceFileError(.data, "\(labels.path) should hold labels of two classes or more, all are 0")
    }
    if let test {
      guard let own = test.labels else {
        throw SequenceFileError(
          .data, "classes are asked for, and there is no file of the labels of \(test.images.path)")
      }
      if let place = own.bytes.firstIndex(where: { Int($0) >= counts.count }) {
        throw SequenceFileError(
          .data,
          "\(own.path), image \(place): a label of 0 to \(counts.count - 1) was expected, as in \(labels.path), found \(own.bytes[place])"
        )
      }
    }
    classes = counts
  }

  /// The images of each split.
  public var sizes: [(split: Split, images: Int)] { parts.map { ($0.split, $0.images.count) } }

  /// The number of steps of a sequence.
  public var length: Int {
    switch choices.steps {
    case .image: 1
    case .row: size.rows
    case .pixel: size.rows * size.columns
    }
  }

  /// The number of features of a step.
  public var features: Int { size.rows * size.columns / length }

  /// Writes the dataset file.
  ///
  /// - Parameters:
  ///   - path: the file to write.
  ///   - mayReplace: whether there may be a file; if not, one that has come to be there in the end is left alone.
  ///   - description: its attributes; loss and order of pixels are set here.
  ///   - progress: told the images done and to do; what it throws ends the work.
  /// - Throws: what `progress` throws; ``SequenceFileError`` where the file cannot be stored.
  public func write(
    to path: String, mayReplace: Bool = true, _ description: SequenceFileDescription,
    progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws {
    var description = description
    (description.loss, description.pixelOrder) = (loss, order)
    let inputs = InputShape.real(features: features)
    let targets =
      choices.targets == .class ? TargetShape.classes(cardinality: classes.count) : .real(outputs: features)
    let content = SequenceFileContent(inputs: inputs, targets: targets, isWeighted: length > 1, precision: .single)
    let total = parts.reduce(0) { $0 + $1.images.count }
    let isLarge = Double(total * length) * Double(content.bytesPerRow) > Double(1 << 28)
    let block = max(1, SequenceFile.blockRows / max(length, features))
    var done = 0
    try SequenceFile.write(
      to: path, mayReplace: mayReplace, description, content, growing: isLarge ? .disk : .memory
    ) { writer in
      for (split, part, images) in parts {
        for first in stride(from: images.lowerBound, to: images.upperBound, by: block) {
          let some = first..<min(first + block, images.upperBound)
          try writer.append(sequences(some, of: part, content), to: split)
          done += some.count
          try progress(done, total)
        }
      }
    }
  }

  private func sequences(_ images: Range<Int>, of part: Part, _ content: SequenceFileContent) -> SequenceSet {
    let pixels = size.rows * size.columns
    var values: [Double] = []
    values.reserveCapacity(images.count * pixels)
    for image in images {
      let own = part.images.bytes[image * pixels..<(image + 1) * pixels]
      // As the file holds them, in single precision.
      func value(_ byte: UInt8) -> Double { Double(Float(byte) / 255) }
      if let order {
        values += order.map { value(own[own.startIndex + $0]) }
      } else {
        values += own.map(value)
      }
    }
    let offsets = (0...images.count).map { $0 * length }
    let weights = length > 1 ? (0..<images.count * length).map { Float(($0 + 1).isMultiple(of: length) ? 1 : 0) } : nil
    let targets: SequenceSet.Targets
    switch (content.targets, part.labels) {
    case (.classes(let cardinality), let labels?):
      var classes = [Int32](repeating: 0, count: images.count * length)
      for (place, image) in images.enumerated() { classes[(place + 1) * length - 1] = Int32(labels.bytes[image]) }
      targets = .classes(classes, cardinality: cardinality)
    default: targets = .real(values, outputs: pixels)
    }
    return SequenceSet(
      offsets: offsets, inputs: .real(values, features: features), targets: targets, weights: weights)
  }
}
