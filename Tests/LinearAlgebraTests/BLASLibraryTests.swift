import LinearAlgebra
import Testing

@Suite("The BLAS library")
struct BLASLibraryTests {
  @Test("A core is faster where every measurement says so, by more than a tenth")
  func faster() {
    #expect(BLASLibrary.isFaster([12, 13, 14], than: [10, 9, 8]))
    #expect(!BLASLibrary.isFaster([12, 10.5, 14], than: [10, 9, 8]), "one measurement does not confirm it")
    #expect(!BLASLibrary.isFaster([12, 13], than: [8, 11.9]), "the other was as fast once")
    #expect(!BLASLibrary.isFaster([10.9], than: [10]) && !BLASLibrary.isFaster([], than: [1]))
    #expect(!BLASLibrary.isFaster([1], than: []))
  }

  @Test("tells its configuration and core")
  func configuration() {
    #expect(BLASLibrary.configuration.contains("OpenBLAS"))
    #expect(!BLASLibrary.core.isEmpty)
    #expect(BLASLibrary.fasterCore == nil || BLASLibrary.fasterCore != BLASLibrary.core)
  }

  @Test(
    "knows which core suits which processor",
    arguments: [
      ("Haswell", 512, "SkylakeX"), ("Zen", 512, "SkylakeX"), ("Prescott", 512, "SkylakeX"),
      ("SkylakeX", 512, nil), ("skylakex", 512, nil), ("Cooperlake", 512, nil), ("SapphireRapids", 512, nil),
      ("Haswell", 256, nil), ("Zen", 256, nil), ("SkylakeX", 256, nil), ("Prescott", 256, "Haswell"),
      ("Sandybridge", 256, "Haswell"), ("Nehalem", 128, nil), ("Prescott", 128, nil),
    ] as [(String, Int, String?)])
  func fasterCore(core: String, vectorBits: Int, expected: String?) {
    #expect(BLASLibrary.fasterCore(than: core, vectorBits: vectorBits) == expected)
  }

  @Test("measures a speed in both precisions")
  func measuredSpeed() {
    #expect(BLASLibrary.measuredGigaflops(Float.self, seconds: 0.01) > 0.01)
    #expect(BLASLibrary.measuredGigaflops(Double.self, seconds: 0) > 0.01)
  }

  @Test("runs on a processor that describes itself")
  func processor() {
    #expect([128, 256, 512].contains(Processor.vectorBits))
    #expect(Processor.usableCores >= 1)
    #expect(!Processor.name.isEmpty)
    if let bytes = Processor.secondLevelCacheBytes { #expect((64 << 10...1 << 30).contains(bytes)) }
  }
}
