import Glibc
import LinearAlgebra
import TestSupport
import Testing

/// exp, tanh, logistic and softplus of the kernels against the C library in the next precision.
@Suite("An elementary function")
struct ElementaryFunctionTests {
  enum Function: String, CaseIterable, Sendable {
    case tanh, logistic, softplus, exponential

    /// The errors measured over all floats and rounded up, in units of the last place.
    ///
    /// The exponential is reached through a softmax of two classes, which adds a sum and a division.
    var bound: Double {
      switch self {
      case .tanh: 2.75
      case .logistic: 2.5
      case .softplus: 3
      case .exponential: 3
      }
    }

    func callAsFunction(_ x: Double) -> Double {
      switch self {
      case .tanh: hyperbolicTangent(x)
      case .logistic: logisticFunction(x)
      case .softplus: LinearAlgebraTests.softplus(x)
      case .exponential: exp(x) / (1 + exp(x))
      }
    }

    #if arch(x86_64)
      func callAsFunction(_ x: Float80) -> Float80 {
        let e = Glibc.exp(-abs(x))
        return switch self {
        case .tanh: Glibc.tanh(x)
        case .logistic, .exponential: x >= 0 ? 1 / (1 + e) : e / (1 + e)
        case .softplus: max(x, 0) + Glibc.log1p(e)
        }
      }
    #endif

    /// The kernel's results for all `arguments`.
    func values<Element: Scalar>(_ arguments: [Element]) -> [Element] {
      let n = arguments.count
      let row = Matrix<Element>(rows: 1, columns: n)
      row.copy(Vector(arguments), from: 0)
      switch self {
      case .tanh:
        row.activate(.tanh)
        return row.elements
      case .logistic:
        row.activate(.logistic)
        return row.elements
      case .softplus:
        // The loss of one logit with target 0 is softplus itself.
        let (one, zero) = (Matrix<Element>(rows: 1, columns: 1), Matrix<Element>(rows: 1, columns: 1))
        one.fill(1)
        return (0..<n).map {
          Element(row.columns($0..<$0 + 1).applyLoss(.logistic, targets: .values(zero), weights: one, from: 0))
        }
      case .exponential:
        let pairs = Matrix<Element>(rows: n, columns: 2)
        let weights = Matrix<Element>(rows: n, columns: 1)
        pairs.columns(1..<2).copy(Vector(arguments), from: 0)
        _ = pairs.applyLoss(.softmax, targets: .classes([Int32](repeating: 0, count: n)), weights: weights, from: 0)
        return pairs.columns(1..<2).elements
      }
    }
  }

  /// Every 4099th float, and all of some intervals: where n changes, where errors were largest, near 0, near saturation.
  static let floats: [Float] = {
    var patterns = stride(from: 0, to: UInt64(1) << 32, by: 4099 * UInt64.Stride(thinning)).map { UInt32($0) }
    for start: Float in [0.17, 0.34, 0.6, 1.03, 3.45, 4.5, 8.9, 16.6, 86.6, 1e-3] {
      patterns += (0..<20_000 / UInt32(thinning)).map { start.bitPattern + $0 * UInt32(thinning) }
      patterns += (0..<20_000 / UInt32(thinning)).map { (-start).bitPattern + $0 * UInt32(thinning) }
    }
    return patterns.map { Float(bitPattern: $0) }.filter { $0.isFinite }
  }()

  /// `make quick` tries one of so many arguments.
  private static let thinning = Quick.isOn ? 16 : 1

  static let doubles: [Double] = {
    var generator = TestGenerator(seed: 1)
    var numbers = (0..<200_000 / thinning).map { _ in Double(bitPattern: generator.next()) }.filter { $0.isFinite }
    for size in [0.1, 1, 3, 40, 750] { numbers += (0..<100_000 / thinning).map { _ in size * generator.uniform() } }
    return numbers
  }()

  /// The arguments for which `function` promises relative accuracy.
  private func domain<Element: Scalar>(_ function: Function, _ numbers: [Element]) -> [Element] {
    // Below this the logistic function is a denormal number.
    let smallest: Element = Element.precision == .float ? -87 : -708
    return switch function {
    case .tanh, .softplus: numbers
    case .logistic: numbers.filter { $0 > smallest }
    case .exponential: numbers.filter { $0 <= 0 }
    }
  }

  @Test("of Float is as accurate as promised over all exponents", arguments: Function.allCases)
  func floatAccuracy(function: Function) {
    let arguments = domain(function, Self.floats)
    var worst = (error: 0.0, argument: Float(0))
    for (x, y) in zip(arguments, function.values(arguments)) {
      let exact = function(Double(x))
      guard !(Float(exact).isInfinite && y == Float(exact)) else { continue }
      let unit = max(Double(Float(exact).binade.ulp), Double(Float.leastNonzeroMagnitude))
      let error = abs(Double(y) - exact) / unit
      if !(error <= worst.error) { worst = (error, x) }
    }
    #expect(worst.error <= function.bound, "at \(worst.argument)")
  }

  #if arch(x86_64)
    @Test("of Double is as accurate as promised over all exponents", arguments: Function.allCases)
    func doubleAccuracy(function: Function) {
      let arguments = domain(function, Self.doubles)
      var worst = (error: 0.0, argument: 0.0)
      for (x, y) in zip(arguments, function.values(arguments)) {
        let exact = function(Float80(x))
        guard !(Double(exact).isInfinite && y == Double(exact)) else { continue }
        let unit = Float80(max(Double(exact).binade.ulp, Double.leastNonzeroMagnitude))
        let error = Double(abs(Float80(y) - exact) / unit)
        if !(error <= worst.error) { worst = (error, x) }
      }
      #expect(worst.error <= function.bound, "at \(worst.argument)")
    }
  #endif

  private func checkEnds<Element: Scalar>(_ type: Element.Type) {
    let numbers: [Element] = [.infinity, -.infinity, 20, -20, Element.greatestFiniteMagnitude]
    #expect(Function.tanh.values(numbers) == [1, -1, 1, -1, 1])
    let logistic = Function.logistic.values(numbers + [-2000])
    #expect(logistic[0] == 1 && logistic[1] == 0 && logistic[4] == 1 && logistic[5] == 0)
    for zero in [Element.zero, -Element.zero] {
      let value = Function.tanh.values([zero])[0]
      #expect(value == 0 && value.sign == zero.sign)
      let small = zero.sign == .minus ? -Element.leastNonzeroMagnitude : Element.leastNonzeroMagnitude
      #expect(Function.tanh.values([small]) == [small])
    }
    for function in Function.allCases {
      #expect(function.values([Element.nan])[0].isNaN, "\(function) of NaN")
    }
  }

  @Test("has its limits at infinity, keeps the sign of zero and hands NaN on")
  func ends() {
    checkEnds(Float.self)
    checkEnds(Double.self)
  }

  private func checkPlaces<Element: Scalar>(_ type: Element.Type) where Element: Hashable {
    var generator = TestGenerator(seed: 8)
    let arguments = (0..<140).map { _ in Element(6 * generator.uniform()) }
    for function in [Function.tanh, .logistic] {
      let alone = arguments.map { function.values([$0])[0] }
      for offset in stride(from: 0, to: 40, by: Quick.isOn ? 13 : 1) {
        for count in 0..<100 {
          let row = Matrix<Element>(rows: 1, columns: 140)
          row.copy(Vector(arguments), from: 0)
          row.columns(offset..<offset + count).activate(function == .tanh ? .tanh : .logistic)
          let expected = arguments.indices.map {
            (offset..<offset + count).contains($0) ? alone[$0] : arguments[$0]
          }
          guard row.elements != expected else { continue }
          Issue.record("\(function) of \(type) depends on the place, at offset \(offset) of \(count) elements")
        }
      }
    }
  }

  @Test("gives the same bits wherever the element lies in a row, and touches nothing outside")
  func independentOfPlace() {
    checkPlaces(Float.self)
    checkPlaces(Double.self)
  }

  @Test("in a softmax gives the same bits wherever a logit lies", arguments: [1, 5, 15, 16, 31, 33, 64, 85])
  func softmaxIsIndependentOfPlace(count: Int) {
    // All logits equal but the last: every probability before it has the same bits in any place.
    let z = Matrix<Float>(rows: 1, columns: count + 1)
    z.fill(-0.7)
    z[0, count] = 0.3
    let weight = Matrix<Float>(rows: 1, columns: 1)
    _ = z.applyLoss(.softmax, targets: .classes([0]), weights: weight, from: 0)
    #expect(Set(z.elements.dropLast()).count == 1)
  }
}
