internal import DurableFiles
internal import LinearAlgebra
internal import Losses

extension ArrayContent {
  /// The most classes.
  private static var mostClasses: Int { 1 << 16 }

  /// Finds out whether the targets are classes, and numbers these in the order of their names: of words in that of their code
  /// points, of whole numbers in theirs.
  ///
  /// Classes are words; whole numbers by their type, unless a loss of values is asked for; and whatever the softmax loss is
  /// asked for. All splits count, so that none has a class that another does not know.
  mutating func nameClasses(_ choices: ArrayChoices) throws(SequenceFileError) {
    let arrays = parts.flatMap(\.targetArrays)
    let hasWords = arrays.contains { $0.words != nil }
    let isInteger = !arrays.isEmpty && arrays.allSatisfy(\.isInteger) && parts[0].outputs == 1
    asksForClasses = choices.loss.map { $0.target == .classes } ?? (hasWords || isInteger)
    guard asksForClasses else {
      if let words = arrays.first(where: { $0.words != nil }) {
        throw SequenceFileError(.data, "\(words.place) holds words, which are classes: --loss softmax is for these")
      }
      return
    }
    guard parts[0].outputs == 1 else {
      throw SequenceFileError(
        .data,
        "\(parts[0].targetPlace) should have one class for a step or a sequence, it has \(parts[0].outputs) numbers: the number of the class is meant, not one number for each class"
      )
    }
    guard !arrays.isEmpty else {
      throw SequenceFileError(
        .data, "\(parts[0].inputs.place): inputs that are forecast are no classes: --loss squared-error")
    }
    guard arrays.allSatisfy({ ($0.words != nil) == hasWords }) else {
      throw SequenceFileError(
        .data, "\(arrays[0].place) and others hold classes by name in some and by number in others")
    }
    let names: [String]
    if let given = choices.given?.outputNames, !given.isEmpty {
      names = given
    } else if hasWords {
      names = Set(arrays.flatMap { $0.words ?? [] }.filter { !TableFile.isMissing($0) }).sorted {
        $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
      }
    } else {
      var found: Set<Double> = []
      for array in arrays {
        for (entry, value) in try array.read(0..<array.shape[0]).enumerated() where !value.isNaN {
          guard value == value.rounded(), abs(value) <= 0x1p53 else {
            throw SequenceFileError(
              .data, "\(array.place), entry \(entry): the number of a class was expected, found \(value)")
          }
          found.insert(value)
        }
      }
      names = found.sorted().map { "\(Int($0))" }
    }
    guard (2...Self.mostClasses).contains(names.count) else {
      throw SequenceFileError(
        .data,
        "\(parts[0].targetPlace) has \(names.count, "class", "classes"), 2 to \(Self.mostClasses) make sense\(names.count > 2 ? "; --loss squared-error takes numbers as values" : "")"
      )
    }
    outputNames = names
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Double($0)) })
    for index in parts.indices {
      try parts[index].mapTargets { (array: NumberArray) throws(SequenceFileError) in
        try Self.numbered(array, numbers)
      }
    }
  }

  /// An array of the numbers of classes in place of their names.
  private static func numbered(
    _ array: NumberArray, _ numbers: [String: Double]
  ) throws(SequenceFileError) -> NumberArray {
    func number(_ name: String, _ entry: Int) throws(SequenceFileError) -> Double {
      guard let number = numbers[name] else {
        throw SequenceFileError(
          .data, "\(array.place), entry \(entry): the class \(name.excerpt.quoted) is none of those that are known")
      }
      return number
    }
    var values: [Double] = []
    if let words = array.words {
      for (entry, word) in words.enumerated() {
        values.append(TableFile.isMissing(word) && numbers[word] == nil ? .nan : try number(word, entry))
      }
    } else {
      for (entry, value) in try array.read(0..<array.shape[0]).enumerated() {
        guard !value.isNaN else {
          values.append(value)
          continue
        }
        guard let whole = Int(exactly: value) else {
          throw SequenceFileError(
            .data, "\(array.place), entry \(entry): the number of a class was expected, found \(value)")
        }
        values.append(try number("\(whole)", entry))
      }
    }
    return NumberArray(array.place, values, shape: array.shape)
  }
}

extension ArrayPart {
  /// The arrays of the targets; none where inputs are forecast.
  fileprivate var targetArrays: [NumberArray] {
    switch targets {
    case .steps(let array): array.arrays
    case .whole(let array): [array]
    case .ahead: []
    }
  }

  fileprivate mutating func mapTargets(
    _ body: (NumberArray) throws(SequenceFileError) -> NumberArray
  ) throws(SequenceFileError) {
    switch targets {
    case .steps(let array):
      var arrays: [NumberArray] = []
      for part in array.arrays { arrays.append(try body(part)) }
      targets = .steps(array.replacing(arrays))
    case .whole(let array): targets = .whole(try body(array))
    case .ahead: break
    }
  }
}
