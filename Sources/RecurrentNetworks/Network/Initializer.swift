/// How the parameters of a network begin. Biases and initial states are zero in all of them, but for the forget bias of an
/// LSTM, which is 1.
///
/// What is said of the recurrent matrix holds for that of every gate, and for both factors W_hf and W_fh of a multiplicative
/// cell. Its W_xf is N(1, 0.1²) for symbols, with any initializer: each symbol begins with about the recurrent matrix
/// W_fh W_hf of a simple network. With small numbers the product of the three matrices would vanish, and with it the gradient
/// of each. For features and for layers above the first it is sparse, of a size that keeps the product as large as the
/// state. A recurrent matrix that is kept as its diagonal, a vector, begins as ``ParameterBlock/Start/diagonal`` says.
///
/// Recurrent networks are sensitive to their start: the recurrent matrix decides whether anything of the distant past is
/// left at all, the input weights whether it is washed over by what comes in.
public enum Initializer: String, Codable, Sendable, CaseIterable {
  /// At most 15 non-zero incoming weights for each unit, N(0, 1) scaled by 1/√15 (Martens 2010, section 5; Martens &
  /// Sutskever 2011), input weights scaled by a further ¼ as in the authors' code.
  case sparse
  /// Sparse recurrent weights scaled to a spectral radius of 1.1, small dense input weights (Sutskever, Martens, Dahl &
  /// Hinton 2013, section 3).
  case spectralRadius = "spectral-radius"
  /// A random orthogonal recurrent matrix (Saxe, McClelland & Ganguli 2014), which keeps the norm of what it carries;
  /// input and output weights as in ``sparse``.
  case orthogonal
  /// The identity as recurrent matrix, input weights 0.001 N(0, 1) (Le, Jaitly & Hinton 2015); meant for relu.
  case identity
}
