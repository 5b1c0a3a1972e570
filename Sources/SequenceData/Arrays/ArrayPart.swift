/// Sequences from arrays, and what is asked of them.
struct ArrayPart: Sendable {
  /// The split that they are for by their names; nil where they have to be dealt out.
  let split: Split?
  /// What is shown.
  let inputs: SequenceArray
  /// What is asked for.
  var targets: Targets

  enum Targets: Sendable {
    /// At each step something.
    case steps(SequenceArray)
    /// One row for each sequence.
    case whole(NumberArray)
    /// The inputs, or some of their columns, later.
    case ahead(columns: [Int])
  }
}

extension ArrayPart {
  /// The numbers that are asked for at a time.
  var outputs: Int {
    switch targets {
    case .steps(let array): array.columns
    case .whole(let array): array.entry
    case .ahead(let columns): columns.count
    }
  }

  /// What sentences call the targets.
  var targetPlace: String {
    switch targets {
    case .steps(let array): array.place
    case .whole(let array): array.place
    case .ahead: inputs.place
    }
  }
}
