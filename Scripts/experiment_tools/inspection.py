"""The figures of Experiments/inspection: what `recur inspect --json` says of two networks, in figures.csv."""
import csv
import json
import os

from . import results
from .questions import EXPERIMENTS

FOLDER = EXPERIMENTS / "inspection"
RUNS = ["solved", "unsolved"]
LAG = 64


def figures(seen):
    """The figures that the documents tell, by name."""
    flow, recurrent, steps = seen["gradient_flow"], seen["spectrum"][0], seen["step_jacobians"]
    curvature = {matrix["matrix"]: matrix for matrix in seen["curvature"]}
    gauss_newton = curvature["gauss-newton"]
    at_lag = next(one["values"] for one in flow["singular_values"] if one["lag"] == LAG)
    recurrent_block = next(block for block in gauss_newton["blocks"] if block["name"] == "W_hh")
    return {
        "radius": recurrent["spectral_radius"],
        "norm": recurrent["norm"],
        "least_jacobian_radius": min(step["spectral_radius"] for step in steps),
        "most_jacobian_radius": max(step["spectral_radius"] for step in steps),
        "least_jacobian_norm": min(step["norm"] for step in steps),
        "most_jacobian_norm": max(step["norm"] for step in steps),
        "relative_gradient": flow["median"][flow["lag"].index(LAG)] / flow["median"][0],
        "memory_horizon": flow["memory_horizon"],
        "longest_lag": flow["lag"][-1],
        "largest_singular_value": at_lag[0],
        "median_singular_value": at_lag[len(at_lag) // 2],
        "smallest_singular_value": at_lag[-1],
        "saturated_units": sum(share >= 0.9 for part in flow["saturation"] for share in part["units"]),
        "first_eigenvalue": gauss_newton["largest"][0],
        "fifth_eigenvalue": gauss_newton["largest"][4],
        "trace": gauss_newton["trace"],
        "trace_standard_error": gauss_newton["trace_standard_error"],
        "recurrent_share": recurrent_block["shares_of_largest"][0],
        "least_eigenvalue_of_hessian": curvature["hessian"]["smallest"][0],
    }


def collect(folder):
    """Writes figures.csv from `inspection.json` beside each run."""
    found = {run: figures(json.loads((folder / run / "inspection.json").read_text())) for run in RUNS}
    partial = FOLDER / "figures.partial"
    with open(partial, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["figure", *RUNS])
        table.writerows([name, *(results.text(found[run][name]) for run in RUNS)] for name in found[RUNS[0]])
    os.replace(partial, FOLDER / "figures.csv")


def read():
    """The figures by run and name."""
    with open(FOLDER / "figures.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    return {run: {row["figure"]: float(row[run]) if row[run] else None for row in rows} for run in RUNS}


def columns():
    """What the two networks look like inside: a title for each row, and how it is told of a run."""
    return [
        ("spectral radius, norm of W_hh", lambda run: f"{run['radius']:.3f}, {run['norm']:.3f}"),
        (
            "the same of the Jacobian ds_t/ds_t−1, at four steps",
            lambda run: f"{jacobian(run)}, {run['least_jacobian_norm']:.2f} to {run['most_jacobian_norm']:.2f}",
        ),
        ("median of ‖dℓ_T/ds_t‖ at lag 64, relative to that at lag 0", gradient),
        ("memory horizon", lambda run: horizon(run) or f"none in {run['longest_lag']:.0f} steps"),
        (
            "largest, median, smallest singular value of ds_T/ds_t at lag 64",
            lambda run: ", ".join(two_digits(run[f"{name}_singular_value"]) for name in ["largest", "median", "smallest"]),
        ),
        ("saturated units", lambda run: f"{run['saturated_units']:.0f}" if run["saturated_units"] else "none"),
        (
            "largest eigenvalue of the Gauss-Newton matrix, and the fifth",
            lambda run: f"{large(run['first_eigenvalue'])}, {run['fifth_eigenvalue']:.2g}",
        ),
        ("its trace", trace),
        ("share of W_hh in the first eigenvector", lambda run: f"{100 * run['recurrent_share']:.0f} %"),
        ("smallest eigenvalue of the Hessian", lambda run: f"{run['least_eigenvalue_of_hessian']:.2g}".replace("-", "−")),
    ]


def jacobian(run):
    return f"{run['least_jacobian_radius']:.3f} to {run['most_jacobian_radius']:.3f}"


def gradient(run):
    return f"{run['relative_gradient']:.2g}" if run["relative_gradient"] >= 0.01 else f"{run['relative_gradient']:.1g}"


def horizon(run):
    return f"{run['memory_horizon']:.0f} steps" if run["memory_horizon"] is not None else ""


def two_digits(number):
    """Two digits; powers of ten below a hundredth, without leading zeros."""
    if number >= 0.01:
        return f"{number:.2g}"
    digits, power = f"{number:.1e}".split("e")
    return f"{digits}e{int(power)}"


def large(number):
    return f"{number:.2e}".replace("e+0", "e") if number >= 1000 else f"{number:.2g}"


def trace(run):
    if run["trace"] >= 1000:
        rounded = float(f"{run['trace']:.4g}")
        return f"{rounded:,.0f} ± {run['trace_standard_error']:.0f}"
    return f"{run['trace']:.2f} ± {run['trace_standard_error']:.2f}"
