import ArgumentParser
import HessianFree
import LinearAlgebra
import RecurrentNetworks
import SequenceData
import Training

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network on a long-range task or a dataset file and say when it is solved.",
    discussion: """
      Examples:
        recur train addition --length 100 --seed 1
        recur train xor --length 100 --length-schedule 10:1.3
        recur train memorization-20 --length 30 --mu 0
        recur train --config runs/addition-100-seed-1/config.yaml
        recur train corpus.h5
        recur train addition --length 100 --iterations 20 --profile

      The tasks: \(SequenceTasks.names.joined(separator: ", ")).

      One line a step: the loss on the gradient batch before the step, the share
      of fresh sequences that are wrong after it, the reduction ratio ρ, the
      damping λ, CG iterations and why CG stopped, the iterate taken, the step
      length α, and the cost so far in minibatches of 1000 sequences, the unit
      of Martens & Sutskever (2011).

      The run folder gets a checkpoint every --checkpoint-every steps and at the
      end, each in place of the one before, which stays whole until then; with
      --keep N the last N are also kept as checkpoint-STEP.h5. recur resume goes
      on from the last one, bit for bit, even after kill -9. A disk that is full
      does not end a run: that is said, and every step tries again.

      With --profile a table at the end says where the time went: passes through the
      network (losses, gradients, linearizations, curvature products), drawing and
      packing sequences, vectors, files, the rest. A healthy run spends nine tenths
      and more in passes; the last checkpoint, behind the verdict, is not counted.

      A task is solved when fewer than 1 % of 10,000 fresh sequences are wrong.
      Exit code 0: solved; 1: not solved; 130: interrupted (Ctrl-C, SIGTERM,
      SIGHUP), with a valid checkpoint left behind; 73: it could not be written.
      """)

  @Argument(help: "The task, or a dataset file.")
  var subject: String?

  @OptionGroup(title: "Model")
  var model: ModelOptions

  @OptionGroup(title: "Optimizer")
  var optimizer: OptimizerOptions

  @Flag(help: "Print at the end where the time went; with --json the final object holds it always, as profile.")
  var profile = false

  @Flag(help: "Print one JSON object a step, and a final one, on standard output.")
  var json = false

  mutating func run() throws {
    let layer = optimizer.layer(over: try model.layer(subject: subject))
    if let data = layer.data {
      try DataAdmission.require(data, allowsNonFinite: layer.allowNonfiniteData ?? false)
    }
    let configuration = try ExperimentConfiguration(layer)
    switch configuration.precision {
    case .float: try train(Trainer<Float>(configuration))
    case .double: try train(Trainer<Double>(configuration))
    }
  }

  private func train<Element>(_ trainer: Trainer<Element>) throws {
    trainer.records.commandLine = CommandLine.arguments.joined(separator: " ")
    let folder = try RunFolder(for: trainer.configuration)
    try TrainingSession(trainer: trainer, folder: folder, json: json, profile: profile).run()
  }
}
