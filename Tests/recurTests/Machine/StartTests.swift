import DurableFiles
import Foundation
import HDF5
import TestSupport
import Testing
import Training

@Suite("The start of the program")
struct StartTests {
  private static let small = [
    "--length", "10", "--gradient-batch", "50", "--curvature-batch", "20", "--backtracking-batch", "20",
    "--validation-batch", "10",
  ]

  @Test("Closed descriptors 0 to 2 let no message into a file", arguments: 1...3)
  func closedDescriptors(round: Int) throws {
    let scratch = try Scratch()
    let run = try Limited.run(
      "exec 0<&- 1>&- 2>&-",
      ["train", "addition", "--checkpoint-every", "1", "--run-folder", "run"] + Self.small, folder: scratch.path,
      signal: SIGTERM
    ) { scratch.exists("run/checkpoint.h5") }
    #expect(run.exitCode == 130)
    for file in ["checkpoint.h5"] { #expect(try File.checksum(of: scratch.file("run/\(file)")) == .intact) }
    let log = try scratch.text("run/log.jsonl")
    #expect(log.split(separator: "\n").allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") }, "\(log)")
  }

  @Test("Where descriptors are closed, a dataset is written as otherwise")
  func closedWhileWriting() throws {
    let scratch = try Scratch()
    let arguments = ["data", "task", "addition", "--length", "10", "--train", "3000", "--output"]
    #expect(try Limited.run("exec 0<&- 1>&- 2>&-", arguments + ["a.h5"], folder: scratch.path).exitCode == 0)
    let found = try Command("data", "validate", "a.h5", folder: scratch.path)
    #expect(found.exitCode == 0, "\(found.output)")
  }

  /// Cores of OpenBLAS, and a flag of `/proc/cpuinfo` without which their code is an illegal instruction.
  private static let foreignCores: [String] = {
    let flags = Set(
      ((try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "").split { " \n\t".contains($0) })
    guard flags.contains("sse2") else { return [] }
    return [("Bulldozer", "fma4"), ("Opteron", "3dnow"), ("SkylakeX", "avx512vl"), ("Haswell", "avx2")]
      .filter { !flags.contains(Substring($0.1)) }.map(\.0)
  }()

  @Test(
    "OpenBLAS's code for another processor is left aside, in a sentence",
    .enabled(if: !foreignCores.isEmpty, "this processor runs all code that OpenBLAS has"))
  func foreignCore() throws {
    for core in Self.foreignCores {
      let scratch = try Scratch()
      let run = try Command(
        ["train", "addition", "--iterations", "1"] + Self.small, folder: scratch.path,
        environment: ["OPENBLAS_CORETYPE": core])
      #expect(run.exitCode == 1 && !run.isKilled, "\(core): \(run.exitCode) \(run.errors)")
      #expect(run.errors.contains("OPENBLAS_CORETYPE=\(core) is left aside"), "\(run.errors)")
    }
  }

  @Test("A core that this processor runs, and a name that is none, are left to OpenBLAS")
  func ownCore() throws {
    for core in ["Prescott", "nonsense"] {
      let run = try Command(["doctor", "--trial"], environment: ["OPENBLAS_CORETYPE": core])
      #expect(run.exitCode == 0 && !run.errors.contains("left aside"), "\(run.errors)")
    }
  }

  @Test("OpenBLAS starts no threads of its own, and the process keeps its cores")
  func threads() throws {
    let scratch = try Scratch()
    let arguments = ["train", "addition", "--threads", "1", "--run-folder", "run"] + Self.small
    var found: [String] = []
    _ = try Limited.run("echo $$ > pid.txt", arguments, folder: scratch.path) {
      guard scratch.exists("run/log.jsonl"), let pid = try? scratch.text("pid.txt").dropLast(),
        let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
      else { return false }
      found = status.split(separator: "\n").map(String.init)
      return true
    }
    #expect(found.contains("Threads:\t1"), "\(found)")
    let own = try String(contentsOfFile: "/proc/self/status", encoding: .utf8).split(separator: "\n")
    let cores = try #require(own.first { $0.hasPrefix("Cpus_allowed_list") })
    #expect(found.contains(String(cores)), "\(found)")
  }

  @Test("A limit of file size is a full disk to every command, not its end")
  func fileSize() throws {
    let scratch = try Scratch()
    let trained = try Command(
      ["train", "addition", "--iterations", "2", "--run-folder", "run"] + Self.small, folder: scratch.path)
    #expect(trained.exitCode == 1)
    let commands = [
      ["compare", "run", "--output", "x.svg"], ["resume", "run", "--iterations", "4"],
      ["inspect", "run", "--spectrum", "--sequences", "5", "--output", "x.h5"],
      ["inspect", "run", "--spectrum", "--sequences", "5", "--report", "x.html"],
      ["data", "task", "addition", "--output", "y.h5"],
    ]
    for command in commands {
      let run = try Limited.run("ulimit -f 1", command, folder: scratch.path)
      // Pictures are drawn by another program, which need not be there.
      let isPicture = command.contains { $0.hasSuffix(".svg") || $0.hasSuffix(".html") }
      let code: Int32 = isPicture && !Gnuplot.isThere ? 66 : 73
      #expect(run.exitCode == code, "\(command): \(run.exitCode) \(run.errors)")
      #expect(code == 73 || run.errors.contains("gnuplot"), "\(run.errors)")
      #expect(!run.errors.contains("NSCocoaErrorDomain"), "\(run.errors)")
    }
    #expect(
      !scratch.content.contains { $0.hasPrefix("x") || $0.hasPrefix("y") || $0.hasSuffix(".partial") },
      "\(scratch.content)")
  }
}

@Suite("Signals")
struct SignalTests {
  private static let long = [
    "train", "addition", "--length", "10", "--gradient-batch", "100", "--run-folder", "run", "--minibatches", "100000",
    "--target-wrong", "1e-9", "--optimizer", "hf",
  ]

  @Test("The warnings of batch systems save and end a run", arguments: [SIGUSR1, SIGUSR2, SIGXCPU])
  func warnings(number: Int32) throws {
    let scratch = try Scratch()
    let run = try Command(Self.long, folder: scratch.path, signal: number) {
      (try? scratch.text("run/log.jsonl"))?.contains("\n") == true
    }
    #expect(run.exitCode == 130 && !run.isKilled, "\(run.errors)")
    #expect(try Checkpoint<Float>(contentsOf: scratch.file("run/checkpoint.h5")).iteration >= 1)
  }

  @Test("A limit of processor time warns before it kills")
  func processorTime() throws {
    let scratch = try Scratch()
    let run = try Limited.run("ulimit -S -t 1; ulimit -H -t 60", Self.long, folder: scratch.path)
    #expect(run.exitCode == 130 && !run.isTimedOut, "\(run.exitCode) \(run.errors)")
    #expect(try File.checksum(of: scratch.file("run/checkpoint.h5")) == .intact)
  }

  @Test(
    "Signals that were ignored at the start stay so, as under nohup and in the background of a script",
    arguments: [("INT", SIGINT), ("TERM", SIGTERM), ("USR1", SIGUSR1)])
  func ignored(name: String, number: Int32) throws {
    let scratch = try Scratch()
    let run = try Limited.run(
      "trap '' \(name)",
      ["train", "addition", "--length", "10", "--gradient-batch", "100", "--run-folder", "run", "--iterations", "60"],
      folder: scratch.path, signal: number
    ) { scratch.exists("run/log.jsonl") }
    #expect(run.exitCode == 0 && run.output.contains("solved after "), "\(run.exitCode) \(run.errors)")
    #expect(!run.errors.contains("ending after this step"), "\(run.errors)")
  }
}
