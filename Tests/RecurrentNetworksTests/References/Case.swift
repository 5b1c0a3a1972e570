import Losses
import RecurrentNetworks
import TestSupport
import Testing

/// One choice for everything that a derivative may depend on.
struct Case: Sendable, CustomTestStringConvertible {
  enum Lengths: String, CaseIterable { case uniform, ragged }
  enum Input: String, CaseIterable { case features, symbols }

  var cell = "tanh"
  var options: [String: Int] = [:]
  var activation: Activation
  var loss: Loss
  var form: StructuralForm?
  var lengths: Lengths
  var input: Input
  var layers: Int
  var learnsInitialState: Bool
  var normalization: Normalization
  var dropout = 0.0
  /// Whether sequences begin with states of their own.
  var carries = false

  var choices: [String] {
    [
      cell == "tanh" ? activation.rawValue : "\(cell) \(activation.rawValue)\(optionWords)", loss.rawValue,
      form?.rawValue ?? "no structural term", lengths.rawValue, input.rawValue,
      "\(layers) layers", learnsInitialState ? "learned h_0" : "h_0 = 0", "per \(normalization.rawValue)",
      dropout > 0 ? "dropout \(dropout)" : Self.nothingDropped, carries ? "given states" : Self.nothingCarried,
    ]
  }
  private var optionWords: String { options.sorted { $0.key < $1.key }.map { " \($0.key) \($0.value)" }.joined() }
  private static let nothingDropped = "nothing dropped"
  private static let nothingCarried = "no given states"
  var testDescription: String {
    choices.filter { $0 != Self.nothingDropped && $0 != Self.nothingCarried }.joined(separator: ", ")
  }

  /// The same for every run, different for every case.
  var seed: UInt64 {
    testDescription.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
  }

  /// The cells with the activations that they are tried with, and the most layers; of stacks, the cells from the first layer
  /// on, which differ in width.
  static let kinds: [(cell: String, activation: Activation, layers: Int, options: [String: Int])] =
    Activation.allCases.map { ("tanh", $0, 3, [:]) } + [
      ("mrnn", .tanh, 2, [:]), ("mrnn", .logistic, 2, [:]), ("lstm", .tanh, 2, [:]), ("gru", .tanh, 2, [:]),
      ("dense", .tanh, 2, [:]), ("dense", .linear, 1, [:]), ("lstm+dense+mrnn", .tanh, 3, [:]),
      ("dense+gru+tanh", .tanh, 3, [:]), ("lem", .tanh, 2, [:]), ("cornn", .tanh, 1, [:]), ("indrnn", .tanh, 1, [:]),
      ("indrnn", .logistic, 2, [:]), ("mingru", .tanh, 1, [:]), ("cornn+mingru+lem", .tanh, 3, [:]),
      ("rate", .tanh, 2, ["tau": 3]), ("rate", .softplus, 1, ["tau": 5, "dt": 4]),
      ("rate", .tanh, 2, ["tau": 3, "learned": 1]), ("rate", .logistic, 1, ["tau": 7, "dt": 3, "learned": 1]),
    ]

  /// Options of cells with which every block bears on the output within a few steps, and no factor is 1.
  static let options = ["lem": ["dt": 800], "cornn": ["dt": 600, "gamma": 12, "epsilon": 9]]

  /// Every combination without dropout and given states, and those of `pairwise` with them; `make quick` has those of `pairwise`.
  static let all = Quick.isOn ? pairwise : every + further

  private static let further = pairwise.filter { $0.dropout > 0 || $0.carries }

  private static let every: [Case] = {
    var cases: [Case] = []
    for (cell, activation, mostLayers, options) in kinds {
      for loss in Loss.allCases {
        for form in [nil] + StructuralForm.allCases.map(Optional.some) {
          for lengths in Lengths.allCases {
            for input in Input.allCases {
              for layers in 1...mostLayers {
                for learns in [true, false] {
                  for normalization in Normalization.allCases {
                    cases.append(
                      Case(
                        cell: cell, options: options, activation: activation, loss: loss, form: form, lengths: lengths,
                        input: input,
                        layers: layers, learnsInitialState: learns, normalization: normalization))
                  }
                }
              }
            }
          }
        }
      }
    }
    return cases
  }()

  /// The same without the structural form; `make quick` has those of `pairwise`.
  static let plain = Quick.isOn ? pairwise : every.filter { $0.form == nil } + further

  /// A few dozen in which every pair of choices occurs together: for checks that take long.
  static let pairwise: [Case] = {
    var generator = TestGenerator(seed: 7)
    var seen: Set<[String]> = []
    let candidates = every.flatMap { choice in
      [(0, false), (0.4, false), (0, true), (0.4, true)].map { p, carries in
        var choice = choice
        (choice.dropout, choice.carries) = (p, carries)
        return choice
      }
    }
    return candidates.shuffled(using: &generator).filter { candidate in
      let choices = candidate.choices
      let pairs = choices.indices.flatMap { i in (i + 1..<choices.count).map { [choices[i], "\($0)", choices[$0]] } }
      let isNew = !seen.isSuperset(of: pairs)
      seen.formUnion(pairs)
      return isNew
    }
  }()

  /// For whole matrices by differences, element by element; `make quick` has a few.
  static let dense = Quick.isOn ? Array(pairwise.prefix(4)) : pairwise

  /// The cases of `pairwise` without kinks, for differences with large steps.
  static let smooth = pairwise.filter { $0.activation != .relu }
}
