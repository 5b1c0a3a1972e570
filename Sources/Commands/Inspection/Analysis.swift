import DurableFiles
import Foundation
import Inspection
import LinearAlgebra
import Machine
import Optimization
import RecurrentNetworks
import SequenceData
import Training

/// What `inspect` finds out about one checkpoint with data at hand.
struct Analysis {
  private let options: AnalysisRequest
  private let path: String
  private let admitted: AdmittedFile
  private let file: CheckpointFile
  private let configuration: ExperimentConfiguration
  private let split: Split

  /// An analysis of a checkpoint that has been admitted.
  ///
  /// - Throws: `TrainingError` where it or its data are not what they should be.
  init(_ admitted: AdmittedFile, _ options: AnalysisRequest) throws {
    self.options = options
    (self.admitted, path) = (admitted, admitted.path)
    file = try CheckpointFile(admitted)
    var choices = ConfigurationLayer()
    choices.data = options.data
    choices.length = options.length
    choices.threads = options.threads
    choices.allowNonfiniteData = options.allowsNonFinite ? true : nil
    configuration = try ExperimentConfiguration.of(file, under: choices, checkpoint: path)
    split = try configuration.splitRead(for: options.split, in: ExperimentData(configuration))
    if options.picture != nil || options.report != nil { try Picture.requireProgram() }
    for output in options.outputs {
      try OutputPath.require(output, mayReplace: options.mayReplace, unlikeAnyOf: [path, configuration.data ?? path])
    }
  }

  /// Finds out what is asked for, writes the files, and says the rest; `report` is what the file says by itself.
  ///
  /// - Returns: the exit code.
  func run(with report: FileReport?, json: Bool) throws -> Int32 {
    switch options.precision ?? file.precision {
    case .float: return try run(Float.self, with: report, json: json)
    case .double: return try run(Double.self, with: report, json: json)
    }
  }

  private func run<Element: Scalar>(_: Element.Type, with report: FileReport?, json: Bool) throws -> Int32 {
    let checkpoint = try Checkpoint<Element>(file)
    let chosen = try checkpoint.chosen(options.parametersRead, name: path)
    let subject = try InspectionSubject(
      checkpoint, at: chosen.vector, configuration, split: split, count: options.sequences,
      memoryLimit: options.memoryLimit.map(ByteCount.parse) ?? min(2 << 30, MachineLimits.current.free.bytes / 2))
    if options.sections.contains(.states),
      let beyond = options.shownSequences?.first(where: { $0 > subject.sequences.count })
    {
      throw TrainingError(
        .usage,
        "--show-sequences \(beyond): only \(subject.sequences.count, "sequence") can be looked at, see --sequences"
      )
    }
    Interrupt.listen(leavesCheckpoint: false)
    var results = try results(subject)
    (results.step, results.isBest) = (chosen.step, chosen.isBest)
    if let output = options.output {
      try InspectionFile.write(
        results, to: output, mayReplace: options.mayReplace, checkpoint: admitted)
    }
    if json {
      Console.print(try JSONText.line(AnalysisReport(file: report, results: results)))
    } else {
      AnalysisPrinter(results, title: "\(path), \(chosen.words)").print()
    }
    if let name = options.picture, let format = Picture.Format(ofFile: name) {
      try results.picture.write(to: name, mayReplace: options.mayReplace, as: format)
    }
    if let name = options.report {
      let file = try FileReport(of: admitted, sections: [.model, .history, .experiment])
      try InspectionPage(file, results).write(to: name, mayReplace: options.mayReplace)
    }
    if !json, !options.outputs.isEmpty {
      Console.print("")
      Console.print("written: \(options.outputs.joined(separator: ", "))")
    }
    return results.isComplete ? ExitStatus.succeeded : ExitStatus.interrupted
  }

  private func results<Element: Scalar>(_ subject: InspectionSubject<Element>) throws -> InspectionResults<Element> {
    var results = InspectionResults<Element>()
    let source = configuration.data ?? "\(configuration.task), T = \(configuration.length)"
    results.data = "\(source), split \(split.rawValue)"
    results.sequences = subject.sequences.count
    // The quick ones first.
    let asked = options.sections
    if asked.contains(.spectrum) { try spectrum(subject, &results) }
    if asked.contains(.gradientFlow), !Interrupt.isRequested {
      let progress = ProgressLine("gradient flow")
      results.gradientFlow = try GradientFlow(subject) {
        progress.show($0, of: $1)
        return !Interrupt.isRequested
      }
      progress.end()
    }
    if asked.contains(.states), !Interrupt.isRequested {
      results.states = StateImage.images(
        of: options.shownSequences ?? Array((1...2).prefix(subject.sequences.count)), subject)
    }
    if asked.contains(.fixedPoints), !Interrupt.isRequested { results.fixedPoints = try fixedPoints(subject) }
    if asked.contains(.damping), !Interrupt.isRequested {
      let progress = ProgressLine("damping")
      results.lossCurves = try LossCurves(subject) {
        progress.show($0, of: $1)
        return !Interrupt.isRequested
      }
      progress.end()
    }
    if asked.contains(.cgCurves), !Interrupt.isRequested { results.solveCurves = try solves(Element.self) }
    if asked.contains(.curvature), !Interrupt.isRequested { results.curvature = try curvature(subject) }
    results.isComplete = !Interrupt.isRequested
    return results
  }

  private func spectrum<Element: Scalar>(
    _ subject: InspectionSubject<Element>, _ results: inout InspectionResults<Element>
  ) throws {
    let matrices = RecurrentSpectrum.matrices(of: subject.network, at: subject.parameters)
    let steps = RecurrentSpectrum.jacobians(subject)
    let progress = ProgressLine("spectrum")
    defer { progress.end() }
    let total = matrices.count + steps.count
    for (name, matrix) in matrices where !Interrupt.isRequested {
      results.spectrum = (results.spectrum ?? []) + [try MatrixSpectrum(name, matrix)]
      progress.show(results.spectrum?.count ?? 0, of: total)
    }
    for (time, matrix) in steps where !Interrupt.isRequested {
      results.stepSpectra = (results.stepSpectra ?? []) + [(time, try MatrixSpectrum("step \(time)", matrix))]
      progress.show(matrices.count + (results.stepSpectra?.count ?? 0), of: total)
    }
  }

  /// Fixed points under each input that is asked for.
  private func fixedPoints<Element: Scalar>(_ subject: InspectionSubject<Element>) throws -> [FixedPoints] {
    guard subject.network.states.contains(where: \.isCarried) else {
      throw TrainingError(.usage, "--fixed-points: no layer of \(path) carries a state from step to step")
    }
    let inputs = options.fixedInputs.isEmpty ? [nil] : options.fixedInputs.map(Optional.some)
    for input in inputs.compactMap(\.self) { try require(input, of: subject.network.definition.input) }
    var found: [FixedPoints] = []
    for input in inputs where !Interrupt.isRequested {
      var asked = FixedPoints.Options()
      (asked.input, asked.starts, asked.tolerance, asked.seed) = (input, options.starts, options.slow, options.seed)
      let progress = ProgressLine("fixed points")
      found.append(
        try FixedPoints(subject, asked) {
          progress.show($0, of: $1)
          return !Interrupt.isRequested
        })
      progress.end()
    }
    return found
  }

  private func require(_ input: [Double], of kind: InputKind) throws {
    let words = input.map(Numbers.short).joined(separator: ",")
    switch kind {
    case .features(let count) where input.count != count:
      throw TrainingError(.usage, "--fixed-input should be \(count, "number"), one for each feature, got \(words)")
    case .symbols(let count) where input.count != 1 || !(0..<count).map(Double.init).contains(input[0]):
      throw TrainingError(
        .usage, "--fixed-input should be a symbol, a whole number from 0 to \(count - 1), got \(words)")
    default: break
    }
  }

  /// Solves the system with which the run would go on.
  private func solves<Element: Scalar>(_: Element.Type) throws -> SolveCurves {
    var choices = configuration
    // The run's own lengths, which other questions leave out.
    (choices.precision, choices.lengths) = (Element.precision, file.configuration.lengths)
    if let limit = options.memoryLimit { choices.memoryLimit = limit }
    let trainer = try Trainer(Checkpoint<Element>(file), configuration: choices)
    var asked = SolveCurves.Options()
    (asked.preconditioners, asked.iterations) = (options.preconditioners, options.cgIterations)
    (asked.lambda, asked.mu) = (options.lambda, options.mu)
    let progress = ProgressLine("conjugate gradients")
    defer { progress.end() }
    return try trainer.solveCurves(asked) {
      progress.show($0, of: $1)
      return !Interrupt.isRequested
    }
  }

  private func curvature<Element: Scalar>(
    _ subject: InspectionSubject<Element>
  ) throws -> [CurvatureReport<Element>] {
    var asked = CurvatureReport<Element>.Options()
    asked.structural = configuration.structural
    asked.eigenvalues.count = options.eigenvalues
    asked.eigenvalues.mostProducts = options.products
    asked.keepsVectors = options.output != nil
    asked.seed = options.seed
    asked.lambda = options.lambda ?? (options.isDamped ? subject.lambda ?? 0 : 0)
    asked.mu = options.mu ?? (options.isDamped ? configuration.structuralWeight : 0)
    let linearization = subject.linearize()
    linearization.samplingSeed = options.seed
    var reports: [CurvatureReport<Element>] = []
    for curvature in options.matrices where !Interrupt.isRequested {
      let progress = ProgressLine("curvature, \(curvature.rawValue)")
      reports.append(
        try CurvatureReport(curvature, at: linearization, layout: subject.network.layout, asked) {
          progress.show($0, of: $1)
          return !Interrupt.isRequested
        })
      progress.end()
    }
    return reports
  }
}

/// One JSON object: what a file says by itself, where that is asked for, and what was found out about it.
struct AnalysisReport<Element: Scalar>: Encodable {
  let file: FileReport?
  let results: InspectionResults<Element>

  func encode(to encoder: any Encoder) throws {
    try file?.encode(to: encoder)
    try results.encode(to: encoder)
  }
}
