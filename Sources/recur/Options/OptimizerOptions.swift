import ArgumentParser
import Optimization
import LinearAlgebra
import RecurrentNetworks
import Training

/// How it is trained.
struct OptimizerOptions: ParsableArguments {
  @Option(
    help: """
      hf: Hessian-free optimization, few long steps on large batches. Of first order, many short ones on small batches: \
      sgd, gradient descent with classical momentum; nesterov, the same with the gradient taken where the momentum \
      leads; rmsprop, each gradient in units of its own running size; adam, the same with momentum. (default: hf)
      """)
  var optimizer: OptimizerKind?

  @Option(
    help: """
      Learning rate η of a first-order method: too large and the loss jumps or overflows, too small and nothing \
      happens. (default: 0.001 for adam and rmsprop, 0.01 for sgd and nesterov)
      """)
  var learningRate: Double?

  @Option(help: "Let the learning rate fall with the number u of updates, as η / (1 + d u). (default: 0, constant)")
  var learningRateDecay: Double?

  @Option(
    help: """
      How the learning rate follows the updates: constant; linear or cosine, down to 0 at --schedule-updates or, without \
      it, at the end of the budget in minibatches or steps, which a run that goes on has to keep then. (default: \
      constant)
      """)
  var schedule: ScheduleKind?

  @Option(help: "Updates after which a schedule is at its end. (default: those of the budget)")
  var scheduleUpdates: Int?

  @Option(help: "Updates in which the learning rate rises to its full size. (default: 0)")
  var scheduleWarmUp: Int?

  @Option(
    help: """
      Part of the last update of a first-order method that goes on into the next, below 1; β₁ of adam. (default: 0.9; \
      0 for rmsprop)
      """)
  var momentum: Double?

  @Option(
    help: """
      Norm to which longer gradients of a first-order method are shortened, so that one exploding gradient does not \
      undo the rest; none or 0 turns it off. (default: 1)
      """)
  var clipNorm: ClipNorm?

  @Option(help: "Updates of one step of a first-order method, each on fresh sequences. (default: 50)")
  var updates: Int?

  @Option(help: "Precision of all vectors; inner products accumulate in double in both. (default: float)")
  var precision: Precision?

  @Option(help: "Sequences of a gradient. (default: 2500; 100 for a first-order method)")
  var gradientBatch: Int?

  @Option(help: "Sequences of a curvature product. (default: 250)")
  var curvatureBatch: Int?

  @Option(help: "Sequences on which iterates are compared and the step length is settled. (default: 500)")
  var backtrackingBatch: Int?

  @Option(help: "Fresh sequences looked at after each step. (default: 1000)")
  var validationBatch: Int?

  @Option(help: "Curvature matrix. (default: gauss-newton)")
  var curvature: Curvature?

  @Option(help: "Most CG iterations of a step. (default: 100)")
  var cgIterations: Int?

  @Option(help: "Tolerance ε of Martens' test of relative progress. (default: 5e-4)")
  var cgTolerance: Double?

  @Option(help: "Also stop CG when the residual has fallen to this part of the gradient. (default: off)")
  var cgResidual: Double?

  @Option(
    help: """
      Also stop CG when the loss on the backtracking batch was no better at so many kept iterates in a row: each has 1.3 \
      times the iterations of the one before. (default: off)
      """)
  var cgPatience: Int?

  @Option(help: "Part ξ of the last CG iterate that the next step starts from. (default: 0.95)")
  var warmStart: Double?

  @Option(help: "Preconditioner of CG. (default: none)")
  var preconditioner: PreconditionerKind?

  @Option(help: "Damping λ of the first step. (default: 0.1; 0.1 a scored step where every step carries loss)")
  var lambda: Double?

  @Option(help: "How λ follows the steps: levenberg-marquardt, or fixed. (default: levenberg-marquardt)")
  var damping: DampingKind?

  @Option(
    help: """
      Factor by which λ grows where the quadratic model has promised four times the decrease that came, and by whose \
      reciprocal it shrinks where three quarters or more came; 1 keeps it. (default: 1.5)
      """)
  var lambdaFactor: Double?

  @Option(help: "Weight μ of structural damping relative to λ; 0 turns it off. (default: 1/30)")
  var mu: Double?

  @Option(help: "How the step length is settled. (default: armijo)")
  var lineSearch: LineSearchKind?

  @Option(help: "Batch on which the reduction ratio ρ is taken. (default: gradient)")
  var rhoBatch: ReductionBatch?

  @Option(help: "What ρ divides by: the decrease of the model with its damping, or without. (default: damped)")
  var rhoDenominator: ReductionDenominator?

  @Option(
    help: """
      Run folder or checkpoint whose last parameters the run begins with, those of a shorter length for instance. \
      Nothing else is taken over from it.
      """)
  var initializeFrom: String?

  @Option(help: "Grow the length when the present one is solved: 20,50,100, or a start and a factor, 30:1.3.")
  var lengthSchedule: String?

  @Option(help: "Most steps. (default: no bound)")
  var iterations: Int?

  @Option(
    help:
      "Seconds of training after which no further step is begun; the test of a run without a success rule takes what is left of them, and a twentieth at least. (default: no bound)"
  )
  var seconds: Double?

  @Option(help: "Budget in minibatches: 1000 sequences through a gradient or a curvature product. (default: 50000)")
  var minibatches: Double?

  @Option(help: "Share of wrong sequences below which the task is solved. (default: 0.01)")
  var targetWrong: Double?

  @Option(help: "Folder of the run. (default: runs/TASK-LENGTH-seed-SEED, of a text runs/FILE-CELL-seed-SEED)")
  var runFolder: String?

  @Option(help: "Steps between checkpoints. (default: 25)")
  var checkpointEvery: Int?

  @Option(help: "Checkpoints that stay; from 2 on the last ones also as checkpoint-STEP.h5. (default: 1)")
  var keep: Int?

  /// These choices over others.
  func layer(over base: ConfigurationLayer) -> ConfigurationLayer {
    var layer = ConfigurationLayer()
    layer.precision = precision
    layer.optimizer = optimizer
    layer.learningRate = learningRate
    layer.learningRateDecay = learningRateDecay
    layer.schedule = schedule
    layer.scheduleUpdates = scheduleUpdates
    layer.scheduleWarmUp = scheduleWarmUp
    layer.momentum = momentum
    layer.clipNorm = clipNorm
    layer.updates = updates
    layer.gradientBatch = gradientBatch
    layer.curvatureBatch = curvatureBatch
    layer.backtrackingBatch = backtrackingBatch
    layer.validationBatch = validationBatch
    layer.curvature = curvature
    layer.cgIterations = cgIterations
    layer.cgTolerance = cgTolerance
    layer.cgResidual = cgResidual
    layer.cgPatience = cgPatience
    layer.warmStart = warmStart
    layer.preconditioner = preconditioner
    layer.lambda = lambda
    layer.damping = damping
    layer.lambdaFactor = lambdaFactor
    layer.mu = mu
    layer.lineSearch = lineSearch
    layer.rhoBatch = rhoBatch
    layer.rhoDenominator = rhoDenominator
    layer.initializeFrom = initializeFrom
    layer.lengthSchedule = lengthSchedule
    layer.iterations = iterations
    layer.minibatches = minibatches
    layer.seconds = seconds
    layer.targetWrong = targetWrong
    layer.runFolder = runFolder
    layer.checkpointEvery = checkpointEvery
    layer.keep = keep
    return layer.over(base)
  }
}
