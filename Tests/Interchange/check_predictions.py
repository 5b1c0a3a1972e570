"""What `recur predict` should say, from a checkpoint and a data file, in NumPy and double precision.

    check_predictions.py CHECKPOINT DATA PREDICTIONS     compares; fails beyond an error of 1e-5

One sequence and one step at a time, from the formulas of the cells (tanh, mrnn, lstm, gru, dense, lem, cornn, indrnn,
mingru). Inputs of a file without constants of standardization are raw: those of the checkpoint are applied, and undone in values.
"""

import sys

import h5py
import numpy as np

BOUND = 1e-5


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def logistic(a):
    return 1 / (1 + np.exp(-a))


ACTIVATIONS = {"tanh": np.tanh, "logistic": logistic, "relu": lambda a: np.maximum(a, 0), "linear": lambda a: a}


def tanh_step(w, phi, s, x, options):
    return {"h": phi(w("W_hh") @ s["h"] + w("W_xh") @ x + w("b_h"))}


def dense_step(w, phi, s, x, options):
    return {"h": phi(w("W_xh") @ x + w("b_h"))}


def mrnn_step(w, phi, s, x, options):
    factors = (w("W_xf") @ x) * (w("W_hf") @ s["h"])
    return {"h": phi(w("W_fh") @ factors + w("W_xh") @ x + w("b_h"))}


def lstm_step(w, phi, s, x, options):
    def a(k):
        return w("W_x" + k) @ x + w("W_h" + k) @ s["h"] + w("b_" + k)

    c = logistic(a("f")) * s["c"] + logistic(a("i")) * np.tanh(a("g"))
    return {"h": logistic(a("og")) * np.tanh(c), "c": c}


def gru_step(w, phi, s, x, options):
    r = logistic(w("W_xr") @ x + w("W_hr") @ s["h"] + w("b_r"))
    z = logistic(w("W_xz") @ x + w("W_hz") @ s["h"] + w("b_z"))
    n = np.tanh(w("W_xn") @ x + w("b_xn") + r * (w("W_hn") @ s["h"] + w("b_hn")))
    return {"h": (1 - z) * n + z * s["h"]}


def lem_step(w, phi, s, x, options):
    dt = float(options.get("dt", 1000)) / 1000
    y, z = s["y"], s["z"]
    d1 = dt * logistic(w("W_y1") @ y + w("W_x1") @ x + w("b_1"))
    d2 = dt * logistic(w("W_y2") @ y + w("W_x2") @ x + w("b_2"))
    z = (1 - d2) * z + d2 * np.tanh(w("W_yz") @ y + w("W_xz") @ x + w("b_z"))
    return {"y": (1 - d1) * y + d1 * np.tanh(w("W_zy") @ z + w("W_xy") @ x + w("b_y")), "z": z}


def cornn_step(w, phi, s, x, options):
    dt, gamma, epsilon = (float(options.get(*o)) / unit for o, unit in
                          [(("dt", 42), 1000), (("gamma", 27), 10), (("epsilon", 47), 10)])
    y, z = s["y"], s["z"]
    z = z + dt * (np.tanh(w("W_yz") @ y + w("W_zz") @ z + w("W_xz") @ x + w("b_z")) - gamma * y - epsilon * z)
    return {"y": y + dt * z, "z": z}


def indrnn_step(w, phi, s, x, options):
    return {"h": phi(w("W_xh") @ x + w("w_h") * s["h"] + w("b_h"))}


def mingru_step(w, phi, s, x, options):
    z = logistic(w("W_xz") @ x + w("b_z"))
    return {"h": (1 - z) * s["h"] + z * (w("W_xh") @ x + w("b_h"))}


STEPS = {"tanh": tanh_step, "dense": dense_step, "mrnn": mrnn_step, "lstm": lstm_step, "gru": gru_step, "lem": lem_step,
         "cornn": cornn_step, "indrnn": indrnn_step, "mingru": mingru_step}
# What a cell carries; the first is its output.
PARTS = {"lstm": ["h", "c"], "dense": [], "lem": ["y", "z"], "cornn": ["y", "z"]}


class Model:
    def __init__(self, file, best):
        model = file["model"]
        group = file["best/parameters" if best else "model/parameters"]
        self.blocks = {name: group[name][()].astype(np.float64) for name in group}
        self.layers = [dict(model[f"layers/{k}"].attrs) for k in range(1, len(model["layers"]) + 1)]
        self.loss = text(model.attrs["loss"])
        self.inputs = int(model.attrs["inputs"])
        self.reads_symbols = text(model.attrs["input_kind"]) == "symbols"
        encoding = model["encoding"] if "encoding" in model else {}
        self.constants = {name: encoding[name][()] for name in encoding if name not in ("feature", "output")}

    def block(self, layer, name):
        """A block of a layer, whose number stands before its name where there are several."""
        return self.blocks[f"{layer}.{name}" if f"{layer}.{name}" in self.blocks else name]

    def begin(self):
        states = []
        for k, layer in enumerate(self.layers):
            parts = PARTS.get(text(layer["cell"]), ["h"])
            prefix = f"{k}." if len(self.layers) > 1 else ""
            states.append(
                {p: self.blocks.get(f"{prefix}{p}_0", np.zeros(int(layer["units"]))) for p in parts})
        return states

    def step(self, states, x):
        after = []
        for k, layer in enumerate(self.layers):
            phi = ACTIVATIONS[text(layer.get("activation", "tanh"))]
            s = STEPS[text(layer["cell"])](lambda name: self.block(k, name), phi, states[k], x, layer)
            after.append(s)
            x = s[next(iter(s))]
        return after, self.blocks["W_ho"] @ x + self.blocks["b_o"]

    def predict(self, z):
        if self.loss == "softmax":
            e = np.exp(z - z.max())
            return e / e.sum()
        if self.loss == "logistic":
            return logistic(z)
        return z * self.constants.get("targets_scale", 1) + self.constants.get("targets_mean", 0)


def close(name, found, expected):
    assert found.shape == expected.shape, f"{name}: shape {found.shape}, expected {expected.shape}"
    error = np.max(np.abs(found - expected) / np.maximum(1, np.abs(expected))) if expected.size else 0
    assert error <= BOUND, f"{name}: {error:.1e}"
    return error


def check(checkpoint, data, predictions):
    with h5py.File(predictions, "r") as p, h5py.File(checkpoint, "r") as c, h5py.File(data, "r") as d:
        model = Model(c, int(p.attrs["best"]))
        split = d[text(p.attrs["split"])]
        is_text = text(d.attrs.get("task", "")) == "text"
        inputs = split["symbols" if is_text else "inputs"][()]
        offsets = np.array([0, len(inputs)]) if is_text else split["offsets"][()].astype(np.int64)
        if model.reads_symbols:
            inputs = np.eye(model.inputs)[inputs.astype(np.int64)]
        elif "encoding/inputs_mean" not in d and "inputs_mean" in model.constants:
            inputs = (inputs - model.constants["inputs_mean"]) / model.constants["inputs_scale"]
        inputs = inputs.astype(np.float64)
        rows = offsets[-1]
        logits, outputs = [], []
        states = [[] for _ in model.layers]
        for n in range(len(offsets) - 1):
            s = model.begin()
            for t in range(offsets[n], offsets[n + 1]):
                s, z = model.step(s, inputs[t])
                logits.append(z)
                outputs.append(model.predict(z))
                for k, layer in enumerate(s):
                    states[k].append(layer)
        assert np.array_equal(p["offsets"][()], offsets)
        worst = close("predictions", p["predictions"][()], np.array(outputs))
        assert len(p["predictions"]) == rows and p["predictions"].dims[0].label == "row"
        kind = text(p["predictions"].attrs["kind"])
        assert kind == ("values" if model.loss == "squared-error" else "probabilities")
        assert ("classes" in p) == (model.loss == "softmax")
        if "classes" in p:
            assert np.array_equal(p["classes"][()], p["predictions"][()].argmax(axis=1))
        if "logits" in p:
            worst = max(worst, close("logits", p["logits"][()], np.array(logits)))
        if "states" in p:
            assert sorted(p["states"]) == [str(k + 1) for k in range(len(model.layers))]
            for k in range(len(model.layers)):
                assert sorted(p[f"states/{k + 1}"]) == sorted(states[k][0])
                for part in states[k][0]:
                    expected = np.array([s[part] for s in states[k]])
                    worst = max(worst, close(f"states/{k + 1}/{part}", p[f"states/{k + 1}/{part}"][()], expected))
        print(f"{worst:.1e} {int('states' in p)} {rows}")


if __name__ == "__main__":
    check(*sys.argv[1:4])
