"""Writes what `recur derivatives` reads: a checkpoint, a dataset file and a vector, with h5py and to the contract.

    make_problem.py CHECKPOINT FOLDER SEED

The checkpoint is that of a short run. Its copy has random parameters, so that biases and initial states are not zero; the
sequences are ragged, their weights differ from step to step and are often zero, and one sequence carries no loss at all.
"""

import sys

import h5py
import numpy as np

from reference import Model

SCALE_ATTRIBUTES = ("DIMENSION_LIST", "REFERENCE_LIST", "CLASS", "NAME")


def copy(source, target, change):
    """Makes groups, datasets and attributes anew; `change(path, values)` returns the values to write."""
    for name, value in source.attrs.items():
        if name not in SCALE_ATTRIBUTES and not name.startswith("DIMENSION_"):
            target.attrs[name] = value
    for name, member in source.items():
        if isinstance(member, h5py.Group):
            copy(member, target.create_group(name), change)
        else:
            dataset = target.create_dataset(name, data=change(member.name, member[()]), dtype=member.dtype)
            for key, value in member.attrs.items():
                if key not in SCALE_ATTRIBUTES and not key.startswith("DIMENSION_"):
                    dataset.attrs[key] = value


def write_checkpoint(source, path, generator):
    def change(name, values):
        if not name.startswith("/model/parameters/"):
            return values
        return generator.standard_normal(values.shape) / np.sqrt(values.shape[-1])

    with h5py.File(source, "r") as old, h5py.File(path, "w") as new:
        copy(old, new, change)


def write_dataset(path, model, generator, splits=("train", "validation"), lengths=None):
    """Sequences that the model reads, in float64."""
    outputs, hidden = model.parameters["W_ho"].shape
    inputs = model.parameters[model.name(0, "W_xh")].shape[1]
    with h5py.File(path, "w") as file:
        file.attrs.update(format="recur.dataset", format_version=1, loss=model.loss, task="interchange")
        for split in splits:
            counts = generator.integers(1, 14, size=11) if lengths is None else np.asarray(lengths)
            group = file.create_group(split)
            offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
            rows = offsets[-1]
            group["offsets"] = offsets
            if model.reads_symbols:
                group["inputs"] = generator.integers(inputs, size=rows).astype(np.int32)
                group["inputs"].attrs["cardinality"] = inputs
            else:
                group["inputs"] = generator.standard_normal((rows, inputs))
            if model.loss == "softmax":
                group["targets"] = generator.integers(outputs, size=rows).astype(np.uint8)
                group["targets"].attrs["cardinality"] = outputs
            elif model.loss == "logistic":
                group["targets"] = generator.integers(2, size=(rows, outputs)).astype(np.float64)
            else:
                group["targets"] = generator.standard_normal((rows, outputs))
            weights = generator.choice([0, 0.25, 0.7, 1, 2.5], size=rows).astype(np.float32)
            # Sequences that end with steps without loss, and one that has none with it.
            for n in range(0, len(counts), 3):
                weights[offsets[n + 1] - min(2, counts[n]) : offsets[n + 1]] = 0
            weights[offsets[1] : offsets[2]] = 0
            group["weights"] = weights
            if split == "validation":
                del group["weights"]


def write_vector(path, model, generator):
    """v, a different type of number for each block where that loses nothing."""
    with h5py.File(path, "w") as file:
        for name, block in model.parameters.items():
            values = generator.standard_normal(block.shape)
            if name == "b_o":
                values = np.round(4 * values).astype(np.int16)
            file[name] = values


def main(checkpoint, folder, seed):
    generator = np.random.default_rng(int(seed))
    write_checkpoint(checkpoint, f"{folder}/checkpoint.h5", generator)
    model = Model.read(f"{folder}/checkpoint.h5")
    write_dataset(f"{folder}/data.h5", model, generator)
    write_vector(f"{folder}/vectors.h5", model, generator)


if __name__ == "__main__":
    main(*sys.argv[1:])
