import LinearAlgebra
import SequenceData
import Optimization
import TestSupport
import Training

/// A small run on a small text.
struct TextRun {
  static let text = String(repeating: "the cat sat on the mat, and the dog ran — to the cat. ", count: 40)

  let scratch: Scratch
  let layer: ConfigurationLayer
  let vocabulary: Vocabulary

  /// A text file of some characters, and the choices of a run on it.
  init(_ text: String = Self.text, unit: TextUnit = .character, unknown: Bool = false, cell: String = "tanh") throws {
    scratch = try Scratch()
    let codes = unit == .byte ? text.utf8.map(UInt32.init) : text.unicodeScalars.map(\.value)
    let vocabulary = try Vocabulary(codes: Set(codes).sorted(), unit: unit, hasUnknown: unknown)
    self.vocabulary = vocabulary
    let symbols = codes.map { vocabulary.symbol(of: $0)! }
    try TextFile.write(to: scratch.file("text.h5"), TextDescription(), vocabulary) { writer in
      try writer.append(Array(symbols.prefix(symbols.count * 3 / 4)), to: .train)
      try writer.append(Array(symbols.suffix(symbols.count / 4)), to: .test)
    }
    var layer = ConfigurationLayer()
    layer.data = scratch.file("text.h5")
    (layer.optimizer, layer.seed, layer.threads, layer.hidden, layer.cell) = (.hessianFree, 5, 2, 10, cell)
    (layer.gradientBatch, layer.curvatureBatch, layer.backtrackingBatch) = (60, 30, 30)
    (layer.validationBatch, layer["cg-iterations"]) = (30, 15)
    layer.window = 20
    layer.warmUp = 5
    self.layer = layer
  }

  /// A trainer that has taken so many steps.
  func trainer<Element: Scalar>(_: Element.Type = Element.self, steps: Int = 2) throws -> Trainer<Element> {
    var layer = layer
    layer.iterations = steps
    layer.precision = Element.precision
    let trainer = try Trainer<Element>(ExperimentConfiguration(layer))
    try trainer.run()
    return trainer
  }

  /// A model that has learned for a moment.
  func model<Element: Scalar>(_: Element.Type = Element.self) throws -> TextModel<Element> {
    try TextModel(trainer(Element.self).checkpoint, name: "the run")
  }
}
