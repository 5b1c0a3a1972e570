public import LinearAlgebra
public import Training

/// What was found out about a checkpoint beside what is written in it.
public struct InspectionResults<Element: Scalar>: Sendable {
  /// The sequences that were looked at, in a sentence.
  public var data = ""
  /// The step that led to the parameters that were looked at.
  public var step = 0
  /// Whether these are the best met on validation data, not the last.
  public var isBest = false
  /// The number of sequences.
  public var sequences = 0
  public var curvature: [CurvatureReport<Element>]?
  /// The recurrent matrices.
  public var spectrum: [MatrixSpectrum]?
  /// The Jacobians of one step, at some times of the first sequence.
  public var stepSpectra: [(time: Int, spectrum: MatrixSpectrum)]?
  public var gradientFlow: GradientFlow?
  public var states: [StateImage]?
  /// One for each input that was asked for.
  public var fixedPoints: [FixedPoints]?
  public var lossCurves: LossCurves?
  public var solveCurves: SolveCurves?
  /// Whether everything that was asked for is there.
  public var isComplete = true

  /// Nothing yet.
  public init() {}
}

extension InspectionResults: Encodable {
  private enum CodingKeys: String, CodingKey {
    case data, sequences, step, best, curvature, spectrum, complete
    case stepSpectra = "step_jacobians"
    case fixedPoints = "fixed_points"
    case gradientFlow = "gradient_flow"
    case states
    case lossCurves = "damping"
    case solveCurves = "cg_curves"
  }

  private struct Step: Encodable {
    let time: Int
    let spectrum: MatrixSpectrum
    private enum CodingKeys: String, CodingKey { case time }

    func encode(to encoder: any Encoder) throws {
      try spectrum.encode(to: encoder)
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(time, forKey: .time)
    }
  }

  /// Stores what there is.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(data, forKey: .data)
    try values.encode(sequences, forKey: .sequences)
    try values.encode(step, forKey: .step)
    try values.encode(isBest, forKey: .best)
    try values.encodeIfPresent(curvature, forKey: .curvature)
    try values.encodeIfPresent(spectrum, forKey: .spectrum)
    try values.encodeIfPresent(
      stepSpectra?.map { Step(time: $0.time, spectrum: $0.spectrum) }, forKey: .stepSpectra)
    try values.encodeIfPresent(gradientFlow, forKey: .gradientFlow)
    try values.encodeIfPresent(states, forKey: .states)
    try values.encodeIfPresent(fixedPoints, forKey: .fixedPoints)
    try values.encodeIfPresent(lossCurves, forKey: .lossCurves)
    try values.encodeIfPresent(solveCurves, forKey: .solveCurves)
    if !isComplete { try values.encode(false, forKey: .complete) }
  }
}
