"""Writes a dataset file as somebody would who has h5py and the contract, and nothing of `recur`.

    write_dataset.py KIND FILE

The sequences are of a small problem that a network learns in a few steps:

    signs    whether each of two noisy inputs has added up to more than nothing so far (logistic)
    means    the mean of three inputs, and that of their squares (squared error, in float32)
    echo     which symbol came two steps before (softmax, with weights)
"""

import sys

import h5py
import numpy as np


def running_sums(values, lengths):
    """The sum of each column since its sequence began."""
    sums = np.cumsum(values, axis=0)
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return sums - np.where(starts[:, None] > 0, sums[starts - 1], 0)


def signs(generator, lengths):
    inputs = generator.standard_normal((lengths.sum(), 2))
    return {"inputs": inputs, "targets": (running_sums(inputs, lengths) > 0).astype(np.float64)}


def means(generator, lengths):
    inputs = generator.standard_normal((lengths.sum(), 3)).astype(np.float32)
    targets = np.stack([inputs.mean(axis=1), (inputs**2).mean(axis=1)], axis=1)
    return {"inputs": inputs, "targets": targets}


def echo(generator, lengths):
    inputs = generator.integers(3, size=lengths.sum()).astype(np.uint8)
    targets = np.concatenate([[0, 0], inputs[:-2]]).astype(np.int32)
    weights = np.ones(len(inputs), dtype=np.float32)
    starts = np.cumsum(lengths) - lengths
    weights[starts] = weights[starts + 1] = 0
    return {"inputs": inputs, "targets": targets, "weights": weights}


KINDS = {"signs": ("logistic", signs), "means": ("squared-error", means), "echo": ("softmax", echo)}


def main(kind, path):
    loss, make = KINDS[kind]
    generator = np.random.default_rng(1)
    with h5py.File(path, "w") as file:
        file.attrs["format"] = "recur.dataset"
        file.attrs["format_version"] = 1
        file.attrs["loss"] = loss
        for split, count in (("train", 400), ("validation", 60), ("test", 80)):
            lengths = generator.integers(3, 12, size=count)
            group = file.create_group(split)
            group["offsets"] = np.concatenate([[0], np.cumsum(lengths)])
            for name, values in make(generator, lengths).items():
                group[name] = values
                if values.ndim == 1 and name != "weights":
                    group[name].attrs["cardinality"] = 3


if __name__ == "__main__":
    main(*sys.argv[1:])
