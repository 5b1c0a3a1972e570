internal import HessianFree
internal import LinearAlgebra

/// A point to which a run can return.
struct Snapshot<Element: Scalar> {
  let parameters: Vector<Element>
  let state: HessianFreeState<Element>
}
