"""Networks of `recur` in PyTorch, and those of PyTorch in `recur`.

    pytorch.py CHECKPOINT SEQUENCES BOUND FOLDER

CHECKPOINT is one of `recur`; SEQUENCES holds `inputs` [N, T, I], or symbols [N, T], and the `logits` [N, T, O] that `recur`
has computed from them. Prints the largest difference to those of the same network in PyTorch, relative to the largest
logit, and fails where it is beyond BOUND.

Then the other way round: a network of the same kind is made by PyTorch, with its own initial weights. FOLDER/from-pytorch.h5 is
a checkpoint with its parameters, FOLDER/logits.h5 holds what it computes from the sequences.

The cells `tanh` (with the activations tanh and relu), `lstm` and `gru` are torch.nn.RNN, LSTM and GRU, `mrnn` is written
out below. Gates are stacked in PyTorch, in the order i, f, g, o and r, z, n; and each has two biases, of which the second is
needed for n of the GRU alone. Initial states are arguments of a call in PyTorch, not parameters of a module.
"""

import sys

import h5py
import numpy as np
import torch

from make_problem import copy
from reference import text

GATES = {"tanh": ["h"], "lstm": ["i", "f", "g", "og"], "gru": ["r", "z", "n"]}


class Multiplicative(torch.nn.Module):
    """f = (W_xf x) * (W_hf h), h = tanh(W_fh f + W_xh x + b_h), one layer after the other."""

    def __init__(self, inputs, hidden, layers):
        super().__init__()
        self.blocks = torch.nn.ParameterDict()
        for layer in range(layers):
            width = inputs if layer == 0 else hidden
            for name, columns in [("W_hf", hidden), ("W_fh", hidden), ("W_xf", width), ("W_xh", width)]:
                self.blocks[f"{name}{layer}"] = torch.nn.Parameter(torch.randn(hidden, columns) / columns**0.5)
            self.blocks[f"b_h{layer}"] = torch.nn.Parameter(0.1 * torch.randn(hidden))
        self.layers = layers

    def forward(self, x, initial):
        for layer in range(self.layers):
            W_hf, W_fh, W_xf, W_xh, b_h = (
                self.blocks[f"{name}{layer}"] for name in ("W_hf", "W_fh", "W_xf", "W_xh", "b_h")
            )
            h, states = initial[layer], []
            for t in range(x.shape[1]):
                f = (x[:, t] @ W_xf.T) * (h @ W_hf.T)
                h = torch.tanh(f @ W_fh.T + x[:, t] @ W_xh.T + b_h)
                states.append(h)
            x = torch.stack(states, dim=1)
        return x, None


class Model:
    """The recurrent layers as a module of PyTorch, a linear output layer, and the states before the first step."""

    def __init__(self, attributes, layers):
        self.cell = text(layers[0]["cell"])
        self.hidden, self.layers = int(layers[0]["units"]), len(layers)
        self.inputs = int(attributes["inputs"])
        self.has_initial_state = text(attributes["initial_state"]) == "learned"
        sizes = dict(input_size=self.inputs, hidden_size=self.hidden, num_layers=self.layers, batch_first=True)
        if self.cell == "tanh":
            self.recurrent = torch.nn.RNN(nonlinearity=text(layers[0]["activation"]), **sizes)
        elif self.cell == "mrnn":
            self.recurrent = Multiplicative(self.inputs, self.hidden, self.layers)
        else:
            self.recurrent = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[self.cell](**sizes)
        self.output = torch.nn.Linear(self.hidden, int(attributes["outputs"]))
        for module in (self.recurrent, self.output):
            module.double()
        scale = 0.5 if self.has_initial_state else 0
        self.states = {
            name: scale * torch.randn(self.layers, self.hidden, dtype=torch.float64)
            for name in (["h_0", "c_0"] if self.cell == "lstm" else ["h_0"])
        }

    def logits(self, inputs):
        """What the network computes from inputs [N, T, I], or from symbols [N, T]."""
        x = torch.as_tensor(inputs.astype(np.int64 if inputs.ndim == 2 else np.float64))
        if inputs.ndim == 2:
            x = torch.nn.functional.one_hot(x, self.inputs).double()
        initial = [state[:, None].expand(-1, len(x), -1).contiguous() for state in self.states.values()]
        with torch.no_grad():
            h, _ = self.recurrent(x, tuple(initial) if self.cell == "lstm" else initial[0])
            return self.output(h).numpy()

    def arrays(self):
        """For each block of `recur` the array of PyTorch that holds it, a view; beside them the biases that are left."""
        found, rest = {"W_ho": self.output.weight.data, "b_o": self.output.bias.data}, {}
        for layer in range(self.layers):
            prefix = f"{layer}." if self.layers > 1 else ""
            if self.has_initial_state:
                found.update({prefix + name: state[layer] for name, state in self.states.items()})
            if self.cell == "mrnn":
                for name in ("W_hf", "W_fh", "W_xf", "W_xh", "b_h"):
                    found[prefix + name] = self.recurrent.blocks[f"{name}{layer}"].data
                continue
            gates = GATES[self.cell]
            parts = {
                name: getattr(self.recurrent, f"{name}_l{layer}").data.chunk(len(gates))
                for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
            }
            for k, gate in enumerate(gates):
                found[f"{prefix}W_x{gate}"] = parts["weight_ih"][k]
                found[f"{prefix}W_h{gate}"] = parts["weight_hh"][k]
                if self.cell == "gru" and gate == "n":
                    found[prefix + "b_xn"], found[prefix + "b_hn"] = parts["bias_ih"][k], parts["bias_hh"][k]
                else:
                    found[f"{prefix}b_{gate}"] = parts["bias_ih"][k]
                    rest[f"{prefix}b_{gate}"] = parts["bias_hh"][k]
        return found, rest

    def load(self, parameters):
        found, rest = self.arrays()
        assert found.keys() == parameters.keys(), f"{sorted(parameters)} should be {sorted(found)}"
        for name, array in found.items():
            array.copy_(torch.as_tensor(parameters[name]))
        for array in rest.values():
            array.zero_()

    def parameters(self):
        found, rest = self.arrays()
        return {name: (array + rest[name] if name in rest else array).numpy() for name, array in found.items()}


def main(checkpoint, sequences, bound, folder):
    with h5py.File(checkpoint, "r") as file:
        group = file["model/parameters"]
        scales = {name for name in group if group[name].is_scale}
        parameters = {name: group[name][()].astype(np.float64) for name in group if name not in scales}
        attributes = dict(file["model"].attrs)
        layers = [dict(file[f"model/layers/{k}"].attrs) for k in range(1, len(file["model/layers"]) + 1)]
    with h5py.File(sequences, "r") as file:
        inputs, expected = file["inputs"][()], file["logits"][()]

    model = Model(attributes, layers)
    model.load(parameters)
    deviation = np.abs(model.logits(inputs) - expected).max() / np.abs(expected).max()
    print(f"{model.cell}, {model.layers} layers: {deviation:.1e} ≤ {bound:g}")
    assert deviation <= bound, f"the logits of PyTorch deviate by {deviation}"

    torch.manual_seed(1)
    other = Model(attributes, layers)
    written = other.parameters()

    def change(name, values):
        block = name.removeprefix("/model/parameters/")
        return written[block] if name != block and block in written else values

    with h5py.File(checkpoint, "r") as old, h5py.File(f"{folder}/from-pytorch.h5", "w") as new:
        copy(old, new, change)
    with h5py.File(f"{folder}/logits.h5", "w") as file:
        file["logits"] = other.logits(inputs)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4])
