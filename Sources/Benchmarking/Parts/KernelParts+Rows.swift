internal import LinearAlgebra

extension KernelParts {
  var gather: TimedKernel<Element> {
    overRows("rows of a table of \(sizes.symbols)", passes: 2, from: r) { [indices, table] in
      $0.gather(table, at: indices, from: 0)
    } expected: { [indices, table] in
      Double(table[Int(indices[$0]), $1])
    }
  }

  var scatterAdd: TimedKernel<Element> {
    let totals = rowsOfTable()
    return overRows("rows added to a table of \(sizes.symbols)", passes: 3, from: table) { [indices, r] in
      $0.scatterAdd(r, at: indices, from: 0)
    } expected: { [table] in
      Double(table[$0, $1]) + totals[$0][$1]
    }
  }

  var sumOfRows: TimedKernel<Element> {
    let totals = (0..<sizes.columns).map { j in (0..<sizes.rows).reduce(0.0) { $0 + Double(r[$1, j]) } }
    return overRows("sum of rows", passes: 1, from: Matrix(rows: 1, columns: sizes.columns)) { [r] in
      $0.addSumOfRows(of: r)
    } expected: {
      totals[$1]
    }
  }

  var transpose: TimedKernel<Element> {
    overRows("transpose", passes: 2, from: Matrix(rows: sizes.columns, columns: sizes.rows)) { [r] in
      $0.copy(transposed: r)
    } expected: { [r] in
      Double(r[$1, $0])
    }
  }

  /// For each row of the table the sum of the rows that belong to it.
  private func rowsOfTable() -> [[Double]] {
    var totals = [[Double]](repeating: [Double](repeating: 0, count: sizes.columns), count: sizes.symbols)
    for (row, index) in indices.enumerated() {
      for column in 0..<sizes.columns { totals[Int(index)][column] += Double(r[row, column]) }
    }
    return totals
  }
}
