/// What is wrong with a file: the first thing, which is thrown, or all of it.
internal struct Findings {
  /// Whether the first finding is thrown.
  let throwsFirst: Bool

  /// What has been found, in the order of its first occurrence.
  private(set) var all: [SequenceFileFinding] = []

  /// How much has been found.
  var count: Int { all.reduce(0) { $0 + $1.count } }

  init(throwsFirst: Bool) {
    self.throwsFirst = throwsFirst
  }

  /// Takes a finding down. The sentence is made only if it is kept.
  mutating func add(_ kind: String, _ error: @autoclosure () -> SequenceFileError) throws(SequenceFileError) {
    if throwsFirst { throw error() }
    guard let index = all.firstIndex(where: { $0.kind == kind }) else {
      all.append(SequenceFileFinding(kind: kind, sentences: [error().description], count: 1))
      return
    }
    all[index].count += 1
    if all[index].count <= SequenceFileFinding.limit { all[index].sentences.append(error().description) }
  }

  /// What `body` returns; nothing where it fails, after that has been taken down.
  mutating func attempt<Result>(
    _ kind: String, _ body: () throws(SequenceFileError) -> Result
  ) throws(SequenceFileError) -> Result? {
    do throws(SequenceFileError) {
      return try body()
    } catch {
      try add(kind, error)
      return nil
    }
  }
}
