"""The table of state tracking: what solved a task, in what time, and how it does on longer sequences."""
import csv

from . import choices
from .questions import EXPERIMENTS

LENGTHS = ["100", "200", "400", "1600"]
TITLES = ["task", "cell", "optimizer", "solved", "steps", "processor seconds", *(f"wrong at {length}" for length in LENGTHS)]


def rows(results, spread):
    """A row for each line of runs.csv; shares of wrong sequences of 1000 at each length, seed by seed."""
    with open(EXPERIMENTS / "tracking" / "lengths.csv", newline="") as file:
        wrong = {(row["name"], row["seed"], row["length"]): float(row["wrong"]) for row in csv.DictReader(file)}
    for row in results.question.rows:
        # A run that is under way has no score yet.
        runs = [run for run in results.of(row.name) if run["wrong"] is not None]
        if not runs:
            continue
        fields = choices.parsed(row.options)
        task = row.subject + (f", {fields['variant']}" if "variant" in fields else "")
        solved = [run for run in runs if run["solved"]]
        figures = [spread(runs, name) for name in ["iterations", "seconds"]]
        seeds = [f"{run['seed']:.0f}" for run in runs]
        shares = [", ".join(f"{100 * wrong[row.name, seed, length]:.1f} %" for seed in seeds) for length in LENGTHS]
        yield [f"`{task}`", f"`{fields['cell']}`", f"`{fields['optimizer']}`", f"{len(solved)} of {len(runs)}", *figures, *shares]
