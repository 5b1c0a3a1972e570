import Foundation

/// How far long work has come, and the time left, on standard error.
///
/// Nothing is said in the first two seconds. A terminal gets one line that changes, anything else a line now and then.
final class ProgressLine {
  private let name: String
  private let start = Date()
  private var last: Date?

  /// A line that begins with the name of the work.
  init(_ name: String) { self.name = name }

  /// Says that `done` of `total` is done.
  func show(_ done: Int, of total: Int) {
    let now = Date()
    let spent = now.timeIntervalSince(start)
    guard spent > 2, done > 0, now.timeIntervalSince(last ?? .distantPast) > (Terminal.errors.obeysCodes ? 0.2 : 20)
    else { return }
    last = now
    let left = Numbers.time(spent * Double(total - done) / Double(done))
    let line = "\(name): \(Numbers.percent(Double(done) / Double(total))), \(Numbers.time(spent)), \(left) left"
    if Terminal.errors.obeysCodes { Console.status(line) } else { Console.note(line) }
  }

  /// Clears the line.
  func end() {
    if last != nil { Console.clearStatus() }
  }
}
