internal import LinearAlgebra
internal import Machine

/// What a checkpoint says of a run beside parameters, history and the state of the optimizer, which has a table of its own
/// (`OptimizerState.fields`): one entry for each thing. Reading and writing both follow it, and the bounds of what is read.
///
/// Whatever a run has to remember more is a property with a default in ``RunStanding`` or ``RunRecords`` and an entry here.
/// Tests put theirs beside these: `CheckpointTable.$optimizer.withValue(CheckpointTable.optimizer + [...]) { ... }`.
public enum CheckpointTable {
  /// How the run stands: attributes of `/optimizer`, behind those of the optimizer's state.
  @TaskLocal public static var optimizer: [CheckpointField<RunStanding>] = [
    .count("overflows", \.overflows, upTo: .steps),
    .count("rejections", \.rejections, upTo: .steps),
    .count("tests", \.tests, upTo: .steps),
    .magnitude("minibatches", \.progress.cost.minibatches),
    .magnitude("forward_minibatches", \.progress.cost.forwardMinibatches),
    .magnitude("seconds", \.seconds),
    .choice("verdict", \.verdict),
    .score("latest", \.latest),
  ]

  /// The place in the data and in the random numbers: attributes of `/random`.
  @TaskLocal public static var random: [CheckpointField<ObjectiveProgress>] = [
    .constant("generator") { _ in .text("philox4x32-10") },
    .constant("seed", CheckpointConstant.source) { .bits($0.configuration.seed) },
    .count("solves", \.solves),
    .gradientBatch,
    .noises,
    .positions,
  ]

  /// Where the run comes from: attributes of `/experiment`.
  @TaskLocal public static var experiment: [CheckpointField<RunRecords>] = [
    .text("command_line", \.commandLine),
    .texts("continued_by", \.continuations),
    .text("version", \.version),
    .text("blas_core", \.blasCore),
    .note("host") { _ in .text(Processor.name) },
    .note("threads") { .count($0.configuration.threads) },
    .dataFile,
  ]
}
