import LinearAlgebra
import Testing

@Suite("The BLAS library")
struct BLASLibraryTests {
  @Test("tells its configuration and core")
  func configuration() {
    #expect(BLASLibrary.configuration.contains("OpenBLAS"))
    #expect(!BLASLibrary.core.isEmpty)
    #expect(BLASLibrary.fasterCore == nil || BLASLibrary.fasterCore != BLASLibrary.core)
  }

  @Test(
    "knows that an AVX-512 processor needs an AVX-512 core, and only that",
    arguments: [
      ("Haswell", true, "SkylakeX"), ("Zen", true, "SkylakeX"), ("Prescott", true, "SkylakeX"),
      ("SkylakeX", true, nil), ("skylakex", true, nil), ("Cooperlake", true, nil), ("SapphireRapids", true, nil),
      ("Haswell", false, nil), ("Zen", false, nil),
    ] as [(String, Bool, String?)])
  func fasterCore(core: String, hasAVX512: Bool, expected: String?) {
    #expect(BLASLibrary.fasterCore(than: core, onProcessorWithAVX512: hasAVX512) == expected)
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
