import ArgumentParser
import Commands
import Losses
import SequenceData

struct DataCurvesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curves",
    abstract: "Make a dataset file of images of curves, for autoencoders.",
    discussion: """
      Example:
        recur data curves --output curves.h5

      Images of 28 x 28 pixels of quadratic Bezier curves through random points, each
      asked for itself. After those of Martens (2010), of which no generator has been
      published: figures are not comparable. The squared error of the mean image, summed
      over the pixels, is said for each split.
      """)

  @Option(help: "Images to train on; 0 leaves the split out.") var train = 20_000
  @Option(help: "Images that decide when to stop.") var validation = 0
  @Option(help: "Images for the verdict.") var test = 10_000
  @Option(help: "The seed of the images.") var seed: UInt64 = 1
  @Option(help: "Loss: logistic or squared-error.") var loss: Loss = .logistic

  @OptionGroup var file: NewFileOptions

  private var request: GeneratedFileRequest {
    GeneratedFileRequest(CurveImages(), loss: loss, train: train, validation: validation, test: test, seed: seed)
  }

  func validate() throws { try checked(request.validate()) }

  func run() throws { try request.run(file.file) }
}
