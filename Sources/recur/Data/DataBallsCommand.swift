import ArgumentParser
import Commands
import Losses
import SequenceData

struct DataBallsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "balls",
    abstract: "Make a dataset file of films of bouncing balls.",
    discussion: """
      Examples:
        recur data balls --output balls.h5
        recur data balls --resolution 15 --length 30 --output small.h5

      Sutskever, Hinton & Taylor (2008): balls in a box, of which the next frame is asked
      for. A film of T frames has T - 1 steps. The squared error, summed over the pixels,
      is said of the mean frame, and of the frame before in the place of the next.
      """)

  @Option(help: "Balls, 1 to \(BouncingBalls.mostBalls).") var balls = 3
  @Option(help: "Pixels along a side.") var resolution = 30
  @Option(help: "Frames of a film.") var length = 100
  @Option(help: "Films to train on; 0 leaves the split out.") var train = 4000
  @Option(help: "Films that decide when to stop.") var validation = 200
  @Option(help: "Films for the verdict.") var test = 200
  @Option(help: "The seed of the films.") var seed: UInt64 = 1
  @Option(help: "Loss: logistic or squared-error.") var loss: Loss = .logistic

  @OptionGroup var file: NewFileOptions

  private var request: GeneratedFileRequest {
    GeneratedFileRequest(
      BouncingBalls(balls: balls, resolution: resolution, frames: length), loss: loss, train: train,
      validation: validation, test: test, seed: seed)
  }

  func validate() throws {
    for (name, value, range) in [
      ("balls", balls, 1...BouncingBalls.mostBalls), ("resolution", resolution, 1...1024),
      ("length", length, 2...1 << 20),
    ] where !range.contains(value) {
      throw ValidationError("--\(name) should be \(range.lowerBound) to \(range.upperBound), got \(value)")
    }
    try checked(request.validate())
  }

  func run() throws { try request.run(file.file) }
}
