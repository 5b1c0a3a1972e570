"""Kronecker factors of a recurrent network in NumPy, written from the formulas: `kfac_network.py PROBLEM.json` prints, for every
gate, the moments A, D, those of one step and the next, and the squared gradients of whole sequences in the eigenbasis, and for
every block of parameters one update with independent steps, with those squares, and with steps as a chain.

A simple network (tanh) or an LSTM below an output layer, one sequence and one step at a time. The adjoints of the logits are
given; a step without has no loss. A row of a gate [W_h W_x b] multiplies a = (h, x, 1), its deltas are g; the gradient of
sequence n is DW_n = sum_t g_t a_t^T.
"""

import json
import sys

import numpy as np

GATES = {
    "tanh": [["W_hh", "W_xh", "b_h"]],
    "lstm": [["W_hi", "W_xi", "b_i"], ["W_hf", "W_xf", "b_f"], ["W_hg", "W_xg", "b_g"], ["W_hog", "W_xog", "b_og"]],
}
OUTPUT = ["W_ho", "b_o"]


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def tanh_steps(p, inputs):
    """The states, and for each step a function from the adjoint of h to deltas and the adjoint of the h before."""
    h = p.get("h_0", np.zeros(len(p["b_h"])))
    steps = []
    for x in inputs:
        a = np.concatenate([h, x, [1]])
        h = np.tanh(p["W_hh"] @ h + p["W_xh"] @ x + p["b_h"])

        def back(h_bar, rest, h=h):
            delta = (1 - h**2) * h_bar
            return [delta], p["W_hh"].T @ delta, rest

        steps.append((a, h, back))
    return steps


def lstm_steps(p, inputs):
    units = len(p["b_i"])
    h, c = p.get("h_0", np.zeros(units)), p.get("c_0", np.zeros(units))
    steps = []
    for x in inputs:
        a = np.concatenate([h, x, [1]])
        drive = [p["W_h" + g] @ h + p["W_x" + g] @ x + p["b_" + g] for g in ["i", "f", "g", "og"]]
        i, f, g, o = sigmoid(drive[0]), sigmoid(drive[1]), np.tanh(drive[2]), sigmoid(drive[3])
        before, c = c, f * c + i * g
        h = o * np.tanh(c)

        def back(h_bar, c_bar, i=i, f=f, g=g, o=o, c=c, before=before):
            c_bar = c_bar + o * (1 - np.tanh(c) ** 2) * h_bar
            deltas = [
                g * c_bar * i * (1 - i), before * c_bar * f * (1 - f), i * c_bar * (1 - g**2),
                np.tanh(c) * h_bar * o * (1 - o),
            ]
            h_bar = sum(p["W_h" + k].T @ d for k, d in zip(["i", "f", "g", "og"], deltas, strict=True))
            return deltas, h_bar, f * c_bar

        steps.append((a, h, back))
    return steps


def rows(problem, p, sequence):
    """For each gate of the cell and the output layer the pairs (a_t, g_t) by step, None without loss; the adjoints before."""
    forward = {"tanh": tanh_steps, "lstm": lstm_steps}[problem["cell"]]
    steps = forward(p, [np.array(x) for x in sequence["inputs"]])
    units = len(steps[0][1]) if steps else 0
    gates = [[None] * len(steps) for _ in GATES[problem["cell"]]]
    output = [None] * len(steps)
    h_bar, rest = np.zeros(units), np.zeros(units)
    for t in reversed(range(len(steps))):
        a, h, back = steps[t]
        if sequence["adjoints"][t] is not None:
            z_bar = np.array(sequence["adjoints"][t])
            output[t] = (np.concatenate([h, [1]]), z_bar)
            h_bar = h_bar + p["W_ho"].T @ z_bar
        deltas, h_bar, rest = back(h_bar, rest)
        for gate, delta in zip(gates, deltas, strict=True):
            gate[t] = (a, delta)
    return gates + [output], {"h_0": h_bar, "c_0": rest}


def outer(pairs):
    return sum(np.outer(x, y) for x, y in pairs)


def factored_shift(A, D, lam):
    pi = np.sqrt((np.trace(A) / len(A)) / (np.trace(D) / len(D)))
    return np.sqrt(lam) * pi, np.sqrt(lam) / pi


def whitened(C, C1):
    """L with L^T C L = 1, and psi with L^T C1 L = diag(psi)."""
    s, Q = np.linalg.eigh(C)
    S = Q @ np.diag(s**-0.5) @ Q.T
    psi, U = np.linalg.eigh(S @ C1 @ S)
    return S @ U, psi


def main(problem):
    p = {b["name"]: np.array(b["values"]).reshape(b["shape"]) for b in problem["blocks"]}
    divisor, lam = problem["divisor"], problem["lambda"]
    sequences = [rows(problem, p, s) for s in problem["sequences"] if s["inputs"]]
    names = [*GATES[problem["cell"]], OUTPUT]
    gradients = {name: np.zeros_like(value) for name, value in p.items()}
    solved = {kind: dict() for kind in ["independent", "sequences", "chain"]}
    gates = []

    def spread(V, gate, into, scale=1.0):
        column = 0
        for name in gate:
            width = p[name].shape[1] if p[name].ndim == 2 else 1
            into[name] = (scale * V[:, column : column + width]).reshape(p[name].shape)
            column += width

    for number, gate in enumerate(names):
        by_sequence = [s[0][number] for s in sequences]
        present = [[r for r in s if r is not None] for s in by_sequence]
        flat = [r for s in present for r in s]
        pairs = [(s[t], s[t + 1]) for s in by_sequence for t in range(len(s) - 1) if s[t] and s[t + 1]]
        A = outer((a, a) for a, _ in flat) / len(flat)
        D = outer((g, g) for _, g in flat) / divisor
        A1 = outer((b[0], a[0]) for a, b in pairs) / len(flat)
        D1 = outer((b[1], a[1]) for a, b in pairs) / divisor
        A1, D1 = (A1 + A1.T) / 2, (D1 + D1.T) / 2
        each = [outer((g, a) for a, g in s) for s in present if s]
        V = sum(each) / divisor
        spread(V, gate, gradients)
        (s_A, Q_A), (s_D, Q_D) = np.linalg.eigh(A), np.linalg.eigh(D)
        squares = sum((Q_D.T @ W @ Q_A) ** 2 for W in each) / divisor
        rotated = Q_D.T @ V @ Q_A
        spread(Q_D @ (rotated / (np.outer(s_D, s_A) + lam)) @ Q_A.T, gate, solved["independent"])
        spread(Q_D @ (rotated / (squares + lam)) @ Q_A.T, gate, solved["sequences"])
        T = round(len(flat) / len(sequences))
        shift_A, shift_D = factored_shift(A, D, lam)
        L_A, psi_A = whitened(A + shift_A * np.eye(len(A)), A1)
        L_D, psi_D = whitened(D + shift_D * np.eye(len(D)), D1)
        x = np.outer(psi_D, psi_A)
        gamma = (1 - x) ** 2 / (T * (1 - x**2) - 2 * x * (1 - x**T))
        spread(L_D @ ((L_D.T @ V @ L_A) * T * gamma) @ L_A.T, gate, solved["chain"])
        gates.append({k: v.tolist() for k, v in dict(A=A, D=D, A1=A1, D1=D1, squares=squares).items()})
    for name in ["h_0", "c_0"]:
        if name not in p:
            continue
        before = [s[1][name] for s in sequences]
        D = outer((g, g) for g in before) / divisor
        g = sum(before) / divisor
        gradients[name] = g
        s, Q = np.linalg.eigh(D)
        solved["independent"][name] = Q @ ((Q.T @ g) / (s + lam))
        solved["chain"][name] = solved["independent"][name]
        squares = sum((Q.T @ b) ** 2 for b in before) / divisor
        solved["sequences"][name] = Q @ ((Q.T @ g) / (squares + lam))
    updates = {}
    for kind, u in solved.items():
        change = sum((u[name] * gradients[name]).sum() for name in p)
        c = min(1, np.sqrt(problem["changeLimit"] / (problem["rate"] ** 2 * change)))
        updates[kind] = {
            b["name"]: (p[b["name"]] - problem["rate"] * c * u[b["name"]]).ravel().tolist() for b in problem["blocks"]}
    return {"gates": gates, "updates": updates, "gradient": {k: v.ravel().tolist() for k, v in gradients.items()}}


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        print(json.dumps(main(json.load(file))))
