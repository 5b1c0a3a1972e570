/// The windows that a text is trained in: some consecutive symbols, of which the first ones warm the state up and carry no
/// loss (Sutskever, Martens & Hinton 2011, section 4); in training not where windows are consecutive, which have a state already.
public struct TextWindow: Sendable, Equatable {
  /// Steps of a window: so many symbols are read, and for each the next one is asked for.
  public let length: Int
  /// Steps at the beginning that carry no loss.
  public let warmUp: Int
  /// In which order they are trained on.
  public let order: WindowOrder

  /// A window.
  public init(length: Int, warmUp: Int, order: WindowOrder = .random) {
    self.length = length
    self.warmUp = warmUp
    self.order = order
  }

  /// The part of this window that fits a text of `count` symbols, half of it warm-up at most; nil where there is nothing
  /// to predict.
  func fitting(_ count: Int) -> TextWindow? {
    guard count >= 2 else { return nil }
    let length = min(length, count - 1)
    let warmUp = length < self.length ? min(warmUp, length / 2) : warmUp
    return TextWindow(length: length, warmUp: warmUp, order: order)
  }
}
