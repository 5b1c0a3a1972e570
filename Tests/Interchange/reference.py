"""Loss, gradient and curvature products of a recurrent network, from the formulas, in NumPy and double precision.

This is the second opinion on `recur`: it shares no code with it, goes through one sequence and one step at a time, and
uses no automatic differentiation. Sequences are read from dataset files and networks from the /model of checkpoints.

    a_t = W_hh h_{t-1} + W_xh x_t + b_h,   h_t = phi(a_t),   z_t = W_ho h_t + b_o
    f   = 1/divisor sum_n sum_t w_nt l(z_nt, y_nt) + 1/2 kappa |theta_w|^2

Run as a program, it checks itself; see `self_check`.
"""

import h5py
import numpy as np

# ---------------------------------------------------------------------------------------------------------------------
# Activations and losses. All take complex arguments: a step of 1e-30 along the imaginary axis gives derivatives without
# cancellation (Squire & Trapp 1998). Branches ask for real parts only.


def logistic(a):
    small = np.exp(np.where(a.real > 0, -a, a))
    return np.where(a.real > 0, 1 / (1 + small), small / (1 + small))


# phi, and phi' as a function of h = phi(a).
ACTIVATIONS = {
    "tanh": (np.tanh, lambda h: 1 - h * h),
    "logistic": (logistic, lambda h: h * (1 - h)),
    "relu": (lambda a: np.where(a.real > 0, a, 0), lambda h: (h.real > 0).astype(h.dtype)),
    "linear": (lambda a: a, lambda h: np.ones_like(h)),
}


def softmax(z):
    e = np.exp(z - z.real.max())
    return e / e.sum()


def step_loss(kind, z, y):
    """l(z, y) of one step."""
    if kind == "squared-error":
        return 0.5 * ((z - y) ** 2).sum()
    if kind == "logistic":
        # log(1 + e^z) - y z, with the exponential of a negative number only.
        tail = np.log1p(np.exp(np.where(z.real > 0, -z, z)))
        return (np.where(z.real > 0, z, 0) + tail - y * z).sum()
    largest = z.real.max()
    return largest + np.log(np.exp(z - largest).sum()) - z[y]


def prediction(kind, z):
    return {"squared-error": lambda z: z, "logistic": logistic, "softmax": softmax}[kind](z)


def step_gradient(kind, z, y):
    """The derivative of l with respect to z."""
    p = prediction(kind, z)
    if kind != "softmax":
        return p - y
    residual = p.copy()
    residual[y] -= 1
    return residual


def step_curvature(kind, z, u):
    """H_l(z) u."""
    p = prediction(kind, z)
    if kind == "squared-error":
        return u
    if kind == "logistic":
        return p * (1 - p) * u
    return p * u - p * (p @ u)


# ---------------------------------------------------------------------------------------------------------------------
# What is in files.


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


class Model:
    """A network and its parameters: a dictionary of arrays by name."""

    def __init__(self, attributes, parameters):
        self.activation = text(attributes["activation"])
        self.loss = text(attributes["loss"])
        self.layers = int(attributes["layers"])
        self.hidden = int(attributes["hidden"])
        self.reads_symbols = text(attributes["input_kind"]) == "symbols"
        self.learns_initial_state = text(attributes["initial_state"]) == "learned"
        self.parameters = parameters
        assert text(attributes["cell"]) == "tanh", "the reference knows the simple cell"
        shapes = {}
        for layer in range(self.layers):
            inputs = int(attributes["inputs"]) if layer == 0 else self.hidden
            shapes[self.name(layer, "W_hh")] = (self.hidden, self.hidden)
            shapes[self.name(layer, "W_xh")] = (self.hidden, inputs)
            shapes[self.name(layer, "b_h")] = (self.hidden,)
            if self.learns_initial_state:
                shapes[self.name(layer, "h_0")] = (self.hidden,)
        shapes["W_ho"] = (int(attributes["outputs"]), self.hidden)
        shapes["b_o"] = (int(attributes["outputs"]),)
        found = {name: block.shape for name, block in parameters.items()}
        assert found == shapes, f"/model/parameters should have the blocks {shapes}, they are {found}"

    @classmethod
    def read(cls, path):
        with h5py.File(path, "r") as file:
            model = file["model"]
            group = model["parameters"]
            blocks = {name: group[name][()].astype(np.float64) for name in group if is_block(name)}
            layers = [dict(model[f"layers/{k}"].attrs) for k in range(1, len(model["layers"]) + 1)]
            assert all(layer == layers[0] for layer in layers), "the reference knows layers that are alike"
            alike = dict(cell=layers[0]["cell"], activation=layers[0]["activation"], hidden=layers[0]["units"])
            return cls(dict(model.attrs) | alike | dict(layers=len(layers)), blocks)

    def name(self, layer, block):
        return f"{layer}.{block}" if self.layers > 1 else block

    def layer(self, theta, layer):
        """W_hh, W_xh, b_h and h_0 of a layer."""
        h_0 = theta[self.name(layer, "h_0")] if self.learns_initial_state else np.zeros(self.hidden)
        return tuple(theta[self.name(layer, block)] for block in ("W_hh", "W_xh", "b_h")) + (h_0,)


def is_block(name):
    """Whether a name is that of a parameter block rather than of a dimension scale beside them."""
    return name.split(".")[-1] in ("W_hh", "W_xh", "b_h", "h_0", "W_ho", "b_o")


def read_sequences(path, split):
    """The sequences of a split as triples: inputs, targets, weights."""
    with h5py.File(path, "r") as file:
        group = file[split]
        offsets = group["offsets"][()]
        inputs, targets = group["inputs"][()], group["targets"][()]
        weights = group["weights"][()].astype(np.float64) if "weights" in group else np.ones(offsets[-1])
    inputs = inputs.astype(np.float64 if inputs.ndim == 2 else np.int64)
    targets = targets.astype(np.float64 if targets.ndim == 2 else np.int64)
    return [(inputs[a:b], targets[a:b], weights[a:b]) for a, b in zip(offsets[:-1], offsets[1:])]


# ---------------------------------------------------------------------------------------------------------------------
# Passes over one sequence. States are indexed [layer][t], t = 0 being the state before the first step.


def product_with_input(W, x):
    """W x, where a symbol stands for the unit vector it numbers."""
    return W[:, x] if np.ndim(x) == 0 else W @ x


def add_outer(W, delta, x):
    """W <- W + delta x^T."""
    if np.ndim(x) == 0:
        W[:, x] += delta
    else:
        W += np.outer(delta, x)


def forward(model, theta, inputs):
    """The states of every layer and the logits of every step."""
    phi, _ = ACTIVATIONS[model.activation]
    below = list(inputs)
    states = []
    for layer in range(model.layers):
        W_hh, W_xh, b_h, h_0 = model.layer(theta, layer)
        h = [h_0]
        for x in below:
            h.append(phi(W_hh @ h[-1] + product_with_input(W_xh, x) + b_h))
        states.append(h)
        below = h[1:]
    return states, [theta["W_ho"] @ h + theta["b_o"] for h in below]


def tangent(model, theta, v, inputs, states):
    """R-forward: R a and R h of every layer, and R z (Pearlmutter 1994)."""
    _, derivative = ACTIVATIONS[model.activation]
    Ra_all, Rh_all = [], []
    for layer in range(model.layers):
        W_hh, W_xh, _, _ = model.layer(theta, layer)
        V_hh, V_xh, v_b, v_h0 = model.layer(v, layer)
        h = states[layer]
        Ra, Rh = [None], [v_h0]
        for t in range(1, len(h)):
            x = inputs[t - 1] if layer == 0 else states[layer - 1][t]
            Ra_t = W_hh @ Rh[t - 1] + V_hh @ h[t - 1] + product_with_input(V_xh, x) + v_b
            if layer > 0:
                Ra_t = Ra_t + W_xh @ Rh_all[layer - 1][t]
            Ra.append(Ra_t)
            Rh.append(derivative(h[t]) * Ra_t)
        Ra_all.append(Ra)
        Rh_all.append(Rh)
    Rz = [
        theta["W_ho"] @ Rh + v["W_ho"] @ h + v["b_o"] for Rh, h in zip(Rh_all[-1][1:], states[-1][1:], strict=True)
    ]
    return Ra_all, Rh_all, Rz


def backward(model, theta, inputs, states, z_bar, result, penalty=None):
    """result <- result + J^T z_bar, with `penalty[layer][t]` added to the adjoints of the pre-activations."""
    _, derivative = ACTIVATIONS[model.activation]
    steps = len(inputs)
    for t in range(steps):
        result["W_ho"] += np.outer(z_bar[t], states[-1][t + 1])
        result["b_o"] += z_bar[t]
    from_above = [theta["W_ho"].T @ z_bar[t] for t in range(steps)]
    for layer in reversed(range(model.layers)):
        W_hh, W_xh, _, _ = model.layer(theta, layer)
        names = {block: model.name(layer, block) for block in ("W_hh", "W_xh", "b_h", "h_0")}
        h = states[layer]
        to_below = [None] * steps
        from_future = np.zeros(model.hidden, dtype=W_hh.dtype)
        for t in range(steps, 0, -1):
            a_bar = derivative(h[t]) * (from_above[t - 1] + from_future)
            if penalty is not None:
                a_bar = a_bar + penalty[layer][t]
            result[names["W_hh"]] += np.outer(a_bar, h[t - 1])
            add_outer(result[names["W_xh"]], a_bar, inputs[t - 1] if layer == 0 else states[layer - 1][t])
            result[names["b_h"]] += a_bar
            from_future = W_hh.T @ a_bar
            to_below[t - 1] = W_xh.T @ a_bar
        if model.learns_initial_state:
            result[names["h_0"]] += from_future
        from_above = to_below


def last_scored(weights):
    """The number of steps up to the last one that carries loss."""
    scored = np.flatnonzero(weights > 0)
    return int(scored[-1]) + 1 if len(scored) else 0


# D''(a) of structural damping as a function of phi'(a) (Martens & Sutskever 2011, section 3.2).
DISTANCE_CURVATURE = {
    "matching": lambda derivative: derivative,
    "squared": lambda derivative: derivative**2,
    "quarter": lambda derivative: derivative / 4,
}


# ---------------------------------------------------------------------------------------------------------------------
# Sums over all sequences.


class Problem:
    """A network, sequences, and what the sums over them are divided by."""

    def __init__(self, model, sequences, normalization="sequence", weight_decay=0.0):
        self.model, self.sequences, self.weight_decay = model, sequences, weight_decay
        self.divisor = float(len(sequences)) if normalization == "sequence" else sum(w.sum() for _, _, w in sequences)

    def zeros(self, dtype=np.float64):
        return {name: np.zeros(block.shape, dtype) for name, block in self.model.parameters.items()}

    def finish(self, result, v):
        """result <- result / divisor + kappa v_w."""
        for name, block in result.items():
            block /= self.divisor
            if name.split(".")[-1].startswith("W_"):
                block += self.weight_decay * v[name]
        return result

    def loss(self, theta):
        total = 0.0
        for inputs, targets, weights in self.sequences:
            _, z = forward(self.model, theta, inputs)
            for t in np.flatnonzero(weights > 0):
                total += weights[t] * step_loss(self.model.loss, z[t], targets[t])
        squares = sum((b * b).sum() for name, b in theta.items() if name.split(".")[-1].startswith("W_"))
        return total / self.divisor + 0.5 * self.weight_decay * squares

    def sequence_gradient(self, theta, sequence, result):
        """result <- result + the gradient of one sequence."""
        inputs, targets, weights = sequence
        states, z = forward(self.model, theta, inputs)
        z_bar = [
            w * step_gradient(self.model.loss, z_t, y) if w > 0 else np.zeros_like(z_t)
            for z_t, y, w in zip(z, targets, weights, strict=True)
        ]
        backward(self.model, theta, inputs, states, z_bar, result)

    def gradient(self, theta):
        result = self.zeros(np.result_type(*theta.values()))
        for sequence in self.sequences:
            self.sequence_gradient(theta, sequence, result)
        return self.finish(result, theta)

    def gauss_newton(self, theta, v, structural="matching", structural_weight=0.0):
        """(G + lambda mu G_S) v."""
        _, derivative = ACTIVATIONS[self.model.activation]
        distance_curvature = DISTANCE_CURVATURE[structural]
        result = self.zeros()
        for inputs, _, weights in self.sequences:
            states, z = forward(self.model, theta, inputs)
            Ra, _, Rz = tangent(self.model, theta, v, inputs, states)
            z_bar = [
                w * step_curvature(self.model.loss, z_t, Rz_t) if w > 0 else np.zeros_like(z_t)
                for z_t, Rz_t, w in zip(z, Rz, weights, strict=True)
            ]
            # S sums over the steps up to the last scored one, whether or not they carry loss themselves.
            end = last_scored(weights)
            penalty = [
                [None]
                + [
                    structural_weight * distance_curvature(derivative(h[t])) * Ra_layer[t]
                    if t <= end
                    else np.zeros(self.model.hidden)
                    for t in range(1, len(h))
                ]
                for h, Ra_layer in zip(states, Ra, strict=True)
            ]
            backward(self.model, theta, inputs, states, z_bar, result, penalty)
        return self.finish(result, v)

    def structural(self, theta, v, form, weight):
        """lambda mu G_S v, without weight decay: the difference of two Gauss-Newton products, in which G cancels."""
        damped, plain = self.gauss_newton(theta, v, form, weight), self.gauss_newton(theta, v)
        return {name: damped[name] - plain[name] for name in damped}

    def hessian(self, theta, v):
        """The exact Hessian times v: the gradient differentiated along v by a complex step."""
        step = 1e-30
        shifted = self.gradient({name: theta[name] + 1j * step * v[name] for name in theta})
        return {name: block.imag / step for name, block in shifted.items()}

    def empirical_fisher(self, theta, v):
        result = self.zeros()
        for sequence in self.sequences:
            g = self.zeros()
            self.sequence_gradient(theta, sequence, g)
            derivative = sum((g[name] * v[name]).sum() for name in g)
            for name in g:
                result[name] += derivative * g[name]
        return self.finish(result, v)

    def product(self, curvature, v, structural="matching", lam=0.0, mu=0.0):
        """(C + lambda I + lambda mu G_S) v, C being named as in `recur`."""
        theta = self.model.parameters
        if curvature in ("gauss-newton", "fisher"):
            result = self.gauss_newton(theta, v, structural, lam * mu)
        else:
            result = {"hessian": self.hessian, "empirical-fisher": self.empirical_fisher}[curvature](theta, v)
            if lam * mu > 0:
                damping = self.structural(theta, v, structural, lam * mu)
                result = {name: result[name] + damping[name] for name in result}
        return {name: result[name] + lam * v[name] for name in result}


# ---------------------------------------------------------------------------------------------------------------------
# The reference against itself.


def flat(blocks):
    return np.concatenate([blocks[name].ravel() for name in sorted(blocks)])


def unflat(vector, like):
    result, start = {}, 0
    for name in sorted(like):
        count = like[name].size
        result[name] = vector[start : start + count].reshape(like[name].shape)
        start += count
    return result


def random_problem(generator, activation, loss, symbols, layers, learned, normalization, lengths=(5, 3, 1, 4)):
    """A small problem in general position: ragged, weighted, one sequence without any loss."""
    inputs, hidden, outputs = 3, 4, 2
    attributes = {
        "cell": "tanh", "activation": activation, "loss": loss, "layers": layers, "hidden": hidden, "inputs": inputs,
        "outputs": outputs, "input_kind": "symbols" if symbols else "features",
        "initial_state": "learned" if learned else "zero",
    }
    blocks = {"W_ho": (outputs, hidden), "b_o": (outputs,)}
    for layer in range(layers):
        prefix = f"{layer}." if layers > 1 else ""
        blocks[prefix + "W_hh"] = (hidden, hidden)
        blocks[prefix + "W_xh"] = (hidden, inputs if layer == 0 else hidden)
        blocks[prefix + "b_h"] = (hidden,)
        if learned:
            blocks[prefix + "h_0"] = (hidden,)
    parameters = {name: 0.6 * generator.standard_normal(shape) for name, shape in blocks.items()}
    sequences = []
    for number, length in enumerate(lengths):
        x = generator.integers(inputs, size=length) if symbols else generator.standard_normal((length, inputs))
        if loss == "softmax":
            y = generator.integers(outputs, size=length)
        elif loss == "logistic":
            y = generator.integers(2, size=(length, outputs)).astype(float)
        else:
            y = generator.standard_normal((length, outputs))
        w = generator.choice([0.0, 0.5, 1.0, 2.0], size=length)
        w[-1] = 0 if number % 2 else 1.5
        sequences.append((x, y, w if number != 2 else 0 * w))
    return Problem(Model(attributes, parameters), sequences, normalization, weight_decay=0.03)


# The gradient of the distance D(a; a*) with respect to a, given h* = phi(a*); its derivative at a* is D''.
DISTANCE_GRADIENT = {
    "matching": lambda phi, derivative, a, h: phi(a) - h,
    "squared": lambda phi, derivative, a, h: derivative(phi(a)) * (phi(a) - h),
    "quarter": lambda phi, derivative, a, h: (phi(a) - h) / 4,
}


def dense_gauss_newton(problem, form, weight):
    """J^T H_l J + lambda mu J_a^T D'' J_a from Jacobians by columns of complex steps: no R-forward and no BPTT."""
    theta = problem.model.parameters
    point = flat(theta)
    step = 1e-30
    matrix = np.zeros((len(point), len(point)))
    phi, derivative = ACTIVATIONS[problem.model.activation]
    for inputs, _, weights in problem.sequences:
        states, z = forward(problem.model, theta, inputs)
        columns_z, columns_h = [], []
        for i in range(len(point)):
            shifted = point.astype(complex)
            shifted[i] += 1j * step
            states_i, z_i = forward(problem.model, unflat(shifted, theta), inputs)
            columns_z.append([value.imag / step for value in z_i])
            columns_h.append([[value.imag / step for value in h[1:]] for h in states_i])
        for t, w in enumerate(weights):
            J = np.array([column[t] for column in columns_z]).T
            H = np.array([step_curvature(problem.model.loss, z[t], e) for e in np.eye(len(z[t]))])
            matrix += w * J.T @ H @ J
        # With J_h = diag(phi') J_a, J_a^T D'' J_a = J_h^T (D'' / phi'^2) J_h; rows of derivative 0 have no curvature.
        for layer in range(problem.model.layers):
            W_hh, W_xh, b_h, _ = problem.model.layer(theta, layer)
            below = inputs if layer == 0 else states[layer - 1][1:]
            for t in range(last_scored(weights)):
                h, s = states[layer][t + 1], derivative(states[layer][t + 1])
                a = W_hh @ states[layer][t] + product_with_input(W_xh, below[t]) + b_h
                D2 = DISTANCE_GRADIENT[form](phi, derivative, a + 1j * step, h).imag / step
                J_h = np.array([column[layer][t] for column in columns_h]).T
                ratio = np.divide(D2, s**2, out=np.zeros_like(s), where=s > 0)
                matrix += weight * J_h.T @ (ratio[:, None] * J_h)
    return matrix / problem.divisor


def self_check():
    """Prints the largest relative deviation of each kind; fails where one is not down to rounding."""
    generator = np.random.default_rng(3)
    worst = {"gradient": 0.0, "gauss-newton": 0.0, "hessian": 0.0}

    def compare(kind, found, expected):
        worst[kind] = max(worst[kind], np.linalg.norm(found - expected) / np.linalg.norm(expected))

    for activation in ACTIVATIONS:
        for loss in ("squared-error", "logistic", "softmax"):
            for symbols, layers, learned, normalization in (
                (False, 1, True, "sequence"), (True, 2, False, "step"), (False, 2, True, "step"),
            ):
                problem = random_problem(generator, activation, loss, symbols, layers, learned, normalization)
                theta = problem.model.parameters
                point = flat(theta)
                gradient = problem.gradient(theta)
                # The gradient against the loss, coordinate by coordinate.
                derivatives = []
                for i in range(len(point)):
                    shifted = point.astype(complex)
                    shifted[i] += 1e-30j
                    derivatives.append(problem.loss(unflat(shifted, theta)).imag / 1e-30)
                compare("gradient", flat(gradient), np.array(derivatives))
                v = unflat(generator.standard_normal(len(point)), theta)
                decayed = flat({n: problem.weight_decay * v[n] * (n.split(".")[-1][0] == "W") for n in v})
                for form in DISTANCE_CURVATURE:
                    matrix = dense_gauss_newton(problem, form, 0.4)
                    product = flat(problem.gauss_newton(theta, v, form, 0.4))
                    compare("gauss-newton", product, matrix @ flat(v) + decayed)
                # Symmetry of the Hessian, which a wrong term of the gradient breaks.
                u = unflat(generator.standard_normal(len(point)), theta)
                left = flat(u) @ flat(problem.hessian(theta, v))
                right = flat(v) @ flat(problem.hessian(theta, u))
                compare("hessian", np.array([left]), np.array([right]))
    for kind, deviation in worst.items():
        print(f"{kind} {deviation:.1e}")
    # The logarithm of a complex number costs a digit or two in the loss, hence in its derivative.
    return all(deviation < 1e-11 for deviation in worst.values())


if __name__ == "__main__":
    raise SystemExit(0 if self_check() else 1)
