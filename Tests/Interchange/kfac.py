"""Kronecker-factored updates in NumPy, written from the formulas: `kfac.py PROBLEM.json` prints the parameters after each update.

The model: records of sources a_n and targets t_n; z = W (a_n, 1) for two groups of rows of W; loss the mean over a batch of
sum_i log cosh(z_i - t_i). Update k has batch k modulo their number. With r = tanh(z - t) the gradient of a record is
r (a, 1)^T, and the Gauss-Newton matrix has 1 - r^2 in its middle. Group g has the factors A = mean (a, 1)(a, 1)^T and
D_g = mean r_g r_g^T.
"""

import json
import sys

import numpy as np


class Model:
    def __init__(self, problem):
        self.groups = problem["groups"]
        self.batches = [
            (np.hstack([np.array(b["sources"]), np.ones((len(b["sources"]), 1))]), np.array(b["targets"]))
            for b in problem["batches"]
        ]

    def parts(self, V):
        return np.split(V, np.cumsum(self.groups)[:-1])

    def loss(self, W, k):
        a, t = self.batches[k % len(self.batches)]
        return np.log(np.cosh(a @ W.T - t)).sum() / len(a)

    def gradient(self, W, k):
        a, r = self.residuals(W, k)
        return r.T @ a / len(a)

    def residuals(self, W, k):
        a, t = self.batches[k % len(self.batches)]
        return a, np.tanh(a @ W.T - t)

    def factors(self, W, k):
        a, r = self.residuals(W, k)
        return a.T @ a / len(a), [p.T @ p / len(a) for p in np.split(r, np.cumsum(self.groups)[:-1], axis=1)]

    def form(self, W, k, u, v):
        """u^T G v."""
        a, r = self.residuals(W, k)
        return ((a @ u.T) * (1 - r**2) * (a @ v.T)).sum() / len(a)

    def squares(self, W, k, bases):
        """The mean over records of the squared gradients in the eigenbases."""
        a, r = self.residuals(W, k)
        return [
            ((p @ Q_D) ** 2).T @ ((a @ Q_A) ** 2) / len(a)
            for p, (_, Q_A, _, Q_D) in zip(np.split(r, np.cumsum(self.groups)[:-1], axis=1), bases, strict=True)
        ]


def inverse(gradients, bases, diagonals, damping, lam):
    """(C + lambda)^-1 V, group by group."""
    result = []
    for V, (s_A, Q_A, s_D, Q_D), diagonal in zip(gradients, bases, diagonals, strict=True):
        if damping == "factored":
            pi = np.sqrt(s_A.mean() / s_D.mean())
            divisor = np.outer(s_D + np.sqrt(lam) / pi, s_A + np.sqrt(lam) * pi)
        else:
            divisor = diagonal + lam
        result.append(Q_D @ ((Q_D.T @ V @ Q_A) / divisor) @ Q_A.T)
    return np.vstack(result)


def train(problem):
    model, options = Model(problem), problem["options"]
    W, lam = np.array(problem["start"]), options["lambda"]
    momentum = np.zeros_like(W)
    averages, count = None, 0
    trace = []
    for k in range(problem["steps"] * options["updates"]):
        within = k % options["updates"]
        g = model.gradient(W, k)
        if within % options["factorUpdates"] == 0:
            A, D = model.factors(W, k)
            fresh = [A, *D]
            count += 1
            keep = min(1 - 1 / count, options["factorDecay"])
            averages = fresh if averages is None else [
                keep * old + (1 - keep) * new for old, new in zip(averages, fresh, strict=True)]
        if within % options["basisUpdates"] == 0:
            s_A, Q_A = np.linalg.eigh(averages[0])
            bases = [(s_A, Q_A, *np.linalg.eigh(D)) for D in averages[1:]]
            diagonals = [np.outer(s_D, s_A) for _, _, s_D, _ in bases]
            if options["diagonal"] == "sequences":
                diagonals = model.squares(W, k, bases)
        before = model.loss(W, k)
        if options["stepRule"] == "clip":
            norm = np.sqrt((g**2).sum())
            if options["clipNorm"] > 0 and norm > options["clipNorm"]:
                g = g * (options["clipNorm"] / norm)
            momentum = options["momentum"] * momentum + g
            u = inverse(model.parts(momentum), bases, diagonals, options["damping"], lam)
            c = min(1, np.sqrt(options["changeLimit"] / (options["rate"] ** 2 * (u * momentum).sum())))
            W = W - options["rate"] * c * u
        else:
            u = -inverse(model.parts(g), bases, diagonals, options["damping"], lam)
            plane = [u] if not momentum.any() else [u, momentum]
            M = np.array([[model.form(W, k, x, y) + lam * (x * y).sum() for y in plane] for x in plane])
            b = np.array([(g * x).sum() for x in plane])
            weights = np.linalg.solve(M, -b)
            q = b @ weights + 0.5 * weights @ M @ weights
            momentum = sum(w * x for w, x in zip(weights, plane, strict=True))
            W = W + momentum
            if (within + 1) % options["lambdaUpdates"] == 0:
                rho = (model.loss(W, k) - before) / q
                if not rho >= 0.25:
                    lam *= options["lambdaFactor"]
                elif rho > 0.75:
                    lam /= options["lambdaFactor"]
        trace.append({"parameters": W.tolist(), "lambda": lam})
    return trace


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        print(json.dumps(train(json.load(file))))
