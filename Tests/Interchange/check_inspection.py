"""Compares what `recur inspect --json` says with dense matrices of the reference.

    check_inspection.py CHECKPOINT DATA SPLIT REPORT

REPORT holds the JSON object of --curvature, --spectrum and --gradient-flow over the whole split, without damping, of a
network of one simple layer. Curvature matrices are built column by column, and their eigenvalues found by NumPy; gradients
are carried back through time by the formula. Prints a line for each quantity and fails where one is beyond its bound.
"""

import json
import sys

import numpy as np

from reference import ACTIVATIONS, Model, Problem, flat, forward, last_scored, read_sequences, step_gradient, unflat


def dense(problem, curvature):
    like = problem.model.parameters
    size = sum(block.size for block in like.values())
    return np.array([flat(problem.product(curvature, unflat(unit, like))) for unit in np.eye(size)])


def norms_by_lag(model, sequences):
    """|dl_T/dh_t| by T - t, a list for each lag."""
    theta = model.parameters
    _, derivative = ACTIVATIONS[model.activation]
    norms = {}
    for inputs, targets, weights in sequences:
        states, z = forward(model, theta, inputs)
        end = last_scored(weights)
        h_bar = theta["W_ho"].T @ (weights[end - 1] * step_gradient(model.loss, z[end - 1], targets[end - 1]))
        for lag in range(end + 1):
            norms.setdefault(lag, []).append(np.linalg.norm(h_bar))
            h_bar = theta["W_hh"].T @ (derivative(states[0][end - lag]) * h_bar)
    return [norms[lag] for lag in sorted(norms)]


def checks(checkpoint, data, split, report):
    model = Model.read(checkpoint)
    sequences = read_sequences(data, split)
    problem = Problem(model, sequences)
    for found in report["curvature"]:
        name = found["matrix"]
        matrix = dense(problem, name)
        values = np.linalg.eigvalsh(matrix)
        scale = abs(values).max()
        yield f"{name}: symmetric", abs(matrix - matrix.T).max() / scale, 1e-10
        count = len(found["largest"])
        ends = np.concatenate([values[::-1][:count], values[:count]])
        errors = abs(np.concatenate([found["largest"], found["smallest"]]) - ends)
        # Near a value there is an eigenvalue, and it is the one of that rank.
        yield f"{name}: largest", errors[:count].max() / scale, 1e-6
        yield f"{name}: smallest", errors[count:].max() / scale, 1e-3
        nearest = [abs(values - value).min() for value in found["largest"] + found["smallest"]]
        beyond = max(near - bound for near, bound in zip(nearest, found["residuals"]))
        yield f"{name}: residuals are bounds", max(0, beyond) / scale, 1e-10
        trace = np.trace(matrix)
        yield f"{name}: trace, in standard errors", abs(found["trace"] - trace) / found["trace_standard_error"], 8
        yield f"{name}: standard error of the trace", found["trace_standard_error"] / abs(trace), 0.2
        starts, start = {}, 0
        for block in sorted(model.parameters):
            starts[block] = slice(start, start + model.parameters[block].size)
            start += model.parameters[block].size
        for block in found["blocks"]:
            exact = np.trace(matrix[starts[block["name"]], starts[block["name"]]])
            error = abs(block["trace"] - exact) / max(block["trace_standard_error"], 1e-9 * scale)
            yield f"{name}: trace of {block['name']}, in standard errors", error, 8
        nodes = found["density"]["nodes"]
        weights, places = np.array([n["weight"] for n in nodes]), np.array([n["value"] for n in nodes])
        yield f"{name}: weights of the density", abs(weights.sum() - 1), 1e-8
        for share in (1e-2, 1e-1):
            exact = (values > share * scale).mean()
            # Four random vectors of a few hundred elements.
            yield f"{name}: share above {share:g}", abs(weights[places > share * scale].sum() - exact), 0.05
    W = model.parameters["W_hh"]
    spectrum = {entry["name"]: entry for entry in report["spectrum"]}["W_hh"]
    found = np.sort_complex([complex(*pair) for pair in spectrum["eigenvalues"]])
    yield "W_hh: eigenvalues", abs(found - np.sort_complex(np.linalg.eigvals(W))).max(), 1e-8
    yield "W_hh: singular values", abs(spectrum["singular_values"] - np.linalg.svd(W, compute_uv=False)).max(), 1e-10
    yield "W_hh: radius", abs(spectrum["spectral_radius"] - abs(np.linalg.eigvals(W)).max()), 1e-10
    flow = report["gradient_flow"]
    norms = norms_by_lag(model, sequences)
    assert flow["lag"] == list(range(len(norms))), "lags"
    for name, share in (("low", 0.1), ("median", 0.5), ("high", 0.9)):
        expected = np.array([np.quantile(values, share) for values in norms])
        yield f"gradient flow: {name}", (abs(flow[name] - expected) / expected).max(), 1e-9
    median = np.array([np.median(values) for values in norms])
    fallen = np.flatnonzero(median <= 0.01 * median[0])
    yield "memory horizon", abs((fallen[0] if len(fallen) else -1) - (flow["memory_horizon"] or -1)), 0.5


def main(checkpoint, data, split, path):
    with open(path) as file:
        report = json.load(file)
    passed = True
    for quantity, found, bound in checks(checkpoint, data, split, report):
        passed = passed and found <= bound
        print(f"{'ok' if found <= bound else 'FAILED'}\t{quantity}\t{found:.1e}\t{bound:g}")
    return passed


if __name__ == "__main__":
    raise SystemExit(0 if main(*sys.argv[1:5]) else 1)
