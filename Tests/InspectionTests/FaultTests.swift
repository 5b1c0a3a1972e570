import Inspection
import RecurrentNetworks
import Testing

/// Every check can fail.
@Suite("Broken cells")
struct FaultTests {
  @Test("A mistake makes those checks fail that are named for it, and no others", arguments: Fault.allCases)
  func fails(_ fault: Fault) throws {
    #expect(try failing(fault) == fault.failing)
  }

  @Test("There is a mistake for every check")
  func everyCheck() throws {
    let caught = Fault.allCases.reduce(into: Set<String>()) { $0.formUnion($1.failing) }
    #expect(caught == Set(try InvariantSuiteTests.model.suite().names))
  }

  private func failing(_ fault: Fault) throws -> Set<String> {
    var options = InvariantOptions()
    // The memory of this one is not for several threads.
    if fault == .recomputation { options.threads = [] }
    // The others run on one thread, and this cell is slow.
    let names: Set<String>? = fault == .thread ? ["gradient", "repetition", "padding", "threads", "memory"] : nil
    let report = try InvariantSuiteTests.model.suite(fault, options: options).run(only: names)
    #expect(!report.passed)
    return Set(report.checks.filter { !$0.passed }.map(\.name))
  }
}
