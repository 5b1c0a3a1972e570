import Foundation
import HDF5
import Losses
import SequenceData
import TestSupport
import Testing

/// Images in the format idx, and dataset files of them.
@Suite("Images")
struct ImageTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Bytes as an idx file has them.
  private static func indexed(_ shape: [Int], _ bytes: [UInt8], type: UInt8 = 8) -> [UInt8] {
    [0, 0, type, UInt8(shape.count)]
      + shape.flatMap { size in (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) } }
      + bytes
  }

  /// Five images of 2 × 3 pixels, all different, and their labels.
  private static let pixels = (0..<30).map { UInt8(8 * $0) }
  private static let images = indexed([5, 2, 3], pixels)
  private static let labels = indexed([5], [2, 0, 1, 1, 2])
  /// What `gzip -n` makes of the labels.
  private static let packedLabels: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 99, 96, 224, 96, 100, 96, 96, 96, 101, 98, 96, 100, 100, 2, 0, 112, 52, 175, 134,
    13, 0, 0, 0,
  ]

  private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let path = scratch.file(name)
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  private func part(_ images: [UInt8] = images, labels: [UInt8]? = labels) throws -> ImageDataset.Part {
    try ImageDataset.Part(images: file("images", images), labels: labels.map { try file("labels", $0) })
  }

  private func make(
    test: ImageDataset.Part? = nil, _ change: (inout ImageChoices) -> Void
  ) throws -> (dataset: ImageDataset, file: SequenceFile) {
    var choices = ImageChoices()
    choices.validation = 2
    change(&choices)
    let dataset = try ImageDataset(train: part(), test: test, choices)
    try dataset.write(to: scratch.file("made.h5"), SequenceFileDescription(loss: .squaredError))
    #expect(try SequenceFileCheck(contentsOf: scratch.file("made.h5")).isValid)
    return (dataset, try SequenceFile(contentsOf: scratch.file("made.h5")))
  }

  private static func shares(_ bytes: some Sequence<UInt8>) -> [Double] { bytes.map { Double(Float($0) / 255) } }

  @Test("Plain and packed files hold the same")
  func packed() throws {
    let plain = try IndexedBytes(contentsOf: file("a", Self.labels))
    let packed = try IndexedBytes(contentsOf: file("b", Self.packedLabels))
    #expect(plain.shape == [5] && plain.bytes == [2, 0, 1, 1, 2])
    #expect(packed.shape == plain.shape && packed.bytes == plain.bytes)
  }

  @Test("Whole images are sequences of one step, the last ones for validation")
  func whole() throws {
    let (dataset, file) = try make { _ in }
    #expect(dataset.sizes.map(\.split) == [.train, .validation] && dataset.sizes.map(\.images) == [3, 2])
    #expect(dataset.classes == [1, 2, 2] && dataset.length == 1 && dataset.features == 6)
    #expect(file.description.loss == .softmax)
    let expected = SequenceSet(
      offsets: [0, 1, 2, 3], inputs: .real(Self.shares(Self.pixels[..<18]), features: 6),
      targets: .classes([2, 0, 1], cardinality: 3))
    #expect(try file.split(.train).sequences(0..<3) == expected)
    guard case .classes(let classes, 3) = try file.split(.validation).sequences(0..<2).targets else {
      return #expect(Bool(false), "three classes were expected")
    }
    #expect(classes == [1, 2])
  }

  @Test("Rows and pixels are steps, the class is asked for at the last")
  func steps() throws {
    let rows = try make { $0.steps = .row }.file.split(.train).sequences(0..<2)
    #expect(rows.offsets == [0, 2, 4] && rows.weights == [0, 1, 0, 1])
    #expect(rows.inputs == .real(Self.shares(Self.pixels[..<12]), features: 3))
    #expect(rows.targets == .classes([0, 2, 0, 0], cardinality: 3))
    let pixels = try make { $0.steps = .pixel }.file.split(.train).sequences(0..<1)
    #expect(pixels.offsets == [0, 6] && pixels.weights == [0, 0, 0, 0, 0, 1])
    #expect(pixels.inputs == .real(Self.shares(Self.pixels[..<6]), features: 1))
  }

  @Test("A permutation is the same for all images, stored, and that of its seed")
  func permutation() throws {
    let (dataset, file) = try make { ($0.steps, $0.permutation) = (.pixel, 7) }
    let order = try #require(dataset.order)
    #expect(order.sorted() == Array(0..<6) && order != Array(0..<6))
    guard case .real(let values, 1) = try file.split(.train).sequences(0..<3).inputs else {
      return #expect(Bool(false), "one feature was expected")
    }
    #expect(values == Self.shares((0..<3).flatMap { n in order.map { Self.pixels[6 * n + $0] } }))
    let stored = try File.open(scratch.file("made.h5")).root.dataset("pixel_order").read(as: Int32.self)
    #expect(stored == order.map { Int32($0) })
    #expect(try make { ($0.steps, $0.permutation) = (.pixel, 8) }.dataset.order != order)
    #expect(try make { ($0.steps, $0.permutation) = (.image, 7) }.dataset.order == order)
  }

  @Test("An autoencoder is asked for what it is shown; labels are not needed")
  func autoencoder() throws {
    var choices = ImageChoices()
    (choices.targets, choices.validation) = (.image, 0)
    let dataset = try ImageDataset(train: part(labels: nil), test: part(labels: nil), choices)
    #expect(dataset.loss == .logistic && dataset.classes.isEmpty)
    try dataset.write(to: scratch.file("made.h5"), SequenceFileDescription(loss: .squaredError))
    let file = try SequenceFile(contentsOf: scratch.file("made.h5"))
    #expect(file.splits == [.train, .test] && file.description.loss == .logistic)
    let set = try file.split(.test).sequences(0..<5)
    #expect(set.inputs == .real(Self.shares(Self.pixels), features: 6))
    #expect(set.targets == .real(Self.shares(Self.pixels), outputs: 6))
  }

  @Test("A tenth is for validation where nobody says how many")
  func usualValidation() throws {
    let dataset = try ImageDataset(train: part(), test: nil, ImageChoices())
    #expect(dataset.sizes.map(\.images) == [5])
  }

  /// Files that are refused, and why.
  private static let bad: [(bytes: [UInt8], words: String)] = [
    ([], "it is empty"), (Array("plain words".utf8), "it is plain text"),
    (indexed([2], [1, 2], type: 13), "is an idx file of numbers of type 13, and bytes (type 8) were expected"),
    (Array(images.dropLast()), "its header says 5 × 2 × 3, that is 30 bytes, and 29 follow it"),
    (images + [0], "its header says 5 × 2 × 3, that is 30 bytes, and 31 follow it"),
    (Array(images.prefix(9)), "its header is cut off"),
    (indexed([1 << 30, 1 << 30, 1 << 30], []), "claims to hold 1073741824 × 1073741824 × 1073741824 bytes"),
    (indexed([1 << 30], []), "its header says 1073741824, that is 1073741824 bytes, and 0 follow it"),
    (Array(packedLabels.dropLast(9)), "what is packed is not whole, or not as many bytes"),
    (
      Array(packedLabels.dropLast(6)) + [packedLabels[packedLabels.count - 6] ^ 1] + Array(packedLabels.suffix(5)),
      "what is packed is not whole"
    ),
    ([0x1F, 0x8B, 8, 0], "what is packed does not begin as one does, or is damaged"),
  ]

  @Test("A file that is none of bytes, or not whole, is named with what was found", arguments: bad.indices)
  func damaged(_ index: Int) throws {
    let (bytes, words) = Self.bad[index]
    let path = try file("bad", bytes)
    let error = #expect(throws: SequenceFileError.self) { try IndexedBytes(contentsOf: path) }
    #expect(
      error?.description.contains(words) == true && error?.description.contains(path) == true,
      "\(error?.description ?? "")")
  }

  @Test("Parts that do not fit one another are named")
  func parts() throws {
    func refuse(_ words: String, _ body: () throws -> Void) {
      let error = #expect(throws: SequenceFileError.self, performing: body)
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
    refuse("should hold images × rows × columns (or images × pixels), found 5: labels?") { _ = try part(Self.labels) }
    refuse("should hold 5 labels, one for each image of") { _ = try part(labels: Self.indexed([4], [1, 0, 1, 1])) }
    let flat = try part(Self.indexed([5, 6], Self.pixels))
    var choices = ImageChoices()
    choices.steps = .row
    refuse("holds images without rows: images × pixels") { _ = try ImageDataset(train: flat, test: nil, choices) }
    choices = ImageChoices()
    refuse("should hold images of 1 × 6 pixels") { _ = try ImageDataset(train: flat, test: part(), choices) }
    choices.validation = 5
    refuse("5 cannot be those of validation: some are needed for training") {
      _ = try ImageDataset(train: part(), test: nil, choices)
    }
    (choices.validation, choices.targets, choices.steps) = (0, .image, .pixel)
    refuse("not with a step for each pixel") { _ = try ImageDataset(train: part(), test: nil, choices) }
    choices = ImageChoices()
    refuse("there is no file of the labels of") { _ = try ImageDataset(train: part(labels: nil), test: nil, choices) }
    let others = Self.indexed([5], [0, 1, 9, 0, 0])
    refuse("image 2: a label of 0 to 2 was expected") {
      let test = try ImageDataset.Part(images: file("t", Self.images), labels: file("tl", others))
      _ = try ImageDataset(train: part(), test: test, choices)
    }
    refuse("should hold labels of two classes or more") {
      _ = try ImageDataset(train: part(labels: Self.indexed([5], [0, 0, 0, 0, 0])), test: nil, choices)
    }
  }
}
