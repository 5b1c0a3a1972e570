/// How large a network has to be.
enum NetworkSize {
  /// The units of a tanh layer that gives a network with two features and one output about so many parameters, H² + 5 H.
  static func hidden(parameters: Int) -> Int {
    max(1, Int((Double(parameters) + 6.25).squareRoot() - 2.5))
  }
}
