import Foundation
import TestSupport
import Testing

/// Small runs that are over at once.
private let small = [
  "--length", "10", "--gradient-batch", "50", "--curvature-batch", "20", "--backtracking-batch", "20",
  "--validation-batch", "10", "--iterations", "1",
]

@Suite("Limits of memory", .enabled(if: Limited.canLimitMemory, "address space cannot be limited here"))
struct MemoryLimitTests {
  @Test(
    "Little address space: what computes no products works, and what does says in a sentence what they take",
    arguments: ["ulimit -v 180000", "ulimit -v 260000", "ulimit -d 60000"])
  func tooLittleForProducts(limit: String) throws {
    let scratch = try Scratch()
    #expect(try Limited.run(limit, ["--version"]).exitCode == 0)
    let made = try Limited.run(
      limit,
      [
        "data", "task", "addition", "--length", "10", "--train", "10", "--validation", "0", "--test", "0", "--output",
        scratch.file(),
      ])
    #expect(made.exitCode == 0, "\(made.errors)")
    let valid = try Limited.run(limit, ["data", "validate", scratch.file()])
    #expect(valid.exitCode == 0 && valid.output.contains("valid"), "\(valid.errors)")
    let run = try Limited.run(limit, ["train", "addition"] + small, folder: scratch.path)
    #expect(run.exitCode == 1 && run.errors.contains("OpenBLAS"), "\(run.errors)")
    #expect(run.errors.contains(limit.contains("-v") ? "ulimit -v" : "ulimit -d"), "\(run.errors)")
  }

  @Test(
    "No limit of address space ends a run in a signal or without end",
    arguments: Array(stride(from: 60_000, to: 700_000, by: 90_000)))
  func noFault(kibibytes: Int) throws {
    let scratch = try Scratch()
    for command in [["doctor", "--trial"], ["train", "addition", "--hidden", "300"] + small] {
      let run = try Limited.run("ulimit -v \(kibibytes)", command, folder: scratch.path)
      #expect(!Limited.isFault(run), "\(command): \(run.exitCode) \(run.errors)")
      // It does its work, or one sentence says why not; that of the loader where the program itself does not fit.
      let isDone = run.exitCode == 0 || run.exitCode == 1 && run.output.contains("not solved")
      let isRefused = run.exitCode != 0 && run.errors.contains("recur: ") || run.exitCode == 127
      #expect(isDone || isRefused, "\(command): \(run.exitCode) \(run.errors) \(run.output)")
    }
  }

  @Test("With room for one product at a time a run has one thread, says so, and takes the same steps")
  func oneThread() throws {
    let scratch = try Scratch()
    let options = ["train", "addition", "--json", "--threads", "3"] + small
    let limited = try Limited.run("ulimit -v 400000", options, folder: scratch.path)
    #expect(limited.errors.contains("of 3 threads one can be had"), "\(limited.errors)")
    let free = try Command(options + ["--run-folder", "free"], folder: scratch.path)
    func figures(_ run: Command) throws -> [String] {
      try run.objects.map { "\($0["loss"] ?? "none") \($0["rho"] ?? "none")" }
    }
    #expect(try figures(limited) == figures(free) && !figures(free).isEmpty)
  }

  @Test(
    "Sizes that fit no memory are refused before anything is allocated, with the option and both figures",
    arguments: [
      (["train", "addition", "--gradient-batch", "20000000"], "--gradient-batch 20000000"),
      (["train", "addition", "--length", "1000000", "--gradient-batch", "100000"], "sequences of 1100000 steps"),
      (["repeat", "addition", "--gradient-batch", "20000000", "--jobs", "2"], "for each of 2 runs at a time"),
      (["train", "addition", "--hidden", "20000"], "20000 hidden units"),
      (["check", "addition", "--length", "300000"], "checking --length 300000"),
      (["benchmark", "--length", "100000", "--batch", "10000"], "10000 sequences of 100000 steps"),
      (["data", "task", "addition", "--length", "100000000", "--output", "x.h5"], "--length 100000000"),
    ])
  func planned(command: [String], words: String) throws {
    let scratch = try Scratch()
    let run = try Limited.run("ulimit -v 1000000", command, folder: scratch.path)
    #expect(run.exitCode == 64 && run.errors.contains(words), "\(run.exitCode) \(run.errors)")
    #expect(run.errors.contains("may be had here"), "\(run.errors)")
    #expect(scratch.content.isEmpty)
  }

  @Test("Where memory is short fewer runs of a series go on at a time, unless their number is asked for")
  func series() throws {
    let scratch = try Scratch()
    let options = ["repeat", "addition", "--hidden", "400", "--seeds", "2", "--run-folder", "series"] + small
    let run = try Limited.run("ulimit -v 420000", options, folder: scratch.path)
    #expect(run.exitCode == 1 && run.output.contains("solved from 0 of 2 seeds"), "\(run.exitCode) \(run.errors)")
  }

  @Test("A checkpoint is evaluated and looked into at lengths that fit, and refused at others")
  func checkpoint() throws {
    let scratch = try Scratch()
    #expect(try Command(["train", "addition", "--run-folder", "run"] + small, folder: scratch.path).exitCode == 1)
    for command in [
      ["evaluate", "run", "--length", "1000000"], ["inspect", "run", "--spectrum", "--length", "1000000"],
    ] {
      let run = try Limited.run("ulimit -v 1000000", command, folder: scratch.path)
      #expect(run.exitCode == 64 && run.errors.contains("sequences of 1100000 steps"), "\(run.exitCode) \(run.errors)")
    }
    let run = try Limited.run("ulimit -v 1000000", ["resume", "run", "--iterations", "2"], folder: scratch.path)
    #expect(run.exitCode == 1 && run.output.contains("after 2 steps"), "\(run.errors)")
  }

  @Test(
    "An archive whose arrays fit no memory is refused, and leaves nothing behind",
    .enabled(if: Python.hasH5py, Python.missing))
  func archive() throws {
    let scratch = try Scratch()
    let made = try Python.run(
      """
      import numpy, sys
      roll = numpy.zeros((1000000, 128), numpy.uint8)
      roll[::7, 3] = 1
      numpy.savez_compressed(sys.argv[1], train=roll, test=roll[:9])
      numpy.savez_compressed(sys.argv[2], train=numpy.zeros((1000000, 88), numpy.uint8))
      """, scratch.file("a.npz"), scratch.file("bomb.npz"))
    #expect(made.status == 0, "\(made.output)")
    for limit in ["ulimit -v 400000", "ulimit -v 1200000"] {
      let run = try Limited.run(
        limit, ["data", "piano-roll", "a.npz", "--notes", "128", "--output", "x.h5"], folder: scratch.path)
      #expect(run.exitCode == 65 && run.errors.contains("may be had here"), "\(run.exitCode) \(run.errors)")
      #expect(scratch.content == ["a.npz", "bomb.npz"])
    }
    let bomb = try Command("data", "piano-roll", "bomb.npz", "--output", "x.h5", folder: scratch.path)
    #expect(bomb.exitCode == 65 && bomb.errors.contains("are not taken for data"), "\(bomb.errors)")
  }
}

@Suite("Limits of threads", .enabled(if: Limited.canRefuseThreads, "threads cannot be refused here"))
struct ThreadLimitTests {
  @Test("Where the system refuses threads a run goes on with those it has, and says so")
  func refused() throws {
    let scratch = try Scratch()
    let run = try Limited.runWithoutThreads(
      ["train", "addition", "--threads", "4", "--run-folder", "run"] + small, folder: scratch.path)
    #expect(run.exitCode == 1 && run.errors.contains("of 4 threads one can be had"), "\(run.exitCode) \(run.errors)")
    let series = try Limited.runWithoutThreads(
      ["repeat", "addition", "--jobs", "2", "--seeds", "2", "--run-folder", "series"] + small, folder: scratch.path)
    #expect(series.exitCode == 1 && series.output.contains("solved from 0 of 2 seeds"), "\(series.errors)")
  }

  @Test("A file beyond the size allowed is a sentence, whatever writes it", arguments: [1, 8, 32])
  func fileSize(kibibytes: Int) throws {
    let scratch = try Scratch()
    let options = ["--length", "10", "--hidden", "3", "--iterations", "0", "--run-folder", "run"]
    try #require(try Command(["train", "addition"] + options, folder: scratch.path).exitCode == 1)
    let made = try Command("data", "task", "addition", "--length", "10", "--output", "d.h5", folder: scratch.path)
    try #require(made.exitCode == 0, "\(made.errors)")
    for command in [
      ["data", "task", "addition", "--length", "10", "--output", "x.h5"],
      ["inspect", "run", "--states", "--sequences", "20", "--output", "y.h5"], ["resume", "run", "--iterations", "1"],
    ] {
      let run = try Limited.run("ulimit -f \(kibibytes)", command, folder: scratch.path)
      #expect(run.exitCode == 73, "\(command): \(run.exitCode) \(run.errors)")
    }
    #expect(!scratch.exists("x.h5") && !scratch.exists("y.h5"))
    #expect(!scratch.content.contains { $0.hasSuffix(".partial") })
  }

  @Test("Where descriptors are short, opening a file is a sentence and no wait", arguments: [5, 6, 7])
  func descriptors(count: Int) throws {
    let scratch = try Scratch()
    let made = try Command("data", "task", "addition", "--train", "5", "--output", "d.h5", folder: scratch.path)
    try #require(made.exitCode == 0, "\(made.errors)")
    let run = try Limited.run("ulimit -n \(count)", ["data", "describe", "d.h5"], folder: scratch.path)
    #expect(!Limited.isFault(run), "\(run.errors)")
    if run.exitCode != 0 { #expect(run.errors.hasPrefix("recur: ") && run.output.isEmpty, "\(run.output)") }
  }

  @Test("What needs a process of its own says that it cannot be had")
  func processes() throws {
    let scratch = try Scratch()
    let doctor = try Limited.runWithoutThreads(["doctor", "--json"], folder: scratch.path)
    #expect(doctor.exitCode == 0, "\(doctor.errors)")
    #expect(try Command(["train", "addition", "--run-folder", "run"] + small, folder: scratch.path).exitCode == 1)
    let picture = try Limited.runWithoutThreads(
      ["inspect", "run", "--spectrum", "--sequences", "5", "--picture", "x.svg"], folder: scratch.path)
    #expect(
      picture.exitCode == 66 && picture.errors.contains("cannot be started"), "\(picture.exitCode) \(picture.errors)")
    #expect(!picture.errors.contains("begins anew"), "the checkpoint is there: \(picture.errors)")
  }
}
