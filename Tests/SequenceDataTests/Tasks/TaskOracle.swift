import Foundation
import SequenceData
import Testing

/// The definitions once more, derived from a sequence's inputs alone and written without a line of the generators.
///
/// Bounds are compared as 10 p against multiples of T, so that no division is shared with what is tested.
struct TaskOracle {
  let name: String
  let variant: String

  /// The targets and weights that the inputs call for at nominal length T; records an issue where the inputs themselves
  /// break the definition.
  func answer(to sequence: PlainSequence, nominal: Int) -> (targets: [Float], weights: [Float]) {
    switch name {
    case "addition", "multiplication", "xor": marked(sequence, nominal: nominal)
    case "adding-fixed": addingFixed(sequence, nominal: nominal)
    case "temporal-order": ordered(sequence, nominal: nominal, windows: [(1, 2), (5, 6)])
    case "temporal-order-3": ordered(sequence, nominal: nominal, windows: [(1, 2), (3, 4), (6, 7)])
    case "random-permutation": firstSymbol(sequence, nominal: nominal)
    case "memorization-5": recall(sequence, nominal: nominal, data: 5, alphabet: [0, 1], blank: 2, cue: 3)
    case "memorization-20": recall(sequence, nominal: nominal, data: 10, alphabet: [0, 1, 2, 3, 4], blank: 5, cue: 6)
    case "copy": recall(sequence, nominal: nominal, data: 10, alphabet: Array(0...7), blank: 8, cue: 9)
    case "parity": sum(sequence, nominal: nominal, modulo: 2)
    case "modular-sum": sum(sequence, nominal: nominal, modulo: 5)
    case "group-word": word(sequence, nominal: nominal)
    case "dyck": brackets(sequence, nominal: nominal)
    case "flip-flop": bits(sequence, nominal: nominal)
    case "sine": sine(sequence, nominal: nominal)
    case "delayed-match": cues(sequence, nominal: nominal)
    case "perceptual-decision": decision(sequence, nominal: nominal)
    case "context-integration": decision(sequence, nominal: nominal)
    default: fatalError("No oracle knows the task \(name).")
    }
  }

  private func marked(_ sequence: PlainSequence, nominal: Int) -> ([Float], [Float]) {
    let length = sequence.length
    #expect(nominal <= length && 10 * length <= 11 * nominal)
    guard let (i, j) = twoMarkers(sequence) else { return ([], []) }
    #expect(1 <= i && 10 * i <= length)
    #expect(10 * j > length && 2 * j <= length)
    let (u, v) = (Double(sequence.inputs[i - 1][0]), Double(sequence.inputs[j - 1][0]))
    switch (name, variant) {
    case ("addition", ""): return lastStep(Float((u + v) / 2), of: length)
    case ("addition", "sum"): return lastStep(Float(u + v), of: length)
    case ("multiplication", ""): return lastStep(Float(u * v), of: length)
    case ("xor", ""):
      #expect(sequence.inputs.allSatisfy { $0[0] == 0 || $0[0] == 1 })
      return lastStep(u + v == 1 ? 1 : 0, of: length)
    default: fatalError("No oracle knows \(name), \(variant).")
    }
  }

  private func addingFixed(_ sequence: PlainSequence, nominal: Int) -> ([Float], [Float]) {
    #expect(sequence.length == nominal)
    guard let (i, j) = twoMarkers(sequence) else { return ([], []) }
    #expect(2 * i <= nominal && 2 * j > nominal)
    return lastStep(Float(Double(sequence.inputs[i - 1][0]) + Double(sequence.inputs[j - 1][0])), of: nominal)
  }

  private func ordered(_ sequence: PlainSequence, nominal: Int, windows: [(Int, Int)]) -> ([Float], [Float]) {
    #expect(sequence.length == nominal)
    #expect(sequence.symbols.allSatisfy { (0...5).contains($0) })
    let special = (1...nominal).filter { sequence.symbols[$0 - 1] < 2 }
    #expect(special.count == windows.count)
    for (position, (after, through)) in zip(special, windows) {
      #expect(10 * position <= through * nominal)
      #expect(10 * position > after * nominal)
    }
    let digits = special.map { sequence.symbols[$0 - 1] == 1 ? "1" : "0" }.joined()
    return lastStep(Float(Int(digits, radix: 2) ?? -1), of: nominal)
  }

  private func firstSymbol(_ sequence: PlainSequence, nominal: Int) -> ([Float], [Float]) {
    #expect(sequence.length == nominal)
    #expect([0, 1].contains(sequence.symbols[0]))
    #expect(sequence.symbols.dropFirst().allSatisfy { 2 <= $0 && $0 <= 99 })
    let rotated = (sequence.symbols.dropFirst() + [sequence.symbols[0]]).map { Float($0) }
    return variant == "last"
      ? lastStep(Float(sequence.symbols[0]), of: nominal) : (rotated, Array(repeating: 1, count: nominal))
  }

  private func recall(
    _ sequence: PlainSequence, nominal: Int, data: Int, alphabet: [Int], blank: Int, cue: Int
  ) -> ([Float], [Float]) {
    #expect(sequence.length == nominal + 2 * data)
    var targets: [Float] = []
    var weights: [Float] = []
    for step in 1...sequence.length {
      let symbol = sequence.symbols[step - 1]
      switch step {
      case ...data: #expect(alphabet.contains(symbol))
      case nominal + data: #expect(symbol == cue)
      default: #expect(symbol == blank)
      }
      let recalled = step > nominal + data
      let silent = variant == "recall-only" && !recalled
      let wanted = recalled ? sequence.symbols[step - nominal - data - 1] : blank
      targets.append(silent ? 0 : Float(wanted))
      weights.append(silent ? 0 : 1)
    }
    return (targets, weights)
  }

  private func sum(_ sequence: PlainSequence, nominal: Int, modulo m: Int) -> ([Float], [Float]) {
    #expect(sequence.length == nominal)
    #expect(sequence.symbols.allSatisfy { (0..<m).contains($0) })
    let sums = (1...nominal).map { Float(sequence.symbols.prefix($0).reduce(0, +) % m) }
    return variant == "last" ? lastStep(sums[nominal - 1], of: nominal) : (sums, Array(repeating: 1, count: nominal))
  }

  /// Things are moved about one permutation after the other; what has become of them is looked up among all permutations.
  private func word(_ sequence: PlainSequence, nominal: Int) -> ([Float], [Float]) {
    #expect(sequence.length == nominal)
    let things = variant == "" ? Array("abc") : Array("abcde")
    var words = [""]
    for _ in things { words = words.flatMap { word in things.filter { !word.contains($0) }.map { word + [$0] } } }
    // Even ones have a determinant of 1.
    func determinant(_ word: String) -> Int {
      let letters = Array(word)
      var sign = 1
      for i in letters.indices { for j in letters.indices where i < j && letters[i] > letters[j] { sign = -sign } }
      return sign
    }
    if variant == "a5" { words = words.filter { determinant($0) == 1 } }
    words.sort()
    #expect(words.count == ["": 6, "a5": 60, "s5": 120][variant])
    var places = things
    let targets = sequence.symbols.map { symbol in
      let images = Array(words[symbol])
      places = places.map { images[things.firstIndex(of: $0)!] }
      return Float(words.firstIndex(of: String(places))!)
    }
    return (targets, Array(repeating: 1, count: nominal))
  }

  /// Pairs that close are struck out until there are none; what is left is open.
  private func brackets(_ sequence: PlainSequence, nominal: Int) -> ([Float], [Float]) {
    #expect(sequence.length == nominal)
    let targets = (1...nominal).map { count -> Float in
      var text = sequence.symbols.prefix(count).map { ["(", "[", ")", "]"][$0] }.joined()
      while true {
        let shorter = text.replacing("()", with: "").replacing("[]", with: "")
        if shorter == text { break }
        text = shorter
      }
      #expect(text.count <= 4 && !text.contains(")") && !text.contains("]"))
      return text.last.map { $0 == "(" ? 1 : 2 } ?? 0
    }
    return (targets, Array(repeating: 1, count: nominal))
  }

  /// Each bit is looked up in the past of its channel, and so is whether anything happened of late.
  private func bits(_ sequence: PlainSequence, nominal: Int) -> ([Float], [Float]) {
    #expect(sequence.length == nominal)
    #expect(sequence.inputs[0].allSatisfy { abs($0) == 1 })
    #expect(sequence.inputs.joined().allSatisfy { [-1, 0, 1].contains($0) })
    let targets = (0..<nominal).flatMap { t in
      (0..<3).map { channel in sequence.inputs[...t].last { $0[channel] != 0 }![channel] }
    }
    let weights = (0..<nominal).map { t -> Float in
      t >= 4 && sequence.inputs[t - 4...t].joined().allSatisfy { $0 == 0 } ? 1 : 0
    }
    return (targets, weights)
  }

  private func sine(_ sequence: PlainSequence, nominal: Int) -> ([Float], [Float]) {
    #expect(sequence.length == nominal)
    let frequency = sequence.inputs[0][0]
    #expect(frequency >= 0 && frequency < 1 && Set(sequence.inputs) == [[frequency]])
    let ω = 0.05 + 0.25 * Double(frequency)
    return ((1...nominal).map { Float(sin(ω * Double($0))) }, Array(repeating: 1, count: nominal))
  }

  private func cues(_ sequence: PlainSequence, nominal: Int) -> ([Float], [Float]) {
    #expect(sequence.length == nominal)
    #expect(sequence.inputs.joined().allSatisfy { $0 == 0 || $0 == 1 })
    let shown = (1...nominal).filter { sequence.inputs[$0 - 1].contains(1) }
    #expect(shown.count == 2 && sequence.inputs.joined().count { $0 == 1 } == 2)
    guard shown.count == 2 else { return ([], []) }
    #expect(5 * shown[0] <= nominal && 2 * shown[1] > nominal && 10 * shown[1] <= 9 * nominal)
    return lastStep(sequence.inputs[shown[0] - 1] == sequence.inputs[shown[1] - 1] ? 1 : 0, of: nominal)
  }

  /// Noise hides what the target is; ``EvidenceTests`` looks at what there is to be known about it.
  private func decision(_ sequence: PlainSequence, nominal: Int) -> ([Float], [Float]) {
    #expect(sequence.length == nominal)
    #expect([0, 1].contains(sequence.targets[nominal - 1]))
    if name == "context-integration" {
      let context = Array(sequence.inputs[0][2...])
      #expect([[1, 0], [0, 1]].contains(context) && sequence.inputs.allSatisfy { Array($0[2...]) == context })
    }
    return lastStep(sequence.targets[nominal - 1], of: nominal)
  }

  private func twoMarkers(_ sequence: PlainSequence) -> (Int, Int)? {
    let steps = sequence.markedSteps
    #expect(steps.count == 2)
    #expect(steps.allSatisfy { sequence.inputs[$0 - 1][1] == 1 })
    return steps.count == 2 ? (steps[0], steps[1]) : nil
  }

  private func lastStep(_ target: Float, of length: Int) -> ([Float], [Float]) {
    let silence = [Float](repeating: 0, count: length - 1)
    return (silence + [target], silence + [1])
  }
}
