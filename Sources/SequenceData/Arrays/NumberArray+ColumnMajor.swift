extension NumberArray {
  /// Numbers whose first axis changes fastest, as MATLAB has them, in the order of rows.
  ///
  /// - Parameters:
  ///   - shape: the extents; there is at least one number.
  ///   - value: the numbers in the order of columns.
  static func rowMajor(shape: [Int], _ value: (Int) -> Double) -> [Double] {
    let count = shape.reduce(1, *)
    var values = [Double](repeating: 0, count: count)
    var places = [Int](repeating: 0, count: shape.count)
    var steps = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      steps[axis] = steps[axis + 1] * shape[axis + 1]
    }
    var target = 0
    for index in 0..<count {
      values[target] = value(index)
      for axis in shape.indices {
        places[axis] += 1
        target += steps[axis]
        guard places[axis] == shape[axis] else { break }
        target -= places[axis] * steps[axis]
        places[axis] = 0
      }
    }
    return values
  }

  /// A matrix of one row or one column as a vector: MATLAB has no others.
  var flattened: NumberArray {
    get throws(SequenceFileError) {
      guard shape.count == 2, shape.contains(1), words == nil else { return self }
      let values = try read(0..<shape[0])
      return NumberArray(place, values, shape: [values.count], isInteger: isInteger)
    }
  }
}
