import ArgumentParser
import Commands
import SequenceData

struct DataImagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "images",
    abstract: "Make a dataset file of images.",
    discussion: """
      Examples:
        recur data images train-images-idx3-ubyte.gz train-labels-idx1-ubyte.gz \\
          --test-images t10k-images-idx3-ubyte.gz --test-labels t10k-labels-idx1-ubyte.gz \\
          --output digits.h5
        recur data images train-images.gz --targets image --output autoencoder.h5
        recur data images train-images.gz train-labels.gz --step pixel --permutation 1 \\
          --output permuted.h5

      Reads the format idx, in which MNIST and Fashion-MNIST circulate, plain or packed
      by gzip. Datasets/fashion-mnist makes files of Debian's package of the latter.

      A step shows the whole image (a feed-forward network: --layers dense:...), one of
      its rows, or one pixel. Asked for at the last step is the class, under the softmax
      loss; or the image itself, under the logistic loss: an autoencoder. Pixels are
      bytes over 255. --permutation shows the pixels of all images in one random order,
      which is stored in the file as pixel_order.

      The last training images are the validation split: --validation of them.
      """)

  @Argument(help: "The training images.") var images: String
  @Argument(help: "Their labels.") var labels: String?
  @Option(help: "The test images.") var testImages: String?
  @Option(help: "Their labels.") var testLabels: String?
  @Option(help: "What a step shows: image, row or pixel.") var step: ImageChoices.Steps = .image
  @Option(help: "What is asked for: class or image.") var targets: ImageChoices.Targets = .class
  @Option(help: "Seed of an order of the pixels. (default: as they come)") var permutation: UInt64?
  @Option(help: "Images for validation. (default: a tenth, 5000 at most)") var validation: Int?
  @Option(help: "The images in a sentence, to be stored in the file.") var description: String?

  @OptionGroup var file: NewFileOptions

  private var request: ImageFileRequest {
    var choices = ImageChoices()
    (choices.steps, choices.targets) = (step, targets)
    (choices.permutation, choices.validation) = (permutation, validation)
    return ImageFileRequest(
      train: (images, labels), test: (testImages, testLabels), choices, description: description)
  }

  func validate() throws { try checked(request.validate()) }

  func run() throws { try request.run(file.file) }
}
