import TestSupport
import Testing
import Training

@Suite("Values of options")
struct OptionValueTests {
  @Test(
    "Lengths through which a run grows",
    arguments: [
      (nil, 50, [50]), ("", 50, [50]), ("20,50", 50, [20, 50]), ("20,30", 50, [20, 30, 50]), ("50", 50, [50]),
      ("10:1.3", 20, [10, 13, 17, 20]), ("10:1.01", 13, [10, 11, 12, 13]), ("50:2", 50, [50]),
      ("10:1e300", 50, [10, 50]),
    ] as [(String?, Int, [Int])])
  func schedules(text: String?, length: Int, lengths: [Int]) throws {
    #expect(try LengthSchedule.parse(text, length: length, smallest: 10) == lengths)
  }

  @Test(
    "Schedules that lead nowhere are refused",
    arguments: [
      "20,10", "20,60", "5,20", "20,20,50", "a", ",", "20,", ":", "10:", ":1.3", "10:1", "10:0.5", "10:nan", "10:inf",
      "60:1.3", "5:1.3", "-9223372036854775808:1.3", "10:1.3:2", "99999999999999999999",
    ])
  func badSchedules(text: String) {
    let error = Small.error { _ = try LengthSchedule.parse(text, length: 50, smallest: 10) }
    #expect(error?.kind == .usage)
    #expect(error?.description.hasPrefix("--length-schedule should") == true)
    #expect(error?.description.contains(text) == true)
  }

  @Test(
    "Numbers of bytes",
    arguments: [
      ("0", 0), ("17", 17), ("64K", 65_536), ("1.5k", 1536), ("500M", 524_288_000), ("2G", 2_147_483_648),
    ])
  func bytes(text: String, count: Int) throws {
    #expect(try ByteCount.parse(text) == count)
  }

  @Test("What is no number of bytes is refused", arguments: ["", "M", "-1", "1T", "nan", "infG", "1e300", "1 G"])
  func badBytes(text: String) {
    #expect(Small.error { _ = try ByteCount.parse(text) }?.description.contains("'\(text)'") == true)
  }

  @Test("Numbers of bytes for people")
  func describedBytes() {
    #expect(ByteCount.describe(1023) == "1023 bytes")
    #expect(ByteCount.describe(1536) == "1.5 KiB")
    #expect(ByteCount.describe(5 << 20) == "5.0 MiB")
    #expect(ByteCount.describe(3 << 30) == "3.0 GiB")
  }
}
