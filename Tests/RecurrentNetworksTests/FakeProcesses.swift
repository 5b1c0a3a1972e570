import Foundation
import LinearAlgebra
import Synchronization

/// Processes that are threads of one: what one sends waits in a box until the other takes it out.
final class FakeProcesses: Sendable {
  let count: Int
  private let condition = NSCondition()
  private let boxes = Mutex<[Route: [(numbers: [Double], value: Double)]]>([:])

  private struct Route: Hashable {
    let from: Int
    let to: Int
  }

  init(_ count: Int) { self.count = count }

  /// What `body` returns in each process.
  func run<Result: Sendable>(_ body: @escaping @Sendable (any Reducer) -> Result) -> [Result] {
    let results = Mutex([Result?](repeating: nil, count: count))
    let group = DispatchGroup()
    for rank in 0..<count {
      group.enter()
      let thread = Thread { [self] in
        let result = body(Process(rank: rank, all: self))
        results.withLock { $0[rank] = result }
        group.leave()
      }
      thread.stackSize = 4 << 20
      thread.start()
    }
    group.wait()
    return results.withLock { $0.map { $0! } }
  }

  private func put(_ numbers: [Double], _ value: Double, _ route: Route) {
    condition.lock()
    boxes.withLock { $0[route, default: []].append((numbers, value)) }
    condition.broadcast()
    condition.unlock()
  }

  private func take(_ route: Route) -> (numbers: [Double], value: Double) {
    condition.lock()
    defer { condition.unlock() }
    while true {
      let letter = boxes.withLock { $0[route, default: []].isEmpty ? nil : $0[route]!.removeFirst() }
      if let letter { return letter }
      condition.wait()
    }
  }

  private struct Process: Reducer {
    let rank: Int
    let all: FakeProcesses
    var count: Int { all.count }

    func send<Element: Scalar>(_ numbers: Matrix<Element>, _ value: Double, to rank: Int) {
      all.put(numbers.elements.map { Double($0) }, value, Route(from: self.rank, to: rank))
    }

    func receive<Element: Scalar>(into numbers: Matrix<Element>, from rank: Int) -> Double {
      let letter = all.take(Route(from: rank, to: self.rank))
      precondition(letter.numbers.count == numbers.rows * numbers.columns, "as many numbers are sent as received")
      for (index, number) in letter.numbers.enumerated() {
        numbers[index / numbers.columns, index % numbers.columns] = Element(number)
      }
      return letter.value
    }

    func broadcast<Element: Scalar>(_ numbers: Matrix<Element>, _ value: Double, from root: Int) -> Double {
      guard rank == root else { return receive(into: numbers, from: root) }
      for other in 0..<count where other != root { send(numbers, value, to: other) }
      return value
    }

    func sum(_ counts: [Int]) -> [Int] {
      let nothing = Matrix<Double>(rows: 1, columns: counts.count)
      for (column, count) in counts.enumerated() { nothing[0, column] = Double(count) }
      let total = Matrix<Double>(rows: 1, columns: counts.count)
      total.copy(nothing)
      if rank == 0 {
        for other in 1..<max(1, count) {
          _ = receive(into: nothing, from: other)
          total.add(1, nothing)
        }
      } else {
        send(nothing, 0, to: 0)
      }
      _ = broadcast(total, 0, from: 0)
      return total.elements.map { Int($0) }
    }
  }
}

/// A number that several threads add to.
final class AtomicCount: Sendable {
  private let count = Mutex(0)
  var value: Int { count.withLock { $0 } }
  func add(_ more: Int) { count.withLock { $0 += more } }
}
