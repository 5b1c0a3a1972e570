package import Inspection
import LinearAlgebra

/// What `inspect` shows of two files.
package struct DifferencePrinter {
  private let difference: FileDifference

  /// A printer of a difference.
  package init(_ difference: FileDifference) { self.difference = difference }

  /// Prints entries, attributes, arrays and texts that differ, and the verdict.
  package func print() {
    Console.print(Console.bold("- \(difference.first)"))
    Console.print(Console.bold("+ \(difference.second)"))
    entries()
    attributes()
    arrays()
    texts()
    if !difference.uncompared.isEmpty {
      Console.print("not compared: \(difference.uncompared.joined(separator: ", "))")
    }
    Console.print(verdict)
  }

  private var verdict: String {
    let same = "\(difference.identical, "entry", "entries") the same with all attributes"
    let ignored = difference.ignored > 0 ? "; differences of bookkeeping left out: \(difference.ignored)" : ""
    guard !difference.isEmpty else {
      return Console.green("no difference found") + ": \(same)\(ignored)"
    }
    if difference.isBookkeepingAlone {
      return "they differ in bookkeeping alone (--ignore-bookkeeping leaves it out); \(same)"
    }
    return Console.red("they differ") + "; \(same)\(ignored)"
  }

  private func entries() {
    // What lies below a group that is missing as a whole goes without saying.
    let missing = Set(difference.entries.filter { $0.first == nil || $0.second == nil }.map(\.path))
    for entry in difference.entries {
      if let end = entry.path.lastIndex(of: "/"), missing.contains(String(entry.path[..<end])) { continue }
      let below = difference.entries.count { $0.path.hasPrefix(entry.path + "/") }
      let more = below > 0 ? " and all below it (\(below))" : ""
      let mark = Self.mark(entry.isBookkeeping)
      switch (entry.first, entry.second) {
      case (let first?, let second?): Console.print("  \(entry.path): \(first) → \(second)\(mark)")
      case (let first?, nil): Console.print("- \(entry.path): \(first)\(more), in the first alone\(mark)")
      case (nil, let second?): Console.print("+ \(entry.path): \(second)\(more), in the second alone\(mark)")
      case (nil, nil): break
      }
    }
  }

  private func attributes() {
    for attribute in difference.attributes {
      let (first, second) = (Self.word(attribute.first?.description), Self.word(attribute.second?.description))
      Console.print(
        "  \(attribute.object)@\(attribute.name): \(first) → \(second)\(Self.mark(attribute.isBookkeeping))")
    }
  }

  private func arrays() {
    guard !difference.arrays.isEmpty else { return }
    var table = TextTable(["array", "differ", "of", "largest", "relative", "norm", "at", "first", "second"])
    for array in difference.arrays {
      let place = array.place.map(String.init).joined(separator: ", ")
      let figures = [array.largest, array.largestRelative, array.norm].map(Numbers.short)
      table.add(
        [array.path + Self.mark(array.isBookkeeping), "\(array.differing)", "\(array.count)"] + figures
          + ["[\(place)]", "\(array.first)", "\(array.second)"])
    }
    table.lines().forEach(Console.print)
  }

  private func texts() {
    for text in difference.texts {
      let mark = Self.mark(text.isBookkeeping)
      if text.count > 1 {
        Console.print(
          "  \(text.path): \(text.differing) of \(text.count) texts differ, the first at \(text.place)\(mark)")
      } else if text.lines.isEmpty {
        Console.print("  \(text.path): the order of lines, or empty ones\(mark)")
      }
      for line in text.lines {
        let (first, second) = (Self.word(line.first), Self.word(line.second))
        Console.print("  \(text.path): \(line.name): \(first) → \(second)\(Self.mark(line.isBookkeeping))")
      }
    }
  }

  private static func mark(_ isBookkeeping: Bool) -> String { isBookkeeping ? " (bookkeeping)" : "" }

  private static func word(_ text: String?) -> String {
    guard let text else { return "(absent)" }
    return text.count > 60 ? text.prefix(57) + "..." : text
  }
}
