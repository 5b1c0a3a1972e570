/// The minimum of a damped quadratic model over the plane of two vectors (Martens & Grosse 2015, section 7).
///
///     q(α, β) = gᵀ(α u + β v) + ½ (α u + β v)ᵀ (C + λ) (α u + β v)
struct QuadraticPlane: Sendable {
  /// The multiple of u.
  let α: Double
  /// The multiple of v; 0 where v is 0 or, as far as the numbers can tell, along u.
  let β: Double
  /// −q at the minimum: the decrease that the model promises.
  private let decrease: Double

  /// Minimises q.
  ///
  /// - Parameters:
  ///   - forms: the forms of u and v with C.
  ///   - λ: the damping.
  ///   - products: uᵀu, uᵀv and vᵀv.
  ///   - slopes: gᵀu and gᵀv.
  ///   - precision: the rounding of the numbers that the forms are sums of.
  init(
    _ forms: QuadraticForms, damping λ: Double, products: QuadraticForms,
    slopes: (u: Double, v: Double), precision: Double
  ) {
    let a = forms.uu + λ * products.uu
    let b = forms.uv + λ * products.uv
    let c = forms.vv + λ * products.vv
    let determinant = a * c - b * b
    if a > 0, c > 0, determinant > precision.squareRoot() * a * c {
      α = (b * slopes.v - c * slopes.u) / determinant
      β = (b * slopes.u - a * slopes.v) / determinant
    } else {
      (α, β) = (a > 0 ? -slopes.u / a : 0, 0)
    }
    decrease = -0.5 * (α * slopes.u + β * slopes.v)
  }

  /// q at a part of the way to the minimum.
  func value(atPart part: Double) -> Double { decrease * part * (part - 2) }
}
