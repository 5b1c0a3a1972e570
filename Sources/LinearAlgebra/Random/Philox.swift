/// The counter-based random generator Philox4x32-10: any number of any stream can be made alone.
///
/// A block of four 32-bit words is a pure function of a counter and a key, so there is no state to carry from one number
/// to the next, and work that is shared out over threads draws the same numbers in whatever order it is done.
///
///     words of block p = bijection(counter: (p low, p high, stream low, stream high), key: (seed low, seed high))
///
/// There are 2⁶⁴ seeds, each with 2⁶⁴ streams of 2⁶⁴ blocks. A stream is one purpose: one sequence of a data set, one
/// matrix of a network. The generator is a value: a copy continues independently from the same place.
///
/// It passes the published statistical batteries, and it is no cipher: do not keep secrets with it.
///
/// Source: Salmon, Moraes, Dror & Shaw 2011, *Parallel random numbers: as easy as 1, 2, 3*, section 3.3 and table 2.
public struct Philox: RandomNumberGenerator, Sendable {
  /// The key: what a run prints and stores.
  public let seed: UInt64

  /// Which of the seed's independent sequences of blocks this generator draws from.
  public let stream: UInt64

  /// The number of the block that is made when the words at hand are used up.
  @inlinable public var position: UInt64 { nextBlock }

  /// How many words of block `position - 1` have not been handed out yet: 0 to 3.
  @inlinable public var unreadWords: Int { unread }

  @usableFromInline internal var nextBlock: UInt64
  @usableFromInline internal var unread: Int
  @usableFromInline internal var words: SIMD4<UInt32>

  /// A generator that stands before block `position` of a stream.
  ///
  /// The four values together are the whole state: a generator made of those of another one continues as that one does.
  ///
  /// - Parameters:
  ///   - seed: the key.
  ///   - stream: which of the seed's sequences of blocks to draw from.
  ///   - position: the number of the first whole block.
  ///   - unreadWords: how many words at the end of block `position - 1` come before it; 0 to 3.
  @inlinable
  public init(seed: UInt64, stream: UInt64, position: UInt64 = 0, unreadWords: Int = 0) {
    precondition((0...3).contains(unreadWords), "A Philox generator holds 0 to 3 unread words, not \(unreadWords).")
    self.seed = seed
    self.stream = stream
    nextBlock = position
    unread = unreadWords
    words = SIMD4(repeating: 0)
    if unreadWords > 0 { words = block(at: position &- 1) }
  }

  /// The next 32 random bits.
  @inlinable
  public mutating func nextWord() -> UInt32 {
    if unread == 0 {
      words = block(at: nextBlock)
      nextBlock &+= 1
      unread = 4
    }
    let word = words[4 - unread]
    unread -= 1
    return word
  }

  /// The next 64 random bits: two words, the first of them the lower half.
  @inlinable
  public mutating func next() -> UInt64 {
    let low = nextWord()
    let high = nextWord()
    return UInt64(high) << 32 | UInt64(low)
  }

  /// The four words of one block of this generator's stream, wherever the generator stands.
  @inlinable
  public func block(at position: UInt64) -> SIMD4<UInt32> {
    Philox.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: position), UInt32(truncatingIfNeeded: position >> 32),
        UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
  }

  /// The Philox4x32-10 bijection: ten rounds over `counter`, with a key that grows by a constant after each.
  ///
  /// One round, with the 64-bit products `p = M₀ c₀` and `r = M₁ c₂`:
  ///
  ///     (c₀, c₁, c₂, c₃) ← (high r ⊕ c₁ ⊕ k₀, low r, high p ⊕ c₃ ⊕ k₁, low p)
  @inlinable
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key[0], key[1])
    for _ in 0..<10 {
      let p = UInt64(c0) &* 0xD251_1F53
      let r = UInt64(c2) &* 0xCD9E_8D57
      (c0, c1, c2, c3) = (
        UInt32(truncatingIfNeeded: r >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: r),
        UInt32(truncatingIfNeeded: p >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: p)
      )
      // The golden ratio and √3 − 1, as fractions of 2³².
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(c0, c1, c2, c3)
  }
}
