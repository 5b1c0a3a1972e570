"""Small data that no linear model predicts, and what one makes of them beside `recur`.

    own_data.py make FOLDER            writes frequency.npz, turn.npz and map.csv
    own_data.py compare DATA PREDICTIONS    from files of `recur data arrays` and `recur predict`; fails unless the network is better

The linear model is fitted by least squares: to all inputs of a sequence where the last step is asked for, else to the last 12 inputs
before each step.
"""

import sys

import h5py
import numpy as np

PAST = 12


def make(folder):
    generator = np.random.default_rng(5)
    # A sine of any phase: its frequency. Turned paths: which way round?
    time, count = np.arange(30), 300
    frequency, phase = generator.uniform(0.3, 1, (count, 1)), generator.uniform(0, 2 * np.pi, (count, 1))
    sines = 20 + 3 * np.sin(frequency * time + phase) + 0.1 * generator.standard_normal((count, 30))
    np.savez(f"{folder}/frequency.npz", x=sines[:, :, None], y=frequency)
    left = generator.random(count) < 0.5
    angle = np.where(left, 1, -1)[:, None] * 0.4 * time[:20] + phase
    paths = np.stack([np.cos(angle), np.sin(angle)], axis=2) + 0.3 * generator.standard_normal((count, 20, 2))
    np.savez(f"{folder}/turn.npz", x=paths, y=np.where(left, "left", "right"))
    # The logistic map: the next value is a parabola of this one.
    series = [0.3]
    while len(series) < 1500:
        series.append(3.7 * series[-1] * (1 - series[-1]))
    with open(f"{folder}/map.csv", "w") as file:
        file.write("value\n" + "".join(f"{100 * value}\n" for value in series))


def examples(split):
    """Inputs of the linear model, targets, and the rows of the steps that are asked for."""
    offsets, x = split["offsets"][:], split["inputs"][:]
    y = split["targets"]
    y = np.eye(y.attrs["cardinality"])[y[:]] if "cardinality" in y.attrs else y[:]
    weights = split["weights"][:] if "weights" in split else np.ones(len(x))
    rows = np.flatnonzero(weights)
    is_last = len(rows) == len(offsets) - 1
    past = int(np.diff(offsets).max()) if is_last else PAST
    inputs = np.ones((len(rows), past * x.shape[1] + 1))
    for n, row in enumerate(rows):
        first = max(offsets[np.searchsorted(offsets, row, side="right") - 1], row + 1 - past)
        seen = x[first : row + 1].ravel()
        inputs[n, : past * x.shape[1]] = 0
        inputs[n, past * x.shape[1] - len(seen) : past * x.shape[1]] = seen
    return inputs, y[rows], rows


def compare(data, predictions):
    with h5py.File(data) as file, h5py.File(predictions) as told:
        inputs, targets, _ = examples(file["train"])
        coefficients = np.linalg.lstsq(inputs, targets, rcond=None)[0]
        inputs, targets, rows = examples(file["test"])
        found = told["predictions"][:][rows]
        if file.attrs["loss"] == "squared-error":
            # Predictions are in raw units, the file is standardized.
            found = (found - file["encoding/targets_mean"][:]) / file["encoding/targets_scale"][:]
    outputs = {"constant": np.tile(targets.mean(0), (len(rows), 1)), "linear": inputs @ coefficients, "network": found}
    if targets.shape[1] > 1:
        errors = {name: (z.argmax(1) != targets.argmax(1)).mean() for name, z in outputs.items()}
    else:
        errors = {name: ((z - targets) ** 2).mean() for name, z in outputs.items()}
    print(", ".join(f"{name} {error:.4g}" for name, error in errors.items()))
    return 0 if errors["network"] < 0.5 * min(errors["constant"], errors["linear"]) else 1


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    sys.exit(compare(*sys.argv[2:]))
