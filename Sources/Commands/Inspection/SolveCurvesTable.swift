import LinearAlgebra
import Optimization
import Training

/// Solves against their iterations, for people.
enum SolveCurvesTable {
  /// A heading, a table for each solve beside the others, and what follows from it.
  static func lines(_ solves: SolveCurves) -> [String] {
    var lines = [
      "",
      Console.bold(
        "conjugate gradients, \(solves.curvature), λ \(Numbers.short(solves.lambda)), μ \(Numbers.short(solves.mu))"),
      "  gradient of \(solves.gradientSequences, "sequence"), curvature of \(solves.curvatureSequences), held out \(solves.heldOutSequences): the batches of the next step",
    ]
    for curve in solves.curves {
      lines.append("  preconditioner \(curve.name)")
      var table = TextTable(["iterations", "q", "q held out", "held-out loss"], wordColumns: 0)
      for i in curve.iterations.indices {
        table.add(
          ["\(curve.iterations[i])"]
            + [curve.quadratic[i], curve.heldOutQuadratic[i], curve.heldOutChange[i]].map(Numbers.short))
      }
      lines += table.lines()
      if let best = curve.best {
        let last = curve.iterations[curve.iterations.count - 1]
        let rest = best < last ? "; the iterations from there to \(last) fit the curvature batch alone" : ""
        lines.append("  stopped by \(curve.outcome.word); least q held out after \(best, "iteration")\(rest)")
      }
    }
    return lines + [Console.dim("  held-out loss: what the step would change there; q is what the model promises")]
  }
}
