import SequenceData
import Testing

/// A sequence follows from seed, split, number and length alone.
@Suite("Reproducibility")
struct ReproducibilityTests {
  @Test(
    "Sequence 73 is the same alone, in a range, in another order, among a hundred and among many",
    arguments: TaskForm.all)
  func sequence73(_ form: TaskForm) {
    let task = form.task
    func make(_ indices: Range<Int>) -> SequenceSet { task.makeSequences(indices, seed: 6, split: .test, length: 20) }
    let alone = PlainSequence(0, of: make(73..<74))
    #expect(PlainSequence(73, of: make(0..<100)) == alone)
    #expect(PlainSequence(73, of: make(0..<100_000)) == alone)
    #expect(PlainSequence(3, of: make(70..<80)) == alone)
    var backwards = task.makeEmptySet()
    for index in (0..<100).reversed() {
      task.appendSequence(index: index, seed: 6, split: .test, length: 20, to: &backwards)
    }
    #expect(PlainSequence(99 - 73, of: backwards) == alone)
    var halves = make(0..<50)
    halves.append(contentsOf: make(50..<100))
    #expect(halves == make(0..<100))
  }

  @Test("Threads make the same sequences as one after the other", arguments: TaskForm.all)
  func threads(_ form: TaskForm) async {
    let whole = form.task.makeSequences(0..<400, seed: 6, split: .train, length: 30)
    let parts = await withTaskGroup(of: (Int, SequenceSet).self) { group in
      for part in 0..<8 {
        group.addTask {
          (part, form.task.makeSequences(50 * part..<50 * (part + 1), seed: 6, split: .train, length: 30))
        }
      }
      return await group.reduce(into: [Int: SequenceSet]()) { $0[$1.0] = $1.1 }
    }
    var joined = form.task.makeEmptySet()
    for part in 0..<8 { joined.append(contentsOf: parts[part]!) }
    #expect(joined == whole)
  }

  @Test("Splits, seeds and numbers give different sequences", arguments: TaskForm.all)
  func splitsDiffer(_ form: TaskForm) {
    var batches: [[[[Float]]]] = []
    for seed in [UInt64(1), 2, 1 << 32] {
      for split in Split.allCases {
        let set = form.task.makeSequences(0..<32, seed: seed, split: split, length: 40)
        batches.append(PlainSequence.all(of: set).map(\.inputs))
      }
    }
    #expect(Set(batches).count == 9)
    // delayed-match has 2048 sequences. Within a split of 32, memorization-5 repeats nothing; nor does any other task of these lengths, but by a chance
    // below 32² / 2 · 2⁻²³ (ten symbols of five).
    #expect(form.task.name == "delayed-match" || batches.allSatisfy { Set($0).count == 32 })
  }

  @Test(
    "No sequence of one split occurs in another",
    // Of these two there are few, or some are frequent.
    arguments: TaskForm.all.filter {
      $0.task.fixedSize(length: 40) == nil && !["delayed-match", "flip-flop"].contains($0.task.name)
    })
  func splitsShareNothing(_ form: TaskForm) {
    let seen = Split.allCases.flatMap { split in
      PlainSequence.all(of: form.task.makeSequences(0..<300, seed: 1, split: split, length: 40)).map(\.inputs)
    }
    // The smallest task has 5¹⁰ sequences: 900 of them meet with probability 900² / 2 / 5¹⁰ = 0.04.
    #expect(Set(seen).count == 900)
  }

  @Test("Every definition has its fingerprint of version 1, new ones at the end")
  func everyFingerprint() {
    #expect(Self.versionOne.count == TaskForm.all.count)
  }

  @Test("Version 1 of every definition draws what it always drew", arguments: zip(TaskForm.all, versionOne))
  func versionOneStands(_ form: TaskForm, fingerprint: UInt64) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for length in [10, 37] {
      for sequence in PlainSequence.all(of: form.task.makeSplit(.validation, size: 50, seed: 7, length: length)) {
        for value in sequence.inputs.joined() + sequence.targets + sequence.weights {
          hash = (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01b3
        }
      }
    }
    #expect(form.task.definitionVersion == 1)
    #expect(hash == fingerprint, "\(form.testDescription) is now 0x\(String(hash, radix: 16)).")
  }

  /// The fingerprints (Fowler, Noll & Vo) of 50 sequences of lengths 10 and 37. One that changes means that the definition
  /// has changed and needs a new version.
  static let versionOne: [UInt64] = [
    0x6950_03a3_703d_aabb, 0xdd41_e0e3_e23d_aabb, 0x8d0e_1417_c416_11e3, 0xf9d6_4b5a_4a21_dd85,
    0x1c0c_01cd_938d_058d, 0xb2a9_6eeb_a66d_058d, 0x7304_36c7_0ca1_058d, 0xb92d_92a3_a34f_058d,
    0x1ef9_6673_7f34_69a5, 0x2548_df82_df34_69a5, 0x922b_ad36_ca92_004d, 0xeeab_da7c_c712_004d,
    0x9f60_fab2_5b96_1c7b, 0xca5a_3bb4_6a52_004d, 0x05c3_1222_1c8d_058d, 0xa32b_0e99_af0d_058d,
    0xa660_d614_16cd_058d, 0x61f5_8372_21cd_058d, 0xd4de_2f5e_958d_058d, 0x2095_2c15_9389_058d,
    0xd0fb_29a8_c69b_058d, 0x5712_be95_e34d_058d, 0xd5bb_6a5a_a736_1ced, 0x521b_cf66_36f9_b1ee,
    0x62b6_f8fa_29cf_9535, 0xf117_069b_d0dd_301b, 0x0f9d_cef4_6384_8ff0,
  ]
}
