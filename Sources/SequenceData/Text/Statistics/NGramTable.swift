/// The tree of all n-grams of a text: the children of a node are the symbols that follow it.
///
/// Nodes are numbered as they appear; 0 is the root, the empty n-gram. Children are found by hashing (open addressing with
/// linear probing; Knuth, The Art of Computer Programming, volume 3, section 6.4), so any vocabulary and any order will do.
struct NGramTable {
  /// How often each n-gram occurs.
  private(set) var counts: [UInt32] = [0]
  /// How often each n-gram is followed by a symbol.
  private(set) var followed: [UInt32] = [0]
  /// By how many different symbols it is followed.
  private(set) var followers: [UInt32] = [0]

  /// A node and a symbol, plus 1; 0 where there is nothing.
  private var keys: [UInt64]
  private var nodes: [Int32]
  private var shift: Int

  /// Bits of a key that hold the symbol: more than any vocabulary needs.
  private static let symbolBits = 24

  init() {
    let bits = 12
    keys = [UInt64](repeating: 0, count: 1 << bits)
    nodes = [Int32](repeating: 0, count: 1 << bits)
    shift = 64 - bits
  }

  /// The bytes that the tree takes, at most, once it has grown for another n-gram.
  var bytesAfterGrowth: Int {
    let slots = isFull ? 3 * keys.count : keys.count
    return 12 * slots + 12 * (isNodesFull ? 3 * counts.capacity : counts.capacity)
  }

  private var isFull: Bool { counts.count + 1 > keys.count / 8 * 5 }
  private var isNodesFull: Bool { counts.count == counts.capacity }

  /// The child of a node; −1 where the text has none.
  func child(_ symbol: Int32, of node: Int32) -> Int32 {
    let key = Self.key(symbol, node)
    var slot = self.slot(key)
    while keys[slot] != 0 {
      if keys[slot] == key { return nodes[slot] }
      slot = (slot + 1) & (keys.count - 1)
    }
    return -1
  }

  /// Counts an occurrence of a symbol behind an n-gram, and returns the node of both together.
  mutating func count(_ symbol: Int32, after node: Int32) -> Int32 {
    let key = Self.key(symbol, node)
    var slot = self.slot(key)
    followed[Int(node)] += 1
    while keys[slot] != 0 {
      if keys[slot] == key {
        counts[Int(nodes[slot])] += 1
        return nodes[slot]
      }
      slot = (slot + 1) & (keys.count - 1)
    }
    let child = Int32(counts.count)
    (keys[slot], nodes[slot]) = (key, child)
    counts.append(1)
    followed.append(0)
    followers.append(0)
    followers[Int(node)] += 1
    if isFull { grow() }
    return child
  }

  private static func key(_ symbol: Int32, _ node: Int32) -> UInt64 {
    (UInt64(UInt32(bitPattern: node)) << UInt64(symbolBits) | UInt64(UInt32(bitPattern: symbol))) &+ 1
  }

  /// Where to look first: the upper bits of a product (Knuth, as above: multiplicative hashing).
  private func slot(_ key: UInt64) -> Int { Int((key &* 0x9E37_79B9_7F4A_7C15) >> UInt64(shift)) }

  private mutating func grow() {
    shift -= 1
    var (oldKeys, oldNodes) = ([UInt64](), [Int32]())
    swap(&keys, &oldKeys)
    swap(&nodes, &oldNodes)
    keys = [UInt64](repeating: 0, count: 2 * oldKeys.count)
    nodes = [Int32](repeating: 0, count: 2 * oldKeys.count)
    for index in oldKeys.indices where oldKeys[index] != 0 {
      var slot = self.slot(oldKeys[index])
      while keys[slot] != 0 { slot = (slot + 1) & (keys.count - 1) }
      (keys[slot], nodes[slot]) = (oldKeys[index], oldNodes[index])
    }
  }
}
