import LinearAlgebra
import Testing

/// Each in a process of its own: a record takes in the products of all threads.
@Suite("A record of products")
struct ProductTraceTests {
  @Test("has each product once, in order, with its shape, however it is made")
  func content() async {
    await #expect(processExitsWith: .success) {
      let a = Matrix<Float>(rows: 300, columns: 120)
      let b = Matrix<Float>(rows: 120, columns: 110)
      let c = Matrix<Float>(rows: 300, columns: 110)
      let d = Matrix<Double>(rows: 3, columns: 5)
      let calls = ProductTrace.record {
        c.multiply(a, b)
        b.multiply(a, transposed: true, c, adding: true)
        a.multiplyInOneCall(c, transposed: false, b, transposed: true, adding: false)
        d.multiply(Matrix(rows: 3, columns: 2), Matrix(rows: 2, columns: 5))
        // Nothing to multiply, and what needs no product.
        d.multiply(Matrix(rows: 3, columns: 0), Matrix(rows: 0, columns: 5))
        d.fillRows(Matrix(rows: 1, columns: 5), adding: Matrix(rows: 3, columns: 2), times: Matrix(rows: 2, columns: 5))
        d.fillRows(Matrix(rows: 1, columns: 5), adding: Matrix(rows: 3, columns: 9), times: Matrix(rows: 9, columns: 5))
      }
      let words = calls.map {
        "\($0.rows) \($0.columns) \($0.inner) \($0.transposesA) \($0.transposesB) \($0.adds) \($0.operations)"
      }
      #expect(
        words == [
          "300 110 120 false false false 7920000.0", "120 110 300 true false true 7920000.0",
          "300 120 110 false true false 7920000.0", "3 5 2 false false false 60.0", "3 5 9 false false true 270.0",
        ], "\(words)")
    }
  }

  @Test("begins anew each time, and takes in nothing that is made outside of it")
  func off() async {
    await #expect(processExitsWith: .success) {
      let a = Matrix<Float>(rows: 4, columns: 4)
      let b = Matrix<Float>(rows: 4, columns: 4)
      b.multiply(a, a)
      #expect(ProductTrace.record {}.isEmpty)
      #expect(ProductTrace.record { b.multiply(a, a) }.count == 1)
      b.multiply(a, a)
      #expect(ProductTrace.record {}.isEmpty)
      #expect(ProductTrace.record { b.multiply(a, a) }.count == 1)
    }
  }

  @Test("ends with work that fails, whose error is passed on")
  func failure() async {
    await #expect(processExitsWith: .success) {
      struct Enough: Error {}
      let a = Matrix<Float>(rows: 4, columns: 4)
      let b = Matrix<Float>(rows: 4, columns: 4)
      var isThrown = false
      do {
        _ = try ProductTrace.record {
          b.multiply(a, a)
          throw Enough()
        }
      } catch is Enough {
        isThrown = true
      }
      #expect(isThrown)
      b.multiply(a, a)
      #expect(ProductTrace.record {}.isEmpty)
    }
  }

  @Test("has the products of all workers")
  func workers() async {
    await #expect(processExitsWith: .success) {
      let calls = ProductTrace.record {
        WorkerPool(threads: 3).run(40) { index, _ in
          let a = Matrix<Float>(rows: index + 1, columns: 2)
          Matrix<Float>(rows: index + 1, columns: 3).multiply(a, Matrix(rows: 2, columns: 3))
        }
      }
      #expect(calls.map(\.rows).sorted() == Array(1...40))
    }
  }
}
