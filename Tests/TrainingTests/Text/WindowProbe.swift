import LinearAlgebra
import Optimization

/// A method of many updates that goes nowhere, and says what the loss of its curvature batch is.
struct WindowProbe: StochasticOptions {
  var common = UpdateOptions(learningRate: 1)

  static var table: [OptimizerOption<Self>] { UpdateOptions.table.map { $0.lifted(to: \.common) } }
  static var family: String { "probes" }
  var name: String { "probe" }
  var roles: [BatchRole] { [.gradient, .curvature] }
  var vectors: (least: Int, peak: Int) { (3, 12) }
  func words(number: (Double) -> String) -> String { "nowhere" }

  func start<Element: Scalar>(of shapes: ParameterShapes, precision: Element.Type) -> FirstOrderState<Element> {
    FirstOrderState(parameterCount: shapes.count, learningRate: learningRate, hasSecondMoment: false)
  }

  func rule<Element: Scalar>(for shapes: ParameterShapes, precision: Element.Type) -> any UpdateRule<Element> {
    Rule()
  }

  /// Adds the losses up.
  private struct Rule<Element: Scalar>: UpdateRule {
    private var losses: [Double] = []

    mutating func begin() { losses = [] }

    mutating func move<Model: Objective<Element>>(
      _ θ: inout Vector<Element>, along gradient: Vector<Element>, _ update: Update, of objective: Model,
      _ state: inout FirstOrderState<Element>
    ) -> StepOutcome? {
      losses.append(objective.loss(at: θ, on: .curvature))
      return nil
    }

    func describe(_ report: inout StepReport) {
      report.figures["curvature_loss"] = losses.reduce(0, +) / Double(losses.count)
    }
  }
}
