import TestSupport
import Testing

@Suite("The check of closeness")
struct ClosenessTests {
  @Test("accepts what is within the tolerance, and equal infinities")
  func accepts() {
    expectClose(1, 1, tolerance: 0)
    expectClose(1.5, 1, tolerance: 0.5)
    expectClose(.infinity, .infinity, tolerance: 1)
    expectClose(.nan, .nan, tolerance: 0, acceptsNaN: true)
    expectClose([1, -.infinity, 3], [1.25, -.infinity, 3], tolerance: 0.25)
    expectClose([30, 40], [30, 41], relative: 0.02, "a vector of norm 51")
  }

  @Test(
    "finds fault with anything else",
    arguments: [
      (1, 2, 0.5), (.nan, 1, .infinity), (1, .nan, 1), (.nan, .nan, 1), (5, .infinity, 1), (5, .infinity, .infinity),
      (.infinity, -.infinity, .infinity), (1, 1.5, .nan),
    ])
  func refuses(value: Double, expected: Double, tolerance: Double) {
    withKnownIssue { expectClose(value, expected, tolerance: tolerance) }
    withKnownIssue { expectClose([0, value], [0, expected], tolerance: tolerance) }
  }

  @Test("names the element of a vector, both values, their ratio and the tolerance; wants as many elements")
  func words() {
    withKnownIssue {
      expectClose([1, 2, 3], [1, 4, 9], tolerance: 0.5, "x")
    } matching: { issue in
      let words = issue.description
      return words.contains("x, element 1 of 3: 2.0 instead of 4.0, ratio 0.5, difference -2.0, tolerance 0.5")
    }
    withKnownIssue { expectClose([1], [1, 1], tolerance: 1) }
  }
}
