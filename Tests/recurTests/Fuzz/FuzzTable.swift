/// What was tried and what became of it, as the table of `CONTRIBUTING.md`.
struct FuzzTable: CustomStringConvertible {
  private struct Row: Hashable {
    let protection: Victim.Protection
    let kind: String
  }

  private struct Counts {
    var tried = 0
    var refused = 0
    var afterCrash = 0
    var harmless = 0
    var unprotected = 0
    var failures = 0
  }

  private var rows: [Row: Counts] = [:]

  init(_ outcomes: [Fuzzer.Outcome]) {
    for outcome in outcomes { add(outcome) }
  }

  private mutating func add(_ outcome: Fuzzer.Outcome) {
    let row = Row(protection: outcome.victim.protection, kind: outcome.mutation.kind)
    var counts = rows[row, default: Counts()]
    counts.tried += 1
    switch outcome.verdict {
    case .refused:
      counts.refused += 1
      if outcome.verdict.isAfterCrash { counts.afterCrash += 1 }
    case .harmless: counts.harmless += 1
    case .unprotected: counts.unprotected += 1
    case .failure: counts.failures += 1
    }
    rows[row] = counts
  }

  var description: String {
    var lines = [
      "| files | damage | tried | refused | of these libhdf5 crashed ahead | same content | other, no checksum | failed |",
      "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for protection in Victim.Protection.allCases {
      for kind in Mutation.kinds {
        guard let row = rows[Row(protection: protection, kind: kind)] else { continue }
        let numbers = [row.tried, row.refused, row.afterCrash, row.harmless, row.unprotected, row.failures]
        lines.append("| \(protection.rawValue) | \(kind) | \(numbers.map(String.init).joined(separator: " | ")) |")
      }
    }
    return lines.joined(separator: "\n")
  }
}
