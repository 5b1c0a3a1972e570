import ArgumentParser
import Commands
import Inspection

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Open a checkpoint, or any HDF5 file, and say what is in it; of two, what differs.",
    discussion: """
      Examples:
        recur inspect runs/addition-100-seed-1
        recur inspect runs/addition-100-seed-1 --spectrum --gradient-flow
        recur inspect runs/addition-100-seed-1 --curvature --picture c.svg
        recur inspect checkpoint.h5 --history
        recur inspect data.h5 --tree --arrays
        recur inspect one/checkpoint.h5 two/checkpoint.h5 --ignore-bookkeeping

      A run folder stands for the checkpoint in it. Without a section, the
      overview of a checkpoint: the model with the figures of its parameters, the
      state of the optimizer, the history, the experiment, and what is missing;
      of another file the tree and the figures of its arrays. What a dataset file
      means is for `recur data describe` to say.

      The options of analysis take the best parameters met on validation data, or
      the last where there are none, with --last, and for --damping, --cg-curves and
      --damped, which are about the next step. They run the network over data, by default those it was
      trained on, which are looked for where they were and beside the run, and have
      to be the same bytes; --data names any other file. Ctrl-C ends them with what there is.

        --spectrum       eigenvalues and singular values of every recurrent matrix,
                         of a multiplicative layer of W_fh W_hf, and of the Jacobian
                         ds_t/ds_t-1 at four steps of the first sequence, which is
                         what gates and multipliers make of them there; s is what a
                         layer hands on: h, and c in an LSTM
        --gradient-flow  the norm of dl_T/ds_t over the lag T-t, T the last scored
                         step of a sequence: median and tenths over the sequences;
                         the lag at which it has fallen to 1 % (memory horizon);
                         singular values of ds_T/ds_t; saturated: derivative below a
                         tenth of its largest value
        --curvature      of each matrix in --matrices: eigenvalues at both ends
                         (Lanczos; with each a residual: an eigenvalue lies within
                         it), trace (Hutch++) with its standard error, whole and by
                         parameter block, and the density of the eigenvalues
                         (stochastic Lanczos quadrature). Without weight decay and
                         damping unless --damped, or --lambda and --mu, add it. Of
                         large networks it holds 16 vectors and a few of the size
                         of the parameters; fewer --eigenvalues, fewer vectors
        --damping        the loss and its quadratic models with and without λ and the
                         structural term, along the last step, down the gradient
                         and along the first eigenvectors of the Gauss-Newton matrix
        --cg-curves      the system of the next step solved with each of
                         --preconditioners, from 0 and from the warm start: the model
                         that conjugate gradients minimize, the same model of a held-out
                         batch with the same λ, and the loss there, after 1, 2, 3, 5,
                         10, ... of --cg-iterations. Where the held-out model rises
                         again, train with fewer --cg-iterations
        --states         hidden units over time for the sequences in
                         --show-sequences, with inputs, targets and predictions
        --fixed-points   states in which the step leaves the network under an input
                         that stays (none, or --fixed-input): Newton's method on the
                         exact Jacobian from --starts states that the sequences visit,
                         every second one with noise. Of each point q = |F(s)-s|^2/2,
                         how many searches ended there, its unstable directions, the
                         longest time constant, and what is predicted there; picture
                         along the principal components of what is visited. A q of
                         1e-20 and less is a fixed point; more, a minimum above 0, or
                         where --slow has ended the search
        --report         an HTML page of all this, or of what is named, that needs
                         nothing else; pictures are drawn by gnuplot

      A file is first read through by a process of its own, since some damage
      makes libhdf5 crash; the sentence then says what can still be read. A checksum
      tells whether bytes were damaged by accident, not who wrote them.

      --json prints one object with every section, or those asked for: file
      (path, bytes, sha256, checksum, attributes), tree, model (attributes, layers,
      blocks, parameters, all_finite), arrays, optimizer, history (steps, columns),
      experiment (configuration, attributes), missing, complete; curvature (a list
      of matrix, largest, smallest, residuals, trace, trace_standard_error, blocks,
      density), spectrum (a list of name, eigenvalues, spectral_radius, norm,
      departure_from_normality, singular_values), step_jacobians, gradient_flow
      (lag, median, low, high, memory_horizon, singular_values, saturation),
      states, fixed_points (a list of input, points: state, q, fixed, starts, unstable,
      eigenvalues, time_constants, predictions, place),
      damping (lambda, mu, curves), cg_curves (lambda, mu, curves:
      preconditioner, warm_start, iterations, quadratic, held_out_quadratic,
      held_out_loss_change).

      Two files: entries, attributes, elements and lines of texts that differ;
      elements differ if their bits do. How they are stored does not count.
      --json: same, entries, attributes, arrays, texts, uncompared, identical,
      ignored.

      Exit code 0: done, and of two files no difference found; 1: they differ;
      65: damaged, or no HDF5 file; 66: missing; 130: interrupted.
      """)

  @Argument(help: "A checkpoint, a run folder or any HDF5 file; two to compare.") var files: [String]
  @Flag(help: "Every group, array, link and attribute, with types and storage.") var tree = false
  @Flag(help: "The network and the figures of its parameters.") var model = false
  @Flag(help: "The figures of every array, and whether all elements are finite.") var arrays = false
  @Flag(help: "The state of optimizer and random generator, and the best parameters.") var optimizer = false
  @Flag(help: "The steps of the run.") var history = false
  @Flag(help: "How it was made: configuration, command line, data file.") var experiment = false

  @Flag(help: "Of two files: leave out when, where, how long and on how many threads they were made.")
  var ignoreBookkeeping = false

  @OptionGroup(title: "Analysis") var analysis: AnalysisOptions
  @Flag(help: "Print one JSON object.") var json = false

  private var request: InspectRequest {
    let sections: [(Bool, FileReport.Section)] = [
      (tree, .tree), (model, .model), (arrays, .arrays), (optimizer, .optimizer), (history, .history),
      (experiment, .experiment),
    ]
    return InspectRequest(
      files, sections: Set(sections.filter(\.0).map(\.1)), ignoresBookkeeping: ignoreBookkeeping, analysis.request,
      json: json)
  }

  func validate() throws { try checked(request.validate()) }

  func run() throws { throw ExitCode(try request.run()) }
}
