internal import Optimization

extension Recipe {
  /// What the long-range tasks of the literature need: Hessian-free optimization on large batches of 100 tanh units, as in
  /// Martens & Sutskever (2011). Why the values are what they are is in `Experiments/README.md`.
  public static let longRange = Recipe(
    "long-range", for: "long-range tasks", optimizer: .hessianFree
  ) { $0.scales }
}
