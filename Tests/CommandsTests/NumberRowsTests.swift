import Commands
import Testing

@Suite("Rows of numbers")
struct NumberRowsTests {
  @Test("are read between commas and semicolons")
  func rows() {
    #expect(NumberRows(argument: "0,0,1;0, -1.5,2e-3")?.rows == [[0, 0, 1], [0, -1.5, 0.002]])
    #expect(NumberRows(argument: "4")?.rows == [[4]])
  }

  @Test(
    "that are empty, no numbers or not finite are none",
    arguments: ["", ",", "1,", ";1", "1;;2", "a", "nan", "1,inf", "1 2"])
  func others(_ text: String) { #expect(NumberRows(argument: text) == nil) }
}
