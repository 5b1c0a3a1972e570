internal import Foundation
internal import RecurrentNetworks
internal import Training

extension InspectionResults {
  /// A chart for each thing that was found out.
  public var picture: Picture {
    Picture(
      (spectrum.map { [Self.chart($0)] } ?? []) + (stepSpectra.map { [Self.chart($0)] } ?? [])
        + (gradientFlow?.charts ?? []) + (states ?? []).flatMap(\.charts) + (fixedPoints ?? []).flatMap(\.charts)
        + (lossCurves?.charts ?? [])
        + (solveCurves?.charts ?? [])
        + (curvature ?? []).flatMap(\.charts))
  }

  /// Eigenvalues in the complex plane with the unit circle.
  private static func chart(_ title: String, _ spectra: [(name: String, spectrum: MatrixSpectrum)]) -> any Chart {
    let circle = (0...120).map { step in
      let angle = Double(step) * .pi / 60
      return (x: cos(angle), y: sin(angle))
    }
    let curves = spectra.map { name, spectrum in
      LineChart.Curve(name, spectrum.eigenvalues.map { (x: $0.real, y: $0.imaginary) }, style: .points)
    }
    return LineChart(
      title: title, horizontal: "real part", vertical: "imaginary part", hasEqualUnits: true,
      curves: curves + [LineChart.Curve("unit circle", circle)])
  }

  static func chart(_ spectrum: [MatrixSpectrum]) -> any Chart {
    chart("eigenvalues of the recurrent matrices", spectrum.map { ($0.name, $0) })
  }

  static func chart(_ steps: [(time: Int, spectrum: MatrixSpectrum)]) -> any Chart {
    chart("eigenvalues of the Jacobian of one step", steps.map { ("step \($0.time)", $0.spectrum) })
  }
}
