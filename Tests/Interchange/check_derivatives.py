"""Compares files that `recur derivatives` has written with the reference.

    check_derivatives.py CHECKPOINT DATA VECTORS OUTPUT [OUTPUT ...]

What to compare an output with, its attributes say. Prints a line for each quantity: file, quantity, the largest relative
deviation of a block |found - expected| / |expected| with the block's name, and the bound (1e-10 in double, 1e-5 in float).
Fails where one is beyond its bound.
"""

import sys

import h5py
import numpy as np

from reference import Model, Problem, is_block, read_sequences, text

BOUNDS = {"double": 1e-10, "float": 1e-5}


def blocks(group):
    return {name: group[name][()].astype(np.float64) for name in group if is_block(name)}


def deviation(found, expected):
    """The largest relative deviation of a block, and its name."""
    assert found.keys() == expected.keys(), f"{sorted(found)} should be {sorted(expected)}"
    scale = max(np.linalg.norm(block) for block in expected.values())
    worst = (0.0, "")
    for name, block in expected.items():
        assert found[name].shape == block.shape, f"{name}: {found[name].shape} should be {block.shape}"
        # A block that vanishes is measured against the others.
        size = max(np.linalg.norm(block), 1e-3 * scale, 1e-300)
        worst = max(worst, (float(np.linalg.norm(found[name] - block) / size), name))
    return worst


def check(model, data, vector, path):
    """The quantities of one output: names, deviations, bounds."""
    with h5py.File(path, "r") as file:
        says = {name: text(value) if isinstance(value, (str, bytes)) else value for name, value in file.attrs.items()}
        bound = BOUNDS[says["precision"]]
        problem = Problem(model, read_sequences(data, says["split"]), says["normalization"], float(says["weight_decay"]))
        assert says["format"] == "recur.derivatives" and says["format_version"] == 1
        assert int(says["sequences"]) == len(problem.sequences)
        assert int(says["scored_steps"]) == sum(int((w > 0).sum()) for _, _, w in problem.sequences)
        names = [text(name) for name in says["curvatures"]]
        assert sorted(names) == sorted(file["product"] if names else [])
        expected_type = np.float32 if says["precision"] == "float" else np.float64
        assert file["loss"].dtype == file["gradient/W_ho"].dtype == expected_type
        loss = problem.loss(model.parameters)
        yield "loss", abs(file["loss"][()] - loss) / abs(loss), "", bound
        yield "gradient", *deviation(blocks(file["gradient"]), problem.gradient(model.parameters)), bound
        for name in names:
            damping = (says["structural"], float(says["lambda"]), float(says["mu"]))
            expected = problem.product(name, vector, *damping)
            title = name if damping[1] == 0 else f"{name} + {damping[1]:g} ({damping[2]:g}, {damping[0]})"
            yield title, *deviation(blocks(file[f"product/{name}"]), expected), bound


def main(checkpoint, data, vectors, outputs):
    model = Model.read(checkpoint)
    with h5py.File(vectors, "r") as file:
        vector = blocks(file)
    passed = True
    for path in outputs:
        for quantity, found, block, bound in check(model, data, vector, path):
            passed = passed and found < bound
            verdict = "ok" if found < bound else "FAILED"
            print(f"{verdict}\t{path.split('/')[-1]}\t{quantity}\t{found:.1e}\t{block}\t{bound:g}")
    return passed


if __name__ == "__main__":
    raise SystemExit(0 if main(*sys.argv[1:4], sys.argv[4:]) else 1)
