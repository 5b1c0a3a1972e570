import Optimization
import LinearAlgebra

/// f(x, y) = 100 (y − x²)² + (1 − x)², with its exact Hessian, which is indefinite above the parabola.
final class Rosenbrock<Element: Scalar>: Objective {
  var parameterCount: Int { 2 }

  func loss(at θ: Vector<Element>, on role: BatchRole) -> Double {
    let (x, y) = (Double(θ[0]), Double(θ[1]))
    return 100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x)
  }

  func gradient(at θ: Vector<Element>, on role: BatchRole, into gradient: inout Vector<Element>) -> Double {
    let (x, y) = (Double(θ[0]), Double(θ[1]))
    gradient[0] = Element(-400 * x * (y - x * x) - 2 * (1 - x))
    gradient[1] = Element(200 * (y - x * x))
    return loss(at: θ, on: role)
  }

  /// The Hessian at a point, which can do nothing but multiply.
  struct Hessian: CurvatureOperator {
    let xx: Double
    let xy: Double
    let yy: Double

    func product(_ v: Vector<Element>, structuralWeight: Double, into product: inout Vector<Element>) {
      let (a, b) = (Double(v[0]), Double(v[1]))
      product[0] = Element(xx * a + xy * b)
      product[1] = Element(xy * a + yy * b)
    }
  }

  func linearize(at θ: Vector<Element>, on role: BatchRole) -> Hessian {
    let (x, y) = (Double(θ[0]), Double(θ[1]))
    return Hessian(xx: 1200 * x * x - 400 * y + 2, xy: -400 * x, yy: 200)
  }

  func isSameBatch(_ first: BatchRole, _ second: BatchRole) -> Bool { true }
}
