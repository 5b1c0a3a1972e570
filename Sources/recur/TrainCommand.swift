import ArgumentParser
import Commands
import OptionFlags
import SequenceData

struct TrainCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "train",
      abstract: "Train a network on a long-range task, a text or a dataset file.",
      usage: HelpDetail.isBrief ? "recur train [<subject>] [<options>]" : nil,
      discussion: HelpDetail.isBrief ? brief : whole)
  }

  private static var brief: String {
    """
    Examples:
      recur train addition --length 100
      recur train mine.h5
      recur train text.h5 --seconds 3600

    Sequences and texts of your own: recur data arrays, recur data text.
    Tasks: \(SequenceTasks.names.joined(separator: ", ")).

    --help-all has every option, the columns of the table and the exit codes.
    """
  }

  private static var whole: String {
    """
    Examples:
      recur train addition --length 100 --seed 1
      recur train xor --length 200
      recur train memorization-20 --length 30 --mu 0
      recur train --config runs/addition-100-seed-1/config.yaml
      recur train sequences.h5
      recur train text.h5 --cell mrnn --seconds 3600
      recur train text.h5 --cell lstm --optimizer adam --learning-rate 0.02
      recur train addition --length 100 --iterations 20 --profile
      recur train addition --length 50 --optimizer adam
      recur train temporal-order --length 30 --optimizer nesterov --learning-rate 0.03

    Below are the options that most people need; --help-all shows all of them.

    The tasks: \(SequenceTasks.names.joined(separator: ", ")).
    What you leave open follows from their kind: with the loss on the last step
    --length-schedule 30:1.3; memorization and copy --mu 0.3 --center-inputs
    --preconditioner kfac, smaller batches; with other losses on every step
    --length-schedule 10:1.3 --normalization step --preconditioner kfac, and for
    random-permutation --input-scale 0.02.

    One line a step: the loss of the gradient batch before it (train), the loss of
    validation sequences after it (valid) and what people read beside that: the
    share that is wrong, of values the mean squared error and R²; the cost so far
    in passes of 1000 sequences (Martens & Sutskever 2011), the time, and what is
    left of the budget that ends first. In between what the optimizer says, as far
    as 80 columns, or those of the terminal, have room; log.jsonl has all of it: the
    damping λ, the reduction ratio ρ (actual / predicted decrease), CG iterations and
    why CG stopped, the step length α, the iterate taken.

    A file with test data: at the end of a run the best parameters met are tested on
    them, once, as far as --seconds allow, beside the best constant predictor.

    A run says so where it over-fits, or inputs are far from a scale of 1.

    What you leave open a recipe for the kind of data decides, which the head of a run
    shows: long-range for the tasks above, also from a file; text for texts; small-data
    for any other file, with early stopping on its validation data. --recipe names
    another; every option that you give wins over it.

    Text (recur data text) is trained in windows of --window steps that begin
    anywhere; the first --warm-up steps of a window carry no loss. Losses are shown
    in bits per character.

    First-order optimizers (sgd, nesterov, rmsprop, adam): a step is
    --updates-per-step updates, each on --gradient-batch fresh sequences. Its line has the mean train
    loss, the mean gradient norm before clipping, the share of gradients clipped,
    the length of the step, the learning rate. On overflow the run goes back one
    step and halves the rate. Costs are counted alike for all optimizers.

    Checkpoints: before the first step, every --checkpoint-every steps, about once
    a minute, and at the end; each replaces the one before in one step. --keep-checkpoints N
    also keeps the last N as checkpoint-STEP.h5. recur resume goes on from the
    last one, bit for bit, even after kill -9. A full disk does not end a run: it
    is reported, and every step tries again.

    --profile says at the end where the time went. A healthy run spends nine
    tenths and more in passes through the network.

    Solved: fewer than 1 % of 10,000 fresh sequences wrong. Threads and memory are
    those this process may have (affinity mask, ulimit, control groups). What
    cannot fit is refused at the start. Results are the same bits on any number of
    threads.

    Exit code 0: solved; 1: not solved; 73: the checkpoint could not be written;
    130: interrupted (Ctrl-C, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU), with a
    valid checkpoint left behind. Signals ignored at the start, as under nohup,
    stay ignored.
    """
  }

  @Argument(help: "The task, a dataset file, or a YAML file as --config takes it.") var subject: String?
  @OptionGroup var options: TrainingFlags

  @Flag(
    help: HelpDetail.isBrief
      ? "Print at the end where the time went."
      : "Print at the end where the time went; with --json the final object holds it always, as profile.")
  var profile = false

  @Flag(
    help: HelpDetail.isBrief
      ? "Draw the validation loss in characters, with gnuplot."
      : "Draw the validation loss in characters: on a terminal every 20 seconds, and at the end. Needs gnuplot.")
  var plot = false

  @Flag(help: "Print one JSON object a step, and a final one, on standard output.") var json = false

  func run() throws {
    let layer = try options.layer(subject: subject)
    throw ExitCode(try RunRequest(layer, RunView(json: json, profile: profile, plot: plot)).run())
  }
}
