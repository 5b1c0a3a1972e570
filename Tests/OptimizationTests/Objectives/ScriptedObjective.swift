import Optimization
import LinearAlgebra

/// A first-order objective whose answers are written down beforehand: asked for the n-th gradient, it gives the n-th.
final class ScriptedObjective<Element: Scalar>: Objective {
  private let answer: (Int, Vector<Element>, inout Vector<Element>) -> Double
  let parameterCount: Int
  private(set) var gradients = 0

  /// An objective that fills the gradient of its n-th call, from 0, and returns its loss.
  init(_ parameterCount: Int, _ answer: @escaping (Int, Vector<Element>, inout Vector<Element>) -> Double) {
    self.parameterCount = parameterCount
    self.answer = answer
  }

  func gradient(at θ: Vector<Element>, on role: BatchRole, into gradient: inout Vector<Element>) -> Double {
    precondition(role == .gradient, "a first-order method asks for one role")
    gradients += 1
    return answer(gradients - 1, θ, &gradient)
  }

  func loss(at θ: Vector<Element>, on role: BatchRole) -> Double { preconditionFailure("nobody needs a loss") }

  struct NoCurvature: CurvatureOperator {
    func product(_ v: Vector<Element>, structuralWeight: Double, into product: inout Vector<Element>) {
      preconditionFailure("nobody needs a product")
    }
  }

  func linearize(at θ: Vector<Element>, on role: BatchRole) -> NoCurvature {
    preconditionFailure("nobody needs a curvature")
  }
}
