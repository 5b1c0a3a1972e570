import LinearAlgebra
import Testing

@Suite("Numbers of things in words")
struct CountedNounTests {
  @Test("One is singular, any other number plural")
  func plurals() {
    #expect("\(1, "thread")" == "1 thread" && "\(2, "thread")" == "2 threads" && "\(0, "step")" == "0 steps")
    #expect("\(1, "entry", "entries")" == "1 entry" && "\(3, "entry", "entries")" == "3 entries")
    #expect("\(1, "fresh test sequence")" == "1 fresh test sequence")
  }
}
