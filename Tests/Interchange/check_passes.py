"""Problems for `recur benchmark --problem`, and what their results should be, in NumPy and double precision.

    check_passes.py make PROBLEM SEED LOSS LAST ONE_HOT     writes a problem; LOSS is squared, softmax or sigmoid
    check_passes.py check PROBLEM RESULTS                   compares; fails beyond a relative error of 1e-5

Nothing here is batched: the derivatives of the states by all parameters are carried along each sequence (real-time recurrent
learning, Williams & Zipser 1989), so the gradient is Jᵀ z̄ and the Gauss-Newton product Jᵀ H J v with J as it stands.
"""

import sys

import h5py
import numpy as np

NAMES = ["W_hh", "W_xh", "b_h", "W_ho", "b_o"]
BOUND = 1e-5


def make(path, seed, loss, last, one_hot):
    generator = np.random.default_rng(seed)
    length, batch, inputs, hidden, outputs = 7, 9, 5, 6, 4
    shapes = dict(zip(NAMES, [(hidden, hidden), (hidden, inputs), (hidden,), (outputs, hidden), (outputs,)]))
    with h5py.File(path, "w") as file:
        file.attrs["loss"], file.attrs["last"], file.attrs["name"] = loss, last, f"{loss} {seed}"
        for name, shape in shapes.items():
            file[name] = (generator.standard_normal(shape) / np.sqrt(shape[-1])).astype(np.float32)
            file["v_" + name] = generator.standard_normal(shape).astype(np.float32)
        if one_hot:
            file["x"] = np.eye(inputs, dtype=np.float32)[generator.integers(inputs, size=(length, batch))]
        else:
            file["x"] = generator.standard_normal((length, batch, inputs)).astype(np.float32)
        steps = 1 if last else length
        if loss == "softmax":
            file["targets"] = generator.integers(outputs, size=(steps, batch)).astype(np.int32)
        elif loss == "sigmoid":
            file["targets"] = generator.integers(2, size=(steps, batch, outputs)).astype(np.float32)
        else:
            file["targets"] = generator.standard_normal((steps, batch, outputs)).astype(np.float32)


def step_loss(loss, z, y):
    """l(z, y), its gradient and its Hessian by z."""
    if loss == "squared":
        return 0.5 * (z - y) @ (z - y), z - y, np.eye(len(z))
    if loss == "sigmoid":
        p = 1 / (1 + np.exp(-z))
        return -(y * np.log(p) + (1 - y) * np.log(1 - p)).sum(), p - y, np.diag(p * (1 - p))
    p = np.exp(z) / np.exp(z).sum()
    return -np.log(p[int(y)]), p - np.eye(len(z))[int(y)], np.diag(p) - np.outer(p, p)


def expected(path):
    """The loss, and gradient and product as one vector in the order of NAMES, divided by the number of sequences."""
    with h5py.File(path, "r") as file:
        W_hh, W_xh, b_h, W_ho, b_o = (file[name][()].astype(np.float64) for name in NAMES)
        v = np.concatenate([file["v_" + name][()].astype(np.float64).ravel() for name in NAMES])
        x, targets = file["x"][()].astype(np.float64), file["targets"][()]
        loss, last = file.attrs["loss"], int(file.attrs["last"])
    length, batch, _ = x.shape
    units = np.eye(len(b_h))
    recurrent = W_hh.size + W_xh.size + b_h.size
    total, gradient, product = 0.0, np.zeros_like(v), np.zeros_like(v)
    for n in range(batch):
        h, states = np.zeros(len(b_h)), np.zeros((len(b_h), recurrent))
        for t in range(length):
            # d a / d (W_hh, W_xh, b_h) = what enters directly, and W_hh times what is in h already.
            direct = np.hstack([np.kron(units, h), np.kron(units, x[t, n]), units])
            h_next = np.tanh(W_hh @ h + W_xh @ x[t, n] + b_h)
            states = (1 - h_next**2)[:, None] * (direct + W_hh @ states)
            h = h_next
            if last and t < length - 1:
                continue
            J = np.hstack([W_ho @ states, np.kron(np.eye(len(b_o)), h), np.eye(len(b_o))])
            value, derivative, H = step_loss(loss, W_ho @ h + b_o, targets[0 if last else t, n])
            total += value
            gradient += J.T @ derivative
            product += J.T @ (H @ (J @ v))
    return total / batch, gradient / batch, product / batch


def check(problem, results):
    loss, gradient, product = expected(problem)
    with h5py.File(results, "r") as file:
        names = sorted(["loss"] + [prefix + name for prefix in ("g_", "Gv_") for name in NAMES])
        assert sorted(file) == names, f"{sorted(file)} should be {names}"
        assert file["loss"].shape == () and all(dataset.dtype == np.float32 for dataset in file.values())
        with h5py.File(problem, "r") as asked:
            for name in NAMES:
                assert file["g_" + name].shape == file["Gv_" + name].shape == asked[name].shape, name
        passed = True
        found = [np.array([file["loss"][()]], np.float64)] + [
            np.concatenate([file[prefix + name][()].astype(np.float64).ravel() for name in NAMES])
            for prefix in ("g_", "Gv_")
        ]
    for name, ours, theirs in zip(["loss", "gradient", "product"], [np.array([loss]), gradient, product], found):
        error = np.linalg.norm(theirs - ours) / np.linalg.norm(ours)
        passed = passed and error <= BOUND
        print(f"{'ok' if error <= BOUND else 'FAILED'}\t{name}\t{error:.1e}")
    return passed


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5]), sys.argv[6] == "1")
    else:
        raise SystemExit(0 if check(*sys.argv[2:4]) else 1)
