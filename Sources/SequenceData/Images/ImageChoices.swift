/// What is made of images.
public struct ImageChoices: Sendable, Equatable {
  /// What a step shows.
  public enum Steps: String, Sendable, CaseIterable {
    /// The whole image: sequences of one step.
    case image
    /// A row of pixels, from the top.
    case row
    /// A pixel, row by row.
    case pixel
  }

  /// What is asked for.
  public enum Targets: String, Sendable, CaseIterable {
    /// The class, at the last step.
    case `class`
    /// The image itself; of images in one step.
    case image
  }

  /// What a step shows.
  public var steps = Steps.image
  /// What is asked for.
  public var targets = Targets.class
  /// The seed of an order of the pixels, the same for all images; nil for that in which they come.
  public var permutation: UInt64?
  /// How many of the last training images are the validation split; nil for a tenth, 5000 at most.
  public var validation: Int?

  /// Classes of whole images.
  public init() {}
}
