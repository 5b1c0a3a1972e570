import Commands
import Foundation
import LinearAlgebra
import SequenceData
import TestSupport
import Testing
import Training

@Suite("Files, errors and exit codes")
struct FileTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func refusal(_ path: String, mayReplace: Bool = false, unlikeAnyOf inputs: [String] = []) -> String {
    do throws(TrainingError) {
      try OutputPath.require(path, mayReplace: mayReplace, unlikeAnyOf: inputs)
      return "none"
    } catch {
      return "\(error.kind.exitCode) " + error.description.replacingOccurrences(of: scratch.path, with: "~")
    }
  }

  @Test("Results replace nothing unless asked to, and never what is read")
  func output() throws {
    let file = try scratch.write("x", to: "old")
    #expect(refusal(scratch.file("new")) == "none")
    #expect(refusal(file) == "73 ~/old cannot be written: it exists (--force replaces it)")
    #expect(refusal(file, mayReplace: true) == "none")
    try FileManager.default.createSymbolicLink(atPath: scratch.file("link"), withDestinationPath: file)
    #expect(
      refusal(scratch.file("link"), mayReplace: true, unlikeAnyOf: ["/nowhere", file])
        == "64 --output ~/link would replace the input ~/old")
    try FileManager.default.createSymbolicLink(atPath: scratch.file("loose"), withDestinationPath: "nowhere")
    #expect(
      refusal(scratch.file("loose"))
        == "73 ~/loose cannot be written: it is a link that leads to no file (--force replaces it)")
  }

  @Test("Results need a folder that can be written and a name of a file")
  func place() {
    #expect(refusal(scratch.path, mayReplace: true) == "73 ~ cannot be written: it is a folder")
    #expect(
      refusal("/dev/null", mayReplace: true)
        == "73 /dev/null cannot be written: it is a device or a pipe, and a file takes its place")
    #expect(refusal(scratch.file("no/new")) == "73 ~/no/new cannot be written: there is no folder ~/no")
    #expect(refusal(scratch.file("new/")) == "73 ~/new/ cannot be written: it is no name of a file")
    #expect(refusal("") == "73  cannot be written: it is no name of a file")
  }

  @Test("A line of the reading child comes back as it was, whatever is in it")
  func sandboxLines() {
    let lines: [(SandboxLine, String)] = [
      (.reading("/a/b"), ">/a/b\n"), (.read, "<\n"), (.failed("no"), "!no\n"), (.finished, ".\n"),
      (.refused("why", isOpenElsewhere: false), "-why\n"), (.refused("why", isOpenElsewhere: true), "=why\n"),
      (.reading("a\nb\\n\\"), ">a\\nb\\\\n\\\\\n"), (.failed(""), "!\n"),
    ]
    for (line, text) in lines {
      #expect(line.text == text)
      #expect(SandboxLine(text.dropLast()) == line)
    }
    #expect(SandboxLine("") == nil && SandboxLine("?x") == nil)
  }

  @Test("An error of the program's own is one sentence and the exit code of its kind")
  func failures() throws {
    func words(_ error: any Error) -> String? { Failure(error).map { "\($0.exitCode) \($0.sentence ?? "")" } }
    #expect(words(TrainingError(.usage, "a")) == "64 a" && words(TrainingError(.data, "a")) == "65 a")
    #expect(words(TrainingError(.missing, "a")) == "66 a" && words(TrainingError(.writing, "a")) == "73 a")
    #expect(words(CommandError.usage("b")) == "64 b" && words(CommandError.exit(130)) == "130 ")
    #expect(words(TrainingError(.data, "two\nlines")) == "65 two\\nlines")
    #expect(words(CocoaError(.fileNoSuchFile)) == nil)
    #expect(throws: SequenceDataError.self) { try SequenceTasks.named("nowhere", variant: "") }
    do { _ = try SequenceTasks.named("nowhere", variant: "") } catch { #expect(words(error)?.hasPrefix("64 ") == true) }
  }
}
