public import DurableFiles
internal import HDF5
public import LinearAlgebra
public import RecurrentNetworks
public import Training

/// A problem in an HDF5 file, in a layout that programs in other languages read and write too.
///
/// Parameters `W_hh` `[H, H]`, `W_xh` `[H, I]`, `b_h` `[H]`, `W_ho` `[O, H]`, `b_o` `[O]` of a tanh network whose initial state
/// is zero; the direction under the same names with `v_` before them; `x` `[T, B, I]`; `targets` `[S, B, O]`, or classes
/// `[S, B]` for softmax, with S = T, or 1 where the attribute `last` is 1. The attribute `loss` is `squared`, `softmax` or
/// `sigmoid`. Inputs of which every row is a unit vector are read as symbols. Whatever else there is is left alone.
public struct ProblemFile: Sendable {
  /// The sizes.
  public let shape: PassShape
  /// What the file calls itself.
  public let name: String
  private let parameters: Vector<Double>
  private let direction: Vector<Double>
  private let sequences: SequenceView

  /// Reads a problem.
  ///
  /// - Throws: `TrainingError` that says what is missing, of another shape, or not finite.
  public init(_ file: AdmittedFile) throws(TrainingError) {
    do {
      let reader = ProblemReader(path: file.path, root: try File.open(file).root)
      (shape, sequences) = try reader.sequences()
      name = try reader.name
      parameters = try reader.vector(prefix: "", shape)
      direction = try reader.vector(prefix: "v_", shape)
    } catch let error as TrainingError {
      throw error
    } catch {
      throw TrainingError(.data, "\(error)")
    }
  }

  /// The problem in a precision.
  public func problem<Element: Scalar>(
    as type: Element.Type = Element.self
  ) throws(NetworkError) -> PassProblem<Element> {
    try PassProblem(shape, parameters: parameters, direction: direction, sequences: sequences)
  }

  /// Whether a file holds results of an earlier call and nothing else, so that no harm is done where it is replaced.
  public static func isResults(_ path: String) -> Bool {
    guard let file = try? OpenedFile(path), (try? file.checksum) == .intact,
      let admitted = try? FileAdmission.admit(file)
    else { return false }
    return (try? File.open(admitted).root.attributes["format"].readString()) == resultsFormat
  }

  private static var resultsFormat: String { "recur.benchmark-results" }

  /// Computes loss, gradient and Gauss-Newton product of a problem and writes them, in place of the file at `path` if it may
  /// be replaced: `loss`, and the blocks with `g_` and `Gv_` before their names, in float.
  ///
  /// - Throws: `TrainingError` if the file cannot be written.
  public static func writeResults<Element>(
    of problem: PassProblem<Element>, pool: WorkerPool, to path: String, mayReplace: Bool = true
  ) throws(TrainingError) {
    let evaluator = BatchEvaluator(problem.network, pool: pool)
    var gradient = Vector<Element>(count: problem.parameters.count)
    var product = gradient
    let loss = evaluator.gradient(at: problem.parameters, over: problem.batch, into: &gradient)
    evaluator.linearize(at: problem.parameters, over: problem.batch)
      .product(.gaussNewton, problem.direction, into: &product)
    do {
      try File.replacing(path, mayReplace: mayReplace, checksummed: true) { file in
        let root = try file.root
        try root.attributes.set("format", to: resultsFormat)
        try root.createDataset(named: "loss", values: [Float(loss)], shape: [])
        for (prefix, vector) in [("g_", gradient), ("Gv_", product)] {
          for block in problem.network.layout.blocks {
            let values = vector[block.range].map { Float($0) }
            try root.createDataset(named: prefix + block.name, values: values, shape: block.shape)
          }
        }
      }
    } catch {
      throw TrainingError(.writing, "the results \(path) cannot be written: \(error)")
    }
  }
}
