/// The order in which the windows of a text are trained on.
public enum WindowOrder: String, Codable, Sendable, CaseIterable {
  /// Each begins anywhere, at the initial state of the network, and warms its state up (Sutskever, Martens & Hinton 2011).
  case random
  /// Each begins where the one before it has ended, with the state in which that has left the network (Zaremba, Sutskever &
  /// Vinyals 2014, section 4.1; Karpathy's char-rnn, 2015).
  case consecutive
}
