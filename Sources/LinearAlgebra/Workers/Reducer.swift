/// The processes among which the parts of a sum are shared out, as one of them sees them.
///
/// Every process runs the same program on the same numbers; only the leaves of a sum are shared out (``SummationTree``).
/// Numbers go from one to another as they are, to the bit, and nothing is added on the way: the order of a sum belongs to
/// whoever sums. All processes call in the same order; a process that fails ends all.
public protocol Reducer: Sendable {
  /// Which of the processes this is, from 0.
  var rank: Int { get }
  /// How many there are.
  var count: Int { get }

  /// Hands numbers to another process, which receives as many.
  func send<Element: Scalar>(_ numbers: Matrix<Element>, _ value: Double, to rank: Int)

  /// numbers ← what another process sends; returns the value sent with them.
  func receive<Element: Scalar>(into numbers: Matrix<Element>, from rank: Int) -> Double

  /// numbers ← those of process `root`, in all processes; returns the value that `root` gives.
  func broadcast<Element: Scalar>(_ numbers: Matrix<Element>, _ value: Double, from root: Int) -> Double

  /// The sum of whole numbers over all processes.
  func sum(_ counts: [Int]) -> [Int]
}

/// One process alone: it has nobody to talk to.
public struct OneProcess: Reducer {
  /// One process.
  public init() {}

  public var rank: Int { 0 }
  public var count: Int { 1 }

  public func send<Element: Scalar>(_ numbers: Matrix<Element>, _ value: Double, to rank: Int) {
    preconditionFailure("one process has nobody to send to")
  }

  public func receive<Element: Scalar>(into numbers: Matrix<Element>, from rank: Int) -> Double {
    preconditionFailure("one process has nobody to receive from")
  }

  public func broadcast<Element: Scalar>(_ numbers: Matrix<Element>, _ value: Double, from root: Int) -> Double {
    value
  }

  public func sum(_ counts: [Int]) -> [Int] { counts }
}
