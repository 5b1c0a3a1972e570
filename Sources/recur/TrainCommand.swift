import ArgumentParser
import Commands
import SequenceData

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network on a long-range task, a text or a dataset file.",
    discussion: """
      Examples:
        recur train addition --length 100 --seed 1
        recur train xor --length 100 --length-schedule 30:1.3
        recur train memorization-20 --length 30 --mu 0
        recur train --config runs/addition-100-seed-1/config.yaml
        recur train sequences.h5
        recur train text.h5 --cell mrnn --hidden 270 --seconds 3600
        recur train text.h5 --cell lstm --optimizer adam --learning-rate 0.003
        recur train addition --length 100 --iterations 20 --profile
        recur train addition --length 50 --optimizer adam
        recur train temporal-order --length 30 --optimizer nesterov --learning-rate 0.03

      Below are the options that most people need; --help-all shows all of them.

      The tasks: \(SequenceTasks.names.joined(separator: ", ")).
      What has solved them at T = 200 from every seed: where the loss is on the last
      step, --length-schedule 30:1.3; memorization,
      --mu 0.3 --center-inputs; random-permutation, --input-scale 0.02.

      One line a step: the loss on the gradient batch before the step, the share
      of fresh sequences that are wrong after it, the reduction ratio ρ, the
      damping λ, CG iterations and why CG stopped, the iterate taken, the step
      length α, and the cost so far in minibatches of 1000 sequences, the unit
      of Martens & Sutskever (2011); the last column is what is left of the first
      budget that will be spent, not how long the task will take.

      A text (recur data text) is trained in windows of --window steps that begin
      anywhere, fresh ones for every gradient and every curvature; the first
      --warm-up steps of a window carry no loss. The loss is in nats for each
      character, the column bits is its value on fresh validation windows in bits.
      At the end the best parameters met read the test text once, as long as the
      --seconds allow; it is said how much that was.

      Sequences that have no rule for success end with the test as well: the loss,
      and the mean squared error or the accuracy, beside those of the best constant
      predictor. The table then shows the loss on fresh validation sequences.

      With --optimizer sgd, nesterov, rmsprop or adam a step is --updates-per-step updates, each
      along the gradient over --gradient-batch fresh sequences: with the defaults 5000
      in a step, twice as many as in a gradient of hf. Its line says what matters: the
      mean loss, the mean norm of the gradients before clipping, the share of them
      that was clipped, how far the step has led, and the learning rate. When numbers
      overflow, the run goes back to the step before with half the learning rate.
      Costs are counted alike for all optimizers.

      The run folder gets a checkpoint before the first step, every
      --checkpoint-every steps, once a minute (less often where writing it takes more
      than a thirtieth of the time) and at the end, each in place of the one before, which stays whole until then; with
      --keep-checkpoints N the last N of every --checkpoint-every steps are also kept as
      checkpoint-STEP.h5. recur resume goes
      on from the last one, bit for bit, even after kill -9. A disk that is full
      does not end a run: that is said, and every step tries again.

      With --profile a table at the end says where the time went: passes through the
      network (losses, gradients, linearizations, curvature products), drawing and
      packing sequences, vectors, files, the rest. A healthy run spends nine tenths
      and more in passes; the last checkpoint, behind the verdict, is not counted.

      A task is solved when fewer than 1 % of 10,000 fresh sequences are wrong.
      Threads and memory are those that this process may have: its affinity mask, its
      resource limits (ulimit) and its control groups are looked at. What cannot fit is
      refused before it begins; the results are the same bits in any case.

      Exit code 0: solved; 1: not solved; 130: interrupted (Ctrl-C, SIGTERM, SIGHUP, and
      SIGUSR1, SIGUSR2 and SIGXCPU, by which batch systems warn), with a valid checkpoint
      left behind; 73: it could not be written. Signals that are ignored when the program
      starts, as under nohup, stay ignored.
      """)

  @Argument(help: "The task, a dataset file, or a YAML file as --config takes it.") var subject: String?
  @OptionGroup var options: TrainingFlags

  @Flag(help: "Print at the end where the time went; with --json the final object holds it always, as profile.")
  var profile = false

  @Flag(help: "Draw the loss in characters: on a terminal every 20 seconds, and at the end. Needs gnuplot.")
  var plot = false

  @Flag(help: "Print one JSON object a step, and a final one, on standard output.") var json = false

  func run() throws {
    let layer = try options.layer(subject: subject)
    throw ExitCode(try RunRequest(layer, RunView(json: json, profile: profile, plot: plot)).run())
  }
}
