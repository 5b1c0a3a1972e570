import Foundation
import Synchronization
import TestSupport

/// Damages good files at random and has the program read them, each time in a process of its own.
struct Fuzzer: Sendable {
  let victims: [Victim]
  let seed: UInt64
  /// A folder with the good files, to which damaged ones that fail are added.
  let folder: String

  /// So many damaged files are given to one `data validate`.
  private static let batch = 8

  /// What a case has led to.
  struct Outcome: Sendable {
    let victim: Victim
    let mutation: Mutation
    let reading: Reading
    let verdict: Verdict
    let `case`: Int
    let file: String
  }

  /// One case: a few damaged files for `data validate`, or one for another command.
  func run(case number: Int) throws -> [Outcome] {
    var dice = TestGenerator(seed: seed, case: number)
    let victim = victims.randomElement(using: &dice)!
    // Half of the cases take the quick way, whatever the file is: damage is to be found before content.
    let reading: Reading = Bool.random(using: &dice) ? .validate : victim.readings.randomElement(using: &dice)!
    let mutations = (0..<(reading == .validate ? Self.batch : 1)).map { _ in
      Mutation.random(of: victim.bytes.count, &dice)
    }
    let files = try mutations.indices.map { index in
      let name = "case-\(number)-\(index).h5"
      try Data(victim.damaged(by: mutations[index], in: folder)).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
      return name
    }
    let output = "case-\(number)-output"
    let verdicts =
      try reading == .validate ? validate(files, of: victim) : [read(files[0], of: victim, reading, output)]
    defer { try? FileManager.default.removeItem(atPath: "\(folder)/\(output)") }
    return try mutations.indices.map { index in
      let verdict = try judge(verdicts[index], files[index], of: victim, mutations[index])
      let path = "\(folder)/\(files[index])"
      if case .failure = verdict {} else { try FileManager.default.removeItem(atPath: path) }
      return Outcome(
        victim: victim, mutation: mutations[index], reading: reading, verdict: verdict, case: number, file: path)
    }
  }

  private func command(_ words: [String]) throws -> Command {
    try Command(words, folder: folder, limit: 240, environment: ["RECUR_BLAS_CORE": "keep", "NO_COLOR": "1"])
  }

  private func trouble(_ command: Command) -> String? {
    if command.isTimedOut { return "it did not end" }
    if command.isKilled { return "it was killed by signal \(command.exitCode): \(command.errors)" }
    if command.errors.contains("Fatal error") || command.errors.contains("💣") { return "it crashed: \(command.errors)" }
    return nil
  }

  /// Accepted ones are called harmless here, as is what is whole but no dataset; ``judge(_:_:of:_:)`` looks at what was
  /// read.
  private func validate(_ files: [String], of victim: Victim) throws -> [Verdict] {
    let command = try command(["data", "validate", "--json"] + files)
    if let trouble = trouble(command) {
      // Which file it was is found by trying each.
      return try files.count == 1 ? [.failure(trouble)] : files.flatMap { try validate([$0], of: victim) }
    }
    guard command.errors.isEmpty, command.exitCode == 0 || command.exitCode == 65 else {
      return files.map { _ in .failure("exit code \(command.exitCode): \(command.errors)") }
    }
    let reports = Dictionary(
      try command.objects.map { ($0["file"] as? String ?? "", $0) }, uniquingKeysWith: { $1 })
    return files.map { file in
      guard let report = reports[file] else { return .failure("no report: \(command.output)") }
      let findings = report["findings"] as? [[String: Any]] ?? []
      let sentences = findings.flatMap { $0["sentences"] as? [String] ?? [] }
      guard let first = sentences.first else {
        return report["valid"] as? Bool == true ? .harmless : .failure("not valid without a finding")
      }
      guard command.exitCode == 65, sentences.allSatisfy({ $0.contains(file) && !$0.contains("\n") }) else {
        return .failure("exit code \(command.exitCode): \(sentences)")
      }
      return victim.content == .dataset || Verdict.isDamage(first) ? .refused(first) : .harmless
    }
  }

  private func read(_ file: String, of victim: Victim, _ reading: Reading, _ output: String) throws -> Verdict {
    let words = reading.words(for: file, victim.content, writing: output)
    let command = try command(words)
    if let trouble = trouble(command) { return .failure(trouble) }
    // 1: the work was done, and failed on its own terms.
    if command.exitCode <= 1 { return .harmless }
    return .refusal(command.errors, code: command.exitCode, files: words.filter { $0.hasSuffix(".h5") })
  }

  /// Looks at what was accepted.
  private func judge(_ verdict: Verdict, _ file: String, of victim: Victim, _ mutation: Mutation) throws -> Verdict {
    let damaged = mutation.applied(to: victim.bytes)
    let demand = victim.demand(on: damaged)
    if case .refused(let sentence) = verdict, demand == .refusal, !Verdict.isDamage(sentence) {
      return .failure("a broken checksum was passed over: \(sentence)")
    }
    guard verdict == .harmless else { return verdict }
    switch demand {
    case .nothing: return .harmless
    case .refusal: return .failure("a file with a broken checksum was accepted")
    case .values: break
    }
    let command = try command(["inspect", "--json", victim.name, file])
    if let trouble = trouble(command) { return .failure("compared with the good file: \(trouble)") }
    // A text that has lost its encoding is no reason to refuse the file, but cannot be compared.
    if command.exitCode == 65, command.errors.hasSuffix("a text in it is not UTF-8\n") { return .unprotected }
    guard command.exitCode <= 1, let difference = try command.objects.first else {
      return .failure("accepted once, but refused when compared with the good file: \(command.errors)")
    }
    if difference["same"] as? Bool == true { return .harmless }
    let differences = ["arrays", "entries"].flatMap { difference[$0] as? [[String: Any]] ?? [] }
    let wrong = differences.compactMap { $0["path"] as? String }.filter { !victim.mayDiffer($0, in: damaged) }
    return wrong.isEmpty
      ? .unprotected : .failure("arrays with checksums were read with other values: \(wrong.joined(separator: ", "))")
  }
}

extension Fuzzer {
  /// Runs cases from `first` on, two at a time, until the time has come.
  func run(from first: Int, seconds: Double) throws -> [Outcome] {
    let end = Date(timeIntervalSinceNow: seconds)
    let state = Mutex<(next: Int, outcomes: [Outcome], error: (any Error)?)>((first, [], nil))
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      repeat {
        let number = state.withLock { state in
          defer { state.next += 1 }
          return state.next
        }
        do {
          let outcomes = try run(case: number)
          state.withLock { $0.outcomes += outcomes }
        } catch {
          state.withLock { $0.error = error }
          return
        }
      } while Date() < end
    }
    return try state.withLock { state in
      if let error = state.error { throw error }
      return state.outcomes
    }
  }
}
