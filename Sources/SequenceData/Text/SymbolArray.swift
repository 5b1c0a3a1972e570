/// The symbols of a text, each in as few bytes as the vocabulary allows: a gigabyte of text takes a gigabyte.
public struct SymbolArray: Sendable, Equatable {
  private enum Storage: Sendable, Equatable {
    case narrow([UInt8])
    case middle([UInt16])
    case wide([Int32])
  }

  private var storage: Storage

  /// No symbols yet, of a vocabulary of `cardinality`.
  public init(cardinality: Int) {
    storage = cardinality <= 256 ? .narrow([]) : cardinality <= 65_536 ? .middle([]) : .wide([])
  }

  /// Symbols of a vocabulary of `cardinality`; one outside 0 ..< `cardinality` is a programmer's error and traps.
  public init(_ symbols: some Sequence<Int32>, cardinality: Int) {
    self.init(cardinality: cardinality)
    append(contentsOf: symbols)
  }

  /// Makes room for so many.
  public mutating func reserveCapacity(_ count: Int) {
    switch storage {
    case .narrow(var values):
      storage = .narrow([])
      values.reserveCapacity(count)
      storage = .narrow(values)
    case .middle(var values):
      storage = .middle([])
      values.reserveCapacity(count)
      storage = .middle(values)
    case .wide(var values):
      storage = .wide([])
      values.reserveCapacity(count)
      storage = .wide(values)
    }
  }

  /// Appends symbols.
  public mutating func append(contentsOf symbols: some Sequence<Int32>) {
    switch storage {
    case .narrow(var values):
      storage = .narrow([])  // values alone owns its memory, and grows in place
      values.append(contentsOf: symbols.lazy.map { UInt8($0) })
      storage = .narrow(values)
    case .middle(var values):
      storage = .middle([])
      values.append(contentsOf: symbols.lazy.map { UInt16($0) })
      storage = .middle(values)
    case .wide(var values):
      storage = .wide([])
      values.append(contentsOf: symbols)
      storage = .wide(values)
    }
  }

  /// The number of symbols.
  public var count: Int {
    switch storage {
    case .narrow(let values): values.count
    case .middle(let values): values.count
    case .wide(let values): values.count
    }
  }

  /// Symbol `index`.
  public subscript(index: Int) -> Int32 {
    switch storage {
    case .narrow(let values): Int32(values[index])
    case .middle(let values): Int32(values[index])
    case .wide(let values): values[index]
    }
  }

  /// Some consecutive symbols.
  public subscript(range: Range<Int>) -> [Int32] {
    switch storage {
    case .narrow(let values): values[range].map(Int32.init)
    case .middle(let values): values[range].map(Int32.init)
    case .wide(let values): Array(values[range])
    }
  }
}
