import LinearAlgebra
import Losses
package import SequenceData
import Training

/// What `data images` is asked to do: to make a dataset file of images.
package struct ImageFileRequest {
  private let train: (images: String, labels: String?)
  private let test: (images: String?, labels: String?)
  private let choices: ImageChoices
  private let description: String?

  /// - Parameters:
  ///   - train: the files of the images and labels of training.
  ///   - test: those of the test.
  ///   - choices: what is made of them.
  ///   - description: the images in a sentence.
  package init(
    train: (images: String, labels: String?), test: (images: String?, labels: String?), _ choices: ImageChoices,
    description: String?
  ) {
    (self.train, self.test, self.choices, self.description) = (train, test, choices, description)
  }

  /// Makes sure that the choices make sense together.
  package func validate() throws(CommandError) {
    if test.images == nil, test.labels != nil {
      throw .usage("--test-labels are those of --test-images, which are not given")
    }
    if let validation = choices.validation { try OptionLimits.require("validation", validation, in: 0...1 << 30) }
  }

  /// Writes the file.
  package func run(_ file: NewFile) throws {
    try file.require(unlikeAnyOf: [train.images, train.labels, test.images, test.labels].compactMap(\.self))
    let part = try ImageDataset.Part(images: train.images, labels: train.labels)
    let other = try test.images.map { try ImageDataset.Part(images: $0, labels: test.labels) }
    let dataset = try ImageDataset(train: part, test: other, choices)
    var about = SequenceFileDescription(loss: dataset.loss)
    about.text = description
    about.creator = "recur \(programVersion)"
    about.task = "images"
    try InterruptibleWriting.run(file.output) { progress in
      try dataset.write(to: file.output, mayReplace: file.mayReplace, about, progress: progress)
    }
    try file.show(ImageFileReport(dataset, file.output))
  }
}

/// What has been made of images.
struct ImageFileReport: NewFileReport {
  struct Part: Encodable {
    let split: String
    let images: Int
  }

  let output: String
  let loss: String
  let rows: Int
  let columns: Int
  let steps: Int
  let features: Int
  let classes: [Int]
  let permuted: Bool
  let splits: [Part]
  let bytes: Int
  let sha256: String

  init(_ dataset: ImageDataset, _ output: String) throws {
    self.output = output
    (loss, steps, features) = (dataset.loss.rawValue, dataset.length, dataset.features)
    (rows, columns) = dataset.size
    (classes, permuted) = (dataset.classes, dataset.order != nil)
    splits = dataset.sizes.map { Part(split: $0.split.rawValue, images: $0.images) }
    let file = try OutputRecord(output)
    (bytes, sha256) = (file.bytes, file.sha256)
  }

  /// In words, for people.
  var lines: [String] {
    let asked = classes.isEmpty ? "the image itself" : "\(classes.count) classes"
    var lines = [
      "\(Console.bold(output)): images of \(rows) × \(columns) pixels as \(steps, "step") of \(features, "feature"), asked for \(asked)"
        + (permuted ? ", pixels in an order of their own" : "")
    ]
    for part in splits { lines.append("/\(part.split): \(part.images, "image")") }
    lines.append("size     \(ByteCount.describe(bytes))")
    lines.append("SHA-256  \(sha256)")
    return lines
  }
}
