import DurableFiles
import Commands
import Foundation
import HDF5
import Inspection
import RecurrentNetworks
import SequenceData
import TestSupport
import Testing
import Training

/// The files are those that the tests write themselves: no child reads them first, which would be this test program.
@Suite("Requests that make, describe and use data")
struct DataTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    // Only where somebody looks at files is it remembered which this process has written.
    FileAdmission.demand { _ in }
  }

  /// What is printed, without what differs between machines and moments.
  private func output(_ body: () throws -> Void) throws -> [String] {
    try Console.recording(body).output.map {
      $0.replacingOccurrences(of: scratch.path, with: "~").replacing(/[0-9a-f]{64}/, with: "DIGEST")
        .replacing(/written by recur .*/, with: "written by recur")
    }
  }

  @Test("A task is written, described and validated")
  func task() throws {
    let path = scratch.file("memory.h5")
    let request = TaskFileRequest("memorization-5", variant: "", length: 20, sizes: (1, 0, 7), seed: 3)
    let written = try Console.recording { try request.run(NewFile(path, mayReplace: false, json: false)) }
    #expect(written.errors == ["memorization-5 has 32 sequences; every split holds each of them once"])
    #expect(written.output[0] == "\(path): memorization-5, T = 20, seed 3")
    #expect(written.output[1] == "sequences  32 train, 32 test")
    #expect(written.output.count == 4 && written.output[3].hasPrefix("SHA-256    "))
    #expect(throws: TrainingError(.writing, "\(path) cannot be written: it exists (--force replaces it)")) {
      try request.run(NewFile(path, mayReplace: false, json: false))
    }
    let described = try output {
      try DescribeRequest(path, allowsNonFinite: false, ngrams: nil, split: .test, json: false).run()
    }
    #expect(described[0].hasPrefix("~/memory.h5"))
    #expect(described[1] == "task memorization-5 version 1, T = 20, seed 3, loss softmax")
    #expect(described.contains("/train  32 sequences of 30 steps, 960 rows"))
    #expect(throws: TrainingError(.data, "\(path) does not hold text (task = text), of which alone there are n-grams"))
    {
      try DescribeRequest(path, allowsNonFinite: false, ngrams: 2, split: .test, json: false).run()
    }
    let validated = try output {
      let code = try ValidateRequest([path], allowsNonFinite: false, json: false).run()
      #expect(code == ExitStatus.succeeded)
    }
    #expect(validated == ["~/memory.h5: valid; 64 sequences, 1920 rows"])
  }

  @Test("A text is written and described in its symbols")
  func text() throws {
    let (source, path) = (try scratch.write(String(repeating: "aab\n", count: 50), to: "a.txt"), scratch.file("a.h5"))
    let request = TextFileRequest(
      [source], split: "0.5,0.5", own: [:], unit: nil, minimumCount: 1, hasUnknown: false, torchFile: nil,
      vocabulary: nil, description: "much the same")
    let written = try output { try request.run(NewFile(path, mayReplace: false, json: false)) }
    #expect(
      written.dropLast(2) == [
        "~/a.h5: text, unit character, normalization none", "symbols     100 train, 100 validation",
        "vocabulary  3 symbols, none of them unknown", "from        ~/a.txt, 200 bytes, SHA-256 DIGEST",
      ])
    let described = try output {
      try DescribeRequest(path, allowsNonFinite: false, ngrams: nil, split: .test, json: false).run()
    }
    #expect(described[0...1] == ["~/a.h5: much the same", "text, unit character, 3 symbols, none unknown"])
    #expect(
      described.suffix(4) == [
        "", "/validation  100 symbols, 100 bytes", "  entropy   1.5000 bits a symbol, if each were drawn by itself",
        "  most often  'a' 50.0 %  '\\n' 25.0 %  'b' 25.0 %",
      ])
  }

  @Test("What is no HDF5 file is said before anything reads it")
  func refusals() throws {
    func refusal(_ path: String) -> String {
      do {
        try FileGuard.admit(path)
        return "none"
      } catch { return Failure(error).map { "\($0.exitCode) \($0.sentence ?? "")" } ?? "\(error)" }
    }
    let empty = try scratch.write("", to: "empty.h5")
    #expect(refusal(empty) == "65 \(empty) should be an HDF5 file, it is empty")
    #expect(refusal(scratch.path) == "65 \(scratch.path) should be an HDF5 file, it is a folder")
    #expect(refusal("/dev/null") == "65 /dev/null should be an HDF5 file, it is a device")
    #expect(refusal(scratch.file("no")) == "66 there is no file \(scratch.file("no"))")
    let table = try scratch.write("a,b\n1,2\n", to: "table.csv")
    let found = FileAdmission.$current.withValue(FileAdmission()) {
      FileGuard.stand()
      return refusal(table)
    }
    #expect(found.hasPrefix("65 \(table) should be an HDF5 file, it is "))
  }

  @Test("A file that is wrong or missing decides the exit code of a validation")
  func validation() throws {
    let (missing, text) = (scratch.file("no.h5"), try scratch.write("text", to: "text.h5"))
    var codes: [Int32] = []
    let lines = try Console.recording {
      codes.append(try ValidateRequest([missing], allowsNonFinite: false, json: false).run())
      codes.append(try ValidateRequest([missing, text], allowsNonFinite: false, json: true).run())
    }
    #expect(codes == [ExitStatus.missingInput, ExitStatus.badData])
    #expect(lines.errors == [String](repeating: "recur: there is no file \(missing)", count: 2))
    #expect(lines.output.count == 1 && lines.output[0].contains("\"valid\":false"))
  }

  @Test("A check prints a line for each invariant, and the verdict")
  func check() throws {
    var layer = ConfigurationLayer()
    (layer.task, layer.hidden, layer.threads) = ("addition", 3, 1)
    let lines = try output {
      let code = try CheckRequest("addition", sequences: 2, json: false).run { _ in layer }
      #expect(code == ExitStatus.succeeded)
    }
    #expect(lines[0].hasPrefix("addition, T = ") && lines[0].contains(", 2 sequences; 1 × 3 tanh, "))
    #expect(lines.dropFirst().dropLast().allSatisfy { $0.hasPrefix("ok      ") && $0.contains(" ≤ ") })
    #expect(lines.last == "all \(lines.count - 2) checks passed: the derivatives of this model are right")
  }

  @Test("A checkpoint is evaluated and inspected")
  func checkpoint() throws {
    let run = scratch.file("run")
    let configuration = try Made.configuration { ($0.iterations, $0.runFolder) = (3, run) }
    let folder = try RunFolder(for: configuration)
    let printer = TrainPrinter(
      configuration, data: try ExperimentData(configuration), folder: folder,
      RunView(json: true, profile: false, plot: false))
    _ = try Console.recording {
      _ = try TrainingSession(trainer: Trainer<Float>(configuration), folder: folder, reporter: printer).run()
    }
    let evaluated = try output {
      let request = EvaluationRequest(run, at: .last, json: false)
      let code = try request.run(ConfigurationLayer(), split: nil, sequences: 50)
      #expect(code == ExitStatus.failed)
    }
    #expect(
      evaluated[0] == "~/run, the last parameters, of step 3, on 50 sequences of temporal-order, T = 12, split test")
    #expect(evaluated[1].hasPrefix("loss   ") && evaluated[1].contains(", a constant predictor 1.386"))
    #expect(evaluated.last == "not solved: not below 1.00 %")
    let inspected = try output {
      let request = InspectRequest(
        [run], sections: [.history], ignoresBookkeeping: false, AnalysisRequest(), json: false)
      let code = try request.run()
      #expect(code == ExitStatus.succeeded)
    }
    #expect(inspected[0] == "~/run/checkpoint.h5" && inspected[2].contains("SHA-256 DIGEST"))
    #expect(inspected.contains("history, 3 steps"))
    let header = try #require(inspected.first { $0.hasPrefix("  step") })
    #expect(
      header.split(separator: " ") == [
        "step", "loss", "validation_wrong", "rho", "lambda", "cg_iterations", "cg_outcome", "alpha", "minibatches",
      ])
  }
}
