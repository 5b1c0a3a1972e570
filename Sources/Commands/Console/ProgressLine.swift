package import Foundation

/// How far long work has come, and the time left, on standard error.
///
/// Nothing is said in the first two seconds. A terminal gets one line that changes, anything else a line now and then.
package final class ProgressLine {
  private let name: String
  private let start: Date
  private let now: () -> Date
  private var last: Date?

  /// A line that begins with the name of the work, by the time that `now` says it is.
  package init(_ name: String, now: @escaping () -> Date = { Date() }) {
    self.name = name
    self.now = now
    start = now()
  }

  /// Says that `done` of `total` is done.
  package func show(_ done: Int, of total: Int) {
    let time = now()
    let spent = time.timeIntervalSince(start)
    guard spent > 2, done > 0, time.timeIntervalSince(last ?? .distantPast) > (Terminal.errors.obeysCodes ? 0.2 : 20)
    else { return }
    last = time
    let left = Numbers.time(spent * Double(total - done) / Double(done))
    let line = "\(name): \(Numbers.percent(Double(done) / Double(total))), \(Numbers.time(spent)), \(left) left"
    if Terminal.errors.obeysCodes { Console.status(line) } else { Console.note(line) }
  }

  /// Clears the line.
  package func end() {
    if last != nil { Console.clearStatus() }
  }
}
