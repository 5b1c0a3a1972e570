import ArgumentParser
import HessianFree
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Training

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network on a long-range task and say when it is solved.",
    discussion: """
      Examples:
        recur train addition --length 100 --seed 1
        recur train xor --length 100 --length-schedule 10:1.3
        recur train memorization-20 --length 30 --mu 0
        recur train --config runs/addition-100-seed-1/config.yaml

      The tasks: \(SequenceTasks.names.joined(separator: ", ")).

      One line a step: the loss on the gradient batch before the step, the share
      of fresh sequences that are wrong after it, the reduction ratio ρ, the
      damping λ, CG iterations and why CG stopped, the iterate taken, the step
      length α, and the cost so far in minibatches of 1000 sequences, the unit
      of Martens & Sutskever (2011).

      A task is solved when fewer than 1 % of 10,000 fresh sequences are wrong.
      Exit code 0: solved; 1: not solved; 130: interrupted (Ctrl-C), with a valid
      checkpoint left behind.
      """)

  @Argument(help: "The task.")
  var task: String?

  @OptionGroup(title: "Model")
  var model: ModelOptions

  @OptionGroup(title: "Optimizer")
  var optimizer: OptimizerOptions

  @Flag(help: "Print one JSON object a step, and a final one, on standard output.")
  var json = false

  mutating func run() throws {
    let layer = optimizer.layer(over: try model.layer(task: task))
    let configuration = try ExperimentConfiguration(layer)
    switch configuration.precision {
    case .float: try train(Trainer<Float>(configuration))
    case .double: try train(Trainer<Double>(configuration))
    }
  }

  private func train<Element>(_ trainer: Trainer<Element>) throws {
    let configuration = trainer.configuration
    let folder = try RunFolder(for: configuration)
    let printer = TrainPrinter(configuration, baseline: trainer.baseline, folder: folder, json: json)
    Interrupt.listen()
    try printer.begin(trainer.network.layout.count, try configuration.definition, try trainer.memoryPlan())
    let commandLine = CommandLine.arguments.joined(separator: " ")
    var summary = try trainer.run { row in
      try folder.append(row)
      try printer.step(row)
      if row.report.step.isMultiple(of: configuration.checkpointEvery) {
        try trainer.checkpoint.write(to: folder.checkpoint, commandLine: commandLine)
      }
    } isInterrupted: {
      Interrupt.isRequested
    }
    try trainer.checkpoint.write(to: folder.checkpoint, commandLine: commandLine)
    summary.checkpoint = folder.checkpoint
    try folder.write(summary)
    try printer.end(summary)
    switch summary.outcome {
    case .solved: return
    case .interrupted: throw ExitCode(ExitStatus.interrupted)
    default: throw ExitCode(ExitStatus.failed)
    }
  }
}
