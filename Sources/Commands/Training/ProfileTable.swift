import Foundation
package import Training

/// Where the time of a run went, as a table.
package enum ProfileTable {
  /// A line for each kind of work that was done, the whole, and the share of the passes in words.
  package static func lines(_ profile: RunProfile) -> [String] {
    var table = TextTable(["where the time went", "seconds", "share", "calls", "ms a call"])
    for kind in WorkKind.allCases {
      let time = profile[kind]
      guard time.calls > 0 || kind == .rest else { continue }
      table.add([
        kind.words, fixed(time.seconds), Numbers.percent(profile.share(of: kind)),
        time.calls > 0 ? String(time.calls) : "-", time.millisecondsPerCall.map(fixed) ?? "-",
      ])
    }
    table.add(["total", fixed(profile.seconds), Numbers.percent(1), "-", "-"])
    return table.lines() + ["\(Numbers.percent(profile.passShare)) of the time was inside passes through the network"]
  }

  private static func fixed(_ value: Double) -> String { String(format: "%.3f", value) }
}
