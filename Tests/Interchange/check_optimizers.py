"""Follows the optimizers of `recur` update by update, in NumPy and double precision, from the formulas.

    check_optimizers.py make DATA KIND         writes a small dataset; KIND is symbols or numbers
    check_optimizers.py check PATH [PATH ...]  follows runs on such data; fails beyond a bound

A path is a JSON object: the checkpoint before the first update, the data, what was chosen, the names of the blocks in the
order of the parameters, and these after every update. Gradients are those of `reference.py`. The bases with which SOAP
begins are eigenvectors of a matrix that has many: they are checked, and taken over.
"""

import json
import sys

import h5py
import numpy as np

from reference import Model, Problem, read_sequences


def make(path, kind):
    generator = np.random.default_rng(5)
    with h5py.File(path, "w") as file:
        file.attrs["format"], file.attrs["format_version"] = "recur.dataset", 1
        file.attrs["loss"] = "softmax" if kind == "symbols" else "squared-error"
        for split, count in (("train", 9), ("validation", 2), ("test", 2)):
            lengths = generator.integers(2, 7, size=count)
            rows = int(lengths.sum())
            group = file.create_group(split)
            group["offsets"] = np.concatenate([[0], np.cumsum(lengths)])
            if kind == "symbols":
                for name in ("inputs", "targets"):
                    group[name] = generator.integers(3, size=rows).astype(np.int32)
                    group[name].attrs["cardinality"] = 3
            else:
                group["inputs"] = generator.standard_normal((rows, 3))
                group["targets"] = generator.standard_normal((rows, 2))


# ---------------------------------------------------------------------------------------------------------------------
# Updates. Parameters, gradients and moments are dictionaries of arrays by name.


def is_weight(name):
    return name.split(".")[-1].startswith("W_")


class Adam:
    def __init__(self, beta1, beta2, epsilon=1e-8):
        self.beta1, self.beta2, self.epsilon = beta1, beta2, epsilon
        self.m, self.v, self.t = 0.0, 0.0, 0

    def step(self, g):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g * g
        m, v = self.m / (1 - self.beta1**self.t), self.v / (1 - self.beta2**self.t)
        return m / (np.sqrt(v) + self.epsilon)


def each_adam(names, *betas):
    return {name: Adam(*betas) for name in names}


def adam_rule(chosen, names):
    adams = each_adam(names, chosen["momentum"], 0.999)
    return lambda g, rate: {name: rate * adams[name].step(g[name]) for name in names}


def sgd_rule(chosen, names):
    velocity = {name: 0.0 for name in names}

    def step(g, rate):
        for name in names:
            velocity[name] = chosen["momentum"] * velocity[name] - rate * g[name]
        return {name: -velocity[name] for name in names}

    return step


def orthogonalized(G):
    """Jordan et al. 2024."""
    X = G / np.linalg.norm(G)
    tall = X.shape[0] > X.shape[1]
    X = X.T if tall else X
    for _ in range(5):
        A = X @ X.T
        X = 3.4445 * X + (-4.775 * A + 2.0315 * A @ A) @ X
    return X.T if tall else X


def muon_rule(chosen, names):
    # Recurrent matrices, and those from layer to layer.
    first = min(name.split(".")[0] for name in names if "." in name) if any("." in name for name in names) else ""
    inputs = {f"{first}.W_xh" if first else "W_xh", "W_ho"}
    hidden = [name for name in names if is_weight(name) and name not in inputs]
    adams = each_adam([name for name in names if name not in hidden], 0.9, 0.95)
    momentum = {name: 0.0 for name in hidden}
    beta = chosen["momentum"]

    def step(g, rate):
        share = chosen["adam-learning-rate"] / chosen["learning-rate"]
        result = {name: rate * share * adam.step(g[name]) for name, adam in adams.items()}
        for name in hidden:
            momentum[name] = beta * momentum[name] + (1 - beta) * g[name]
            nesterov = (1 - beta) * g[name] + beta * momentum[name]
            rows, columns = g[name].shape
            result[name] = rate * np.sqrt(max(1, rows / columns)) * orthogonalized(nesterov)
        return result

    return step


class Gate:
    """SOAP for the weights of all that leads to one gate, side by side (Vyas et al. 2024, algorithm 3)."""

    def __init__(self, chosen, names, shape):
        self.chosen, self.names = chosen, names
        self.L, self.R = np.zeros((shape[0],) * 2), np.zeros((shape[1],) * 2)
        limit = chosen["basis-limit"]
        self.sides = [shape[0] <= limit, shape[1] <= limit]
        self.QL, self.QR = np.eye(shape[0]), np.eye(shape[1])
        self.m, self.v, self.t = np.zeros(shape), np.zeros(shape), 0

    def gather(self, G):
        beta = self.chosen["factor-decay"]
        self.L = beta * self.L + (1 - beta) * G @ G.T
        self.R = beta * self.R + (1 - beta) * G.T @ G

    def begin(self, G, bases):
        """Takes bases over, direction after direction, which have to be those of eigenvectors."""
        self.gather(G)
        for side, factor in enumerate((self.L, self.R)):
            if not self.sides[side]:
                continue
            n = len(factor)
            Q = np.array([bases.pop(0) for _ in range(n * n)]).reshape(n, n).T
            turned = Q.T @ factor @ Q
            rest = turned - np.diag(np.diag(turned))
            tolerance = self.chosen["tolerance"]
            assert np.abs(Q.T @ Q - np.eye(n)).max() < tolerance, "a basis is not orthonormal"
            assert np.abs(rest).max() < tolerance * np.trace(factor), "a basis is not one of eigenvectors"
            if side == 0:
                self.QL = Q
            else:
                self.QR = Q

    @staticmethod
    def refreshed(factor, Q):
        order = np.argsort(-np.diag(Q.T @ factor @ Q), kind="stable")
        return np.linalg.qr(factor @ Q[:, order])[0], order

    def step(self, G):
        beta1, beta2 = self.chosen["momentum"], self.chosen["square-decay"]
        self.t += 1
        self.m = beta1 * self.m + (1 - beta1) * G
        turned = self.QL.T @ G @ self.QR
        self.v = beta2 * self.v + (1 - beta2) * turned**2
        m = self.QL.T @ self.m @ self.QR / (1 - beta1**self.t)
        update = self.QL @ (m / (np.sqrt(self.v / (1 - beta2**self.t)) + 1e-8)) @ self.QR.T
        self.gather(G)
        if self.t % self.chosen["basis-updates"] == 0:
            if self.sides[0]:
                self.QL, order = self.refreshed(self.L, self.QL)
                self.v = self.v[order]
            if self.sides[1]:
                self.QR, order = self.refreshed(self.R, self.QR)
                self.v = self.v[:, order]
        return update


def soap_rule(chosen, names, shapes):
    # What leads to a layer's pre-activations: what carries its state, then what it reads.
    layers = sorted({name.rsplit(".", 1)[0] + "." if "." in name else "" for name in names if "W_hh" in name})
    groups = [[f"{layer}W_hh", f"{layer}W_xh"] for layer in layers] + [["W_ho"]]
    bases = list(chosen["bases"])
    gates = []
    for group in groups:
        shape = (shapes[group[0]][0], sum(shapes[name][1] for name in group))
        if min(shape) > 1 and min(shape) <= chosen["basis-limit"]:
            gates.append(Gate(chosen, group, shape))
    taken = [name for gate in gates for name in gate.names]
    adams = each_adam([name for name in names if name not in taken], chosen["momentum"], chosen["square-decay"])
    begun = False

    def step(g, rate):
        nonlocal begun
        joined = [np.hstack([g[name] for name in gate.names]) for gate in gates]
        if not begun:
            begun = True
            for gate, G in zip(gates, joined):
                gate.begin(G, bases)
            assert not bases, f"{len(bases)} numbers of bases are too many"
            return {name: 0.0 * g[name] for name in names}
        result = {name: rate * adam.step(g[name]) for name, adam in adams.items()}
        for gate, G in zip(gates, joined):
            update = rate * gate.step(G)
            column = 0
            for name in gate.names:
                result[name] = update[:, column : column + g[name].shape[1]]
                column += g[name].shape[1]
        return result

    return step


def rate_of(chosen, update):
    """The learning rate of an update, from 0."""
    rate = chosen["learning-rate"] / (1 + chosen["learning-rate-decay"] * update)
    share = min(1.0, update / chosen["schedule-updates"])
    part = {"constant": 1.0, "linear": 1 - share, "cosine": 0.5 * (1 + np.cos(np.pi * share))}[chosen["schedule"]]
    return rate * part * min(1.0, (update + 1) / (chosen["schedule-warm-up"] + 1))


def follow_updates(chosen, problem, theta, count):
    names = list(theta)
    rules = {"adam": adam_rule, "adamw": adam_rule, "sgd": sgd_rule, "muon": muon_rule}
    if chosen["optimizer"] == "soap":
        rule = soap_rule(chosen, names, {name: block.shape for name, block in theta.items()})
    else:
        rule = rules[chosen["optimizer"]](chosen, names)
    for update in range(count):
        g = problem.gradient(theta)
        norm = np.sqrt(sum((block**2).sum() for block in g.values()))
        if chosen["clip-norm"] != "none" and norm > chosen["clip-norm"]:
            g = {name: block * chosen["clip-norm"] / norm for name, block in g.items()}
        rate = rate_of(chosen, update)
        for name in names:
            if is_weight(name):
                theta[name] = (1 - rate * chosen["decoupled-weight-decay"]) * theta[name]
        steps = rule(g, rate)
        theta = {name: theta[name] - steps[name] for name in names}
        yield theta


# ---------------------------------------------------------------------------------------------------------------------
# L-BFGS with the matrix written out (Nocedal & Wright 2006, equations 6.17 and 7.20; algorithms 3.5 and 3.6).


def wolfe(evaluate, loss, slope, alpha, c1=1e-4, c2=0.9):
    """A length that satisfies the strong Wolfe conditions."""

    def interpolated(a, b):
        (x, f, s), (y, h, u) = a, b
        d1 = s + u - 3 * (f - h) / (x - y)
        if d1 * d1 < s * u:
            return x + 0.5 * (y - x)
        d2 = np.sign(y - x) * np.sqrt(d1 * d1 - s * u)
        best = y - (y - x) * (u + d2 - d1) / (u - s + 2 * d2)
        return x + min(max((best - x) / (y - x), 0.1), 0.9) * (y - x)

    def is_high(point):
        return point[1] > loss + c1 * point[0] * slope

    def zoom(low, high):
        while True:
            point = evaluate(interpolated(low, high))
            if is_high(point) or point[1] >= low[1]:
                high = point
                continue
            if abs(point[2]) <= -c2 * slope:
                return point[0]
            if point[2] * (high[0] - low[0]) >= 0:
                high = low
            low = point

    before, first = (0.0, loss, slope), True
    while True:
        point = evaluate(alpha)
        if is_high(point) or (not first and point[1] >= before[1]):
            return zoom(before, point)
        if abs(point[2]) <= -c2 * slope:
            return point[0]
        if point[2] >= 0:
            return zoom(point, before)
        before, first, alpha = point, False, 2 * alpha


def follow_quasi_newton(chosen, problem, theta, count):
    shapes = [(name, block.shape) for name, block in theta.items()]

    def unflat(x):
        ends = np.cumsum([int(np.prod(shape)) for _, shape in shapes])
        return {name: part.reshape(shape) for (name, shape), part in zip(shapes, np.split(x, ends[:-1]))}

    def flat(blocks):
        return np.concatenate([blocks[name].ravel() for name, _ in shapes])

    def value(x):
        blocks = unflat(x)
        return problem.loss(blocks), flat(problem.gradient(blocks))

    x, pairs = flat(theta), []
    for _ in range(count):
        f, g = value(x)
        H = np.eye(len(x))
        if pairs:
            s, y = pairs[-1]
            H *= (s @ y) / (y @ y)
        for s, y in pairs:
            V = np.eye(len(x)) - np.outer(y, s) / (s @ y)
            H = V.T @ H @ V + np.outer(s, s) / (s @ y)
        d = -H @ g

        def evaluate(alpha):
            loss, gradient = value(x + alpha * d)
            return alpha, loss, gradient @ d

        alpha = wolfe(evaluate, f, g @ d, 1.0 if pairs else min(1.0, 1 / np.linalg.norm(g)))
        s = alpha * d
        y = value(x + s)[1] - g
        if s @ y > 1e-8 * np.linalg.norm(s) * np.linalg.norm(y):
            pairs = (pairs + [(s, y)])[-chosen["memory"] :]
        x = x + s
        yield unflat(x)


def check(path):
    with open(path) as file:
        chosen = json.load(file)
    model = Model.read(chosen["checkpoint"])
    theta = {name: model.parameters[name] for name in chosen["blocks"]}
    problem = Problem(model, read_sequences(chosen["data"], "train"), "sequence", chosen["weight-decay"])
    follow = follow_quasi_newton if chosen["optimizer"] == "lbfgs" else follow_updates
    start = np.concatenate([block.ravel() for block in theta.values()])
    worst = 0.0
    for found, blocks in zip(chosen["path"], follow(chosen, problem, theta, len(chosen["path"])), strict=True):
        expected = np.concatenate([blocks[name].ravel() for name in chosen["blocks"]])
        # In parts of how far the run has come.
        scale = max(np.abs(expected - start).max(), 1e-6)
        worst = max(worst, float(np.abs(np.array(found) - expected).max() / scale))
    assert np.abs(expected - start).max() > 1e-3, "nothing has moved"
    passed = worst < chosen["bound"]
    print(f"{'ok' if passed else 'FAILED'}\t{chosen['optimizer']}\t{worst:.1e}\t{chosen['bound']:g}")
    return passed


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(*sys.argv[2:])
    else:
        raise SystemExit(0 if all([check(path) for path in sys.argv[2:]]) else 1)
