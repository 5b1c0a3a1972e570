internal import Foundation
public import DurableFiles
internal import HDF5
internal import LinearAlgebra
internal import Optimization
internal import RecurrentNetworks
internal import Training

/// The file of format `recur.inspection`: the arrays of ``InspectionResults``, each where its name in JSON is.
public enum InspectionFile {
  /// The format version that this program writes.
  public static var formatVersion: Int { 1 }

  /// Writes results, in place of the file at `path` if it may be replaced, which stays whole whatever happens.
  ///
  /// - Throws: `TrainingError` if the file cannot be written.
  public static func write<Element>(
    _ results: InspectionResults<Element>, to path: String, mayReplace: Bool = true, checkpoint: AdmittedFile
  ) throws {
    do {
      try File.replacing(path, mayReplace: mayReplace, checksummed: true) { file in
        let root = try file.root
        try root.attributes.set("format", to: "recur.inspection")
        try root.attributes.set("format_version", to: Int64(formatVersion))
        try root.attributes.set("creator", to: "recur \(programVersion)")
        try root.attributes.set("created", to: Date().formatted(.iso8601))
        try root.attributes.set("checkpoint", to: checkpoint.path)
        try root.attributes.set("checkpoint_sha256", to: checkpoint.digest)
        try root.attributes.set("data", to: results.data)
        try root.attributes.set("sequences", to: Int64(results.sequences))
        try root.attributes.set("step", to: Int64(results.step))
        try root.attributes.set("best", to: Int64(results.isBest ? 1 : 0))
        for report in results.curvature ?? [] { try write(report, in: root) }
        for spectrum in results.spectrum ?? [] { try write(spectrum, "spectrum/\(spectrum.name)", in: root) }
        for (time, spectrum) in results.stepSpectra ?? [] {
          try write(spectrum, "step_jacobians/\(time)", in: root)
        }
        for image in results.states ?? [] { try write(image, in: root) }
        for (index, points) in (results.fixedPoints ?? []).enumerated() { try write(points, index, in: root) }
        for (index, curve) in (results.lossCurves?.curves ?? []).enumerated() { try write(curve, index, in: root) }
        if let solves = results.solveCurves { try write(solves, in: root) }
        if let flow = results.gradientFlow { try write(flow, in: root) }
      }
    } catch let error as HDF5Error {
      throw TrainingError(.writing, "the inspection \(path) cannot be written: \(error.reason)")
    }
  }

  private static func write<Element>(_ report: CurvatureReport<Element>, in root: Group) throws {
    let group = try root.createGroup(named: "curvature/\(report.curvature.rawValue)")
    try group.attributes.set("lambda", to: report.options.lambda)
    try group.attributes.set("mu", to: report.options.mu)
    for (name, pairs) in [("largest", report.ends.largest), ("smallest", report.ends.smallest)] {
      try numbers(pairs.map(\.value), name, in: group)
      try numbers(pairs.map(\.residual), "\(name)_residuals", in: group)
      guard let size = pairs.first?.vector?.count else { continue }
      // One row for each value, in the order of the parameters.
      let vectors = try group.createDataset(named: "\(name)_vectors", of: Double.self, shape: [pairs.count, size])
      for (row, pair) in pairs.enumerated() {
        guard let vector = pair.vector else { continue }
        try vectors.write(vector.elements.map { Double($0) }, start: [row, 0], count: [1, size])
      }
    }
    if let trace = report.trace {
      try group.attributes.set("trace", to: trace.total.value)
      try group.attributes.set("trace_standard_error", to: trace.total.standardError)
    }
    if let density = report.density {
      try numbers(density.nodes.map(\.value), "density_values", in: group)
      try numbers(density.nodes.map(\.weight), "density_weights", in: group)
    }
  }

  private static func write(_ spectrum: MatrixSpectrum, _ path: String, in root: Group) throws {
    let group = try root.createGroup(named: path)
    let count = spectrum.eigenvalues.count
    try numbers(spectrum.eigenvalues.flatMap { [$0.real, $0.imaginary] }, "eigenvalues", [count, 2], in: group)
    try numbers(spectrum.singularValues, "singular_values", in: group)
    try group.attributes.set("spectral_radius", to: spectrum.spectralRadius)
    try group.attributes.set("departure_from_normality", to: spectrum.departureFromNormality)
  }

  private static func write(_ flow: GradientFlow, in root: Group) throws {
    let group = try root.createGroup(named: "gradient_flow")
    try numbers(flow.norms.indices.map(Double.init), "lag", in: group)
    try numbers(flow.norms.map(\.median), "median", in: group)
    try numbers(flow.norms.map(\.low), "low", in: group)
    try numbers(flow.norms.map(\.high), "high", in: group)
    if let horizon = flow.memoryHorizon { try group.attributes.set("memory_horizon", to: Int64(horizon)) }
    let width = flow.singularValues.first?.values.count ?? 0
    try numbers(flow.singularValues.map { Double($0.lag) }, "singular_value_lags", in: group)
    try numbers(
      flow.singularValues.flatMap(\.values), "singular_values", [flow.singularValues.count, width], in: group)
  }

  private static func write(_ image: StateImage, in root: Group) throws {
    let group = try root.createGroup(named: "states/\(image.sequence)")
    for (layer, units) in image.states.enumerated() {
      try numbers(units.flatMap(\.self), "layer_\(layer)", [units.count, image.inputs.count], in: group)
    }
    for (name, rows) in [("inputs", image.inputs), ("predictions", image.predictions)] {
      try numbers(rows.flatMap(\.self), name, [rows.count, rows.first?.count ?? 0], in: group)
    }
    let width = image.targets.compactMap { $0?.count }.first ?? 0
    let targets = image.targets.flatMap { $0 ?? [Double](repeating: .nan, count: width) }
    try numbers(targets, "targets", [image.targets.count, width], in: group)
  }

  private static func write(_ found: FixedPoints, _ index: Int, in root: Group) throws {
    let group = try root.createGroup(named: "fixed_points/\(index)")
    let (points, width) = (found.points, found.parts.reduce(0) { $0 + $1.width })
    try numbers(found.input, "input", in: group)
    try numbers(points.flatMap(\.state), "states", [points.count, width], in: group)
    try numbers(points.map(\.q), "q", in: group)
    try numbers(points.map { Double($0.starts) }, "starts", in: group)
    try numbers(points.map { Double($0.unstable) }, "unstable", in: group)
    try numbers(
      points.flatMap { $0.eigenvalues.flatMap { [$0.real, $0.imaginary] } }, "eigenvalues", [points.count, width, 2],
      in: group)
    let (outputs, components) = (points.first?.predictions.count ?? 0, found.variances.count)
    try numbers(points.flatMap(\.predictions), "predictions", [points.count, outputs], in: group)
    try numbers(points.flatMap(\.place), "places", [points.count, components], in: group)
    try numbers(found.variances, "variances", in: group)
    for (number, trajectory) in found.trajectories.enumerated() {
      try numbers(trajectory.flatMap(\.self), "trajectory_\(number)", [trajectory.count, components], in: group)
    }
    var first = 0
    for part in found.parts {
      try group.attributes.set("columns_\(part.name)", to: "\(first) to \(first + part.width - 1)")
      first += part.width
    }
  }

  private static func write(_ curve: LossCurve, _ index: Int, in root: Group) throws {
    let group = try root.createGroup(named: "damping/\(index)")
    try group.attributes.set("name", to: curve.name)
    try group.attributes.set("length", to: curve.length)
    for (name, values) in [
      ("alpha", curve.alpha), ("loss", curve.loss), ("model", curve.model), ("tikhonov", curve.tikhonov),
      ("structural", curve.structural),
    ] {
      try numbers(values, name, in: group)
    }
  }

  private static func write(_ solves: SolveCurves, in root: Group) throws {
    let group = try root.createGroup(named: "cg_curves")
    try group.attributes.set("curvature", to: solves.curvature)
    try group.attributes.set("lambda", to: solves.lambda)
    try group.attributes.set("mu", to: solves.mu)
    for (index, curve) in solves.curves.enumerated() {
      let group = try root.createGroup(named: "cg_curves/\(index)")
      try group.attributes.set("preconditioner", to: curve.preconditioner)
      try group.attributes.set("warm_start", to: Int64(curve.isWarm ? 1 : 0))
      try group.attributes.set("outcome", to: curve.outcome.rawValue)
      for (name, values) in [
        ("iterations", curve.iterations.map(Double.init)), ("quadratic", curve.quadratic),
        ("held_out_quadratic", curve.heldOutQuadratic), ("held_out_loss_change", curve.heldOutChange),
      ] {
        try numbers(values, name, in: group)
      }
    }
  }

  private static func numbers(_ values: [Double], _ name: String, _ shape: [Int]? = nil, in group: Group) throws {
    try group.createDataset(named: name, values: values, shape: shape)
  }
}
