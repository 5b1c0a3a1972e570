internal import LinearAlgebra

/// Some consecutive steps of a sequence of an array, which become a sequence of a dataset file.
struct ArrayItem: Sendable {
  let part: Int
  let sequence: Int
  let steps: Range<Int>
}

/// Which steps of arrays become which sequences of which split.
struct ArrayDivision: Sendable {
  private(set) var items: [Split: [ArrayItem]] = [:]
  /// Steps that are in no sequence: behind the last whole window, or without a target so far ahead.
  private(set) var left = 0

  /// The most sequences of a split: where each lies is held in memory.
  private static var mostItems: Int { 1 << 24 }

  /// Cuts and deals out.
  ///
  /// Sequences go to the splits whole, in an order drawn from the seed (Fisher & Yates 1938; Durstenfeld 1964). A single series
  /// is cut in time, its beginning for training and its end for the test, so that no window reaches across a border.
  init(_ content: ArrayContent, _ choices: ArrayChoices) throws(SequenceFileError) {
    let horizon = content.parts[0].horizon(choices)
    if content.parts[0].split != nil {
      for (index, part) in content.parts.enumerated() {
        for n in 0..<part.inputs.count {
          try add(index, n, 0..<part.inputs.lengths[n], horizon, choices, to: part.split ?? .train)
        }
      }
    } else {
      let lengths = content.parts[0].inputs.lengths
      let place = content.parts[0].inputs.place
      if lengths.count > 1 {
        let order = Self.order(lengths.count, choices.seed)
        for (split, members) in try Self.cut(lengths.count, choices.shares, "\(place): sequences") {
          for n in order[members].sorted() { try add(0, n, 0..<lengths[n], horizon, choices, to: split) }
        }
      } else if choices.window != nil {
        for (split, steps) in try Self.cut(lengths[0], choices.shares, "\(place): steps") {
          try add(0, 0, steps, horizon, choices, to: split)
        }
      } else {
        guard choices.shares[0] == 1 else {
          throw SequenceFileError(
            .data,
            "\(place) is one sequence of \(lengths[0], "step"), which cannot be dealt out: --window cuts it, --lengths or --sequence say where sequences begin, and --split 1,0,0 trains on all of it"
          )
        }
        try add(0, 0, 0..<lengths[0], horizon, choices, to: .train)
      }
    }
    try requireItems(content, horizon, choices)
  }

  private mutating func add(
    _ part: Int, _ sequence: Int, _ steps: Range<Int>, _ horizon: Int, _ choices: ArrayChoices, to split: Split
  ) throws(SequenceFileError) {
    let end = steps.upperBound - min(horizon, steps.count)
    let window = choices.window ?? max(1, end - steps.lowerBound)
    let stride = choices.stride ?? window
    let room = end - steps.lowerBound - window
    let windows = room < 0 ? 0 : choices.window == nil ? 1 : room / stride + 1
    // Before memory is taken for where they lie.
    guard items[split, default: []].count + windows <= Self.mostItems else {
      throw SequenceFileError(
        .data, "/\(split.rawValue) would have more than \(Self.mostItems) sequences: --stride takes fewer windows")
    }
    var start = steps.lowerBound
    var covered = steps.lowerBound
    while start + window <= end {
      items[split, default: []].append(ArrayItem(part: part, sequence: sequence, steps: start..<start + window))
      covered = start + window
      guard choices.window != nil else { break }
      start += stride
    }
    left += steps.upperBound - covered
  }

  private func requireItems(_ content: ArrayContent, _ horizon: Int, _ choices: ArrayChoices) throws(SequenceFileError)
  {
    let splits: [Split] =
      content.parts[0].split == nil
      ? zip(Split.allCases, choices.shares).filter { $0.1 > 0 }.map(\.0) : content.parts.compactMap(\.split)
    guard let empty = splits.first(where: { items[$0, default: []].isEmpty }) else { return }
    let needed = choices.window.map { "a window of \($0, "step")" } ?? "a step"
    let ahead = horizon > 0 ? " with a target \(horizon, "step") ahead" : ""
    throw SequenceFileError(
      .data,
      "\(content.parts[0].inputs.place): nothing is left for /\(empty.rawValue): its sequences are too short for \(needed)\(ahead)"
    )
  }

  /// The numbers below `count` in an order drawn from a seed.
  private static func order(_ count: Int, _ seed: UInt64) -> [Int] {
    var generator = Philox(seed: seed, stream: 1 << 61)
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, generator.integer(in: 0...last)) }
    return order
  }

  /// Ranges of `count` things by shares; whoever has a share has at least one.
  private static func cut(
    _ count: Int, _ shares: [Double], _ words: String
  ) throws(SequenceFileError) -> [(Split, Range<Int>)] {
    func size(_ share: Double) -> Int { share > 0 ? max(1, Int((share * Double(count)).rounded())) : 0 }
    let (validation, test) = (size(shares[1]), size(shares[2]))
    let train = shares[0] > 0 ? count - validation - test : 0
    guard train >= (shares[0] > 0 ? 1 : 0), validation + test <= count else {
      throw SequenceFileError(
        .data, "\(words) are \(count), too few for the shares \(shares.map { "\($0)" }.joined(separator: ", "))")
    }
    let ends = [train, train + validation, shares[2] > 0 ? count : train + validation]
    return zip(Split.allCases, zip([0, ends[0], ends[1]], ends)).map { ($0, $1.0..<$1.1) }.filter { !$0.1.isEmpty }
  }
}

extension ArrayPart {
  /// How many steps ahead its targets lie.
  func horizon(_ choices: ArrayChoices) -> Int {
    if case .ahead = targets { return choices.horizon ?? 1 }
    return choices.horizon ?? 0
  }
}
