"""The question own-data: test errors of small data sets in parts of the best constant's, a row for each method."""
import csv
import statistics

from . import choices
from .questions import EXPERIMENTS

FOLDER = EXPERIMENTS / "own-data"
# What every row has by the same rule, see README.md.
BY_RULE = {"cell", "hidden", "optimizer", "gradient-batch", "updates-per-step", "patience", "seconds", "schedule-updates"}


def share(run):
    """The test error of a run in parts of the best constant's: wrong answers, squares, or nats of notes."""
    if run.get("mean_squared_error") is not None:
        return run["mean_squared_error"] / run["baseline_mean_squared_error"]
    if run["name"].startswith("chorales/"):
        return run["loss"] / run["baseline_loss"]
    return (1 - run["accuracy"]) / (1 - run["baseline_accuracy"])


def methods(results):
    """By the words of a method and data set: of each run its share, its seconds to the best and all of them."""
    found = {}
    for row in results.question.rows:
        runs = [run for run in results.of(row.name) if run["outcome"] not in (None, "interrupted")]
        if not runs:
            continue
        fields = {**results.question.bases[row.base], **choices.parsed(row.options)}
        data, _, method = row.name.partition("/")
        own = choices.parsed(row.options)
        options = " ".join(choices.spelled(name, value) for name, value in own.items() if name not in BY_RULE)
        words = f"`{fields['cell']}` {fields['hidden']}, `{fields['optimizer']}`" + (f" `{options}`" if options else "")
        found.setdefault(words, {})[data] = [(share(run), run["best_seconds"], run["seconds"]) for run in runs]
    for row in pytorch():
        words = f"PyTorch, LSTM 64, Adam, rate {row['rate']}"
        figures = tuple(float(row[name]) for name in ("share", "best_seconds", "seconds"))
        found.setdefault(words, {}).setdefault(row["data"], []).append(figures)
    return found


def pytorch():
    path = FOLDER / "pytorch.csv"
    if not path.exists():
        return []
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def ranks(shares, names):
    """The mean place of each method over the data sets; equals share the mean of their places."""
    places = {method: [] for method in shares}
    for name in names:
        values = [shares[method][name] for method in shares]
        for method in shares:
            own = shares[method][name]
            places[method].append(sum(value < own for value in values) + (sum(value == own for value in values) + 1) / 2)
    return {method: statistics.mean(found) for method, found in places.items()}


def rows(results):
    """Titles and rows, the best mean first, methods that do not apply to all data sets last."""
    found = methods(results)
    names = list(dict.fromkeys(row.name.split("/")[0] for row in results.question.rows))
    shares = {
        method: {name: statistics.mean(share for share, _, _ in runs) for name, runs in data.items()}
        for method, data in found.items()
    }
    whole = {method: own for method, own in shares.items() if all(name in own for name in names)}
    places = ranks(whole, names)
    order = sorted(shares, key=lambda method: (method not in whole, statistics.mean(shares[method].values())))
    lines = []
    for method in order:
        cells = [f"{100 * shares[method][name]:.1f}" if name in shares[method] else "" for name in names]
        ends = ["", ""]
        if method in whole:
            ends = [f"{100 * statistics.mean(shares[method].values()):.1f}", f"{places[method]:.1f}"]
        times = [
            f"{statistics.mean(run[index] for runs in found[method].values() for run in runs):.1f}" for index in (1, 2)
        ]
        lines.append([method, *cells, *ends, *times])
    return ["method", *(f"`{name}`" for name in names), "mean", "rank", "seconds to the best", "seconds"], lines
