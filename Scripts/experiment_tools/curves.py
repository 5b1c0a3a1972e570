"""curves.h5 of a question: the curves of all its runs, one after the other.

A dataset for each column; `name` and `seed` say whose curve is where, `first` and `count` which part of the columns is its.
"""
import os

NOTE = (
    "At most 200 steps of each run, the last among them. Columns are 32-bit: of seconds, passes and losses the first"
    " seven digits are kept. NaN: not recorded."
)
COUNTS = ["step", "length"]
NUMBERS = ["seconds", "minibatches", "loss", "validation_loss", "validation_wrong"]
COLUMNS = COUNTS + NUMBERS
STEPS = 200


def thinned(steps):
    """Of a run's log at most 200 steps, the last among them, as columns."""
    stride = -(-len(steps) // STEPS) or 1
    kept = steps[(len(steps) - 1) % stride :: stride] if steps else []
    return {name: [step.get(name) for step in kept] for name in COLUMNS}


def read(path):
    """Curves by (name, seed), each a list of numbers for every column."""
    import h5py

    if not path.exists():
        return {}
    with h5py.File(path, "r") as file:
        columns = {name: file[name][:].tolist() for name in COLUMNS}
        keys = zip(file["name"].asstr()[:], file["seed"][:].tolist(), file["first"][:].tolist(), file["count"][:].tolist())
        return {
            (name, seed): {column: values[first : first + count] for column, values in columns.items()}
            for name, seed, first, count in keys
        }


def write(path, curves):
    """Replaces the file; `curves` as read, in the order in which they are to stand."""
    import h5py
    import numpy

    counts = [len(curve["step"]) for curve in curves.values()]
    firsts = [sum(counts[:index]) for index in range(len(counts))]
    partial = path.with_suffix(".partial")
    with h5py.File(partial, "w") as file:
        file.attrs["note"] = NOTE

        def store(name, values, kind):
            data = numpy.array(values, kind)
            file.create_dataset(name, data=data, chunks=(max(1, len(data)),), compression="gzip", compression_opts=9, shuffle=True)

        longest = max((len(name.encode()) for name, _ in curves), default=1)
        store("name", [name.encode() for name, _ in curves], f"S{longest}")
        store("seed", [seed for _, seed in curves], "i4")
        store("first", firsts, "i4")
        store("count", counts, "i4")
        for column in COLUMNS:
            values = [value for curve in curves.values() for value in curve[column]]
            if column in COUNTS:
                store(column, values, "i4")
            else:
                store(column, [float("nan") if value is None else value for value in values], "f4")
    os.replace(partial, path)


def work(curve):
    """Passes × length: what each step cost times the length at which it was taken."""
    before, total = 0.0, 0.0
    for minibatches, length in zip(curve["minibatches"], curve["length"]):
        total += (minibatches - before) * length
        before = minibatches
    return total


def mean_until(curve, minibatches):
    """The mean validation loss of the five last steps up to that cost (windows are few); None before the first step."""
    spent = zip(curve["minibatches"], curve["validation_loss"])
    losses = [loss for cost, loss in spent if cost <= minibatches * 1.001][-5:]
    return sum(losses) / len(losses) if losses else None
