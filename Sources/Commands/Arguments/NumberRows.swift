/// Rows of numbers: those of a row between commas, rows between semicolons, `0,0,1;0,0,-1.5`.
package struct NumberRows: Sendable, Equatable {
  /// The rows, at least one, none of them empty.
  package let rows: [[Double]]

  /// Reads a text; nil where it is no such list, or a number is not finite.
  package init?(argument: String) {
    var rows: [[Double]] = []
    for row in argument.split(separator: ";", omittingEmptySubsequences: false) {
      var numbers: [Double] = []
      for word in row.split(separator: ",", omittingEmptySubsequences: false) {
        guard let number = Double(word.drop { $0 == " " }), number.isFinite else { return nil }
        numbers.append(number)
      }
      rows.append(numbers)
    }
    self.rows = rows
  }
}
