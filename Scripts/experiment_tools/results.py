"""results.csv of a question: one row a run, every scalar of its summary.json as the program wrote it."""
import csv
import os

# Always there, in this order; what else a summary has follows, where a run has it.
FIRST = [
    "name", "seed", "command", "differs", "commit", "host", "threads", "blas", "blas_core", "outcome", "solved", "iterations",
    "minibatches", "forward_minibatches", "minibatches_times_length", "length_reached", "seconds", "loss", "wrong", "tests",
    "sequences", "baseline_loss", "baseline_wrong",
]  # fmt: skip
# Said by the command, or nobody's business.
LEFT_OUT = {"checkpoint", "length", "seed", "task", "variant", "version", "host", "threads", "blas", "blas_core", "command", "kind"}


def scalars(summary):
    """The figures of a summary by column; of a profile the seconds and calls of each kind of work."""
    found = {}
    for name, value in summary.items():
        if name == "profile" and value:
            found.update(profile(value))
        elif name not in LEFT_OUT and not isinstance(value, (dict, list)):
            found[name] = text(value)
    return found


def profile(value):
    found = {"profile_seconds": text(value["seconds"]), "profile_pass_share": text(value["pass_share"])}
    for kind, spent in value["kinds"].items():
        found[f"{kind}_seconds"], found[f"{kind}_calls"] = text(spent["seconds"]), text(spent["calls"])
    return found


def text(value):
    """A figure with as many digits as lead back to it; nothing for what is not known."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def write(path, rows):
    """Replaces the file; columns in which no run has anything are left out, but for the first ones."""
    others = sorted({name for row in rows for name, value in row.items() if value != "" and name not in FIRST})
    partial = path.with_suffix(".partial")
    with open(partial, "w", newline="") as file:
        table = csv.DictWriter(file, FIRST + others, restval="", extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    os.replace(partial, path)
