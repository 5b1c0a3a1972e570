"""Questions: folders under Experiments with runs.csv (what is run), results.csv and curves.h5 (what came of it)."""
import csv
import pathlib
from dataclasses import dataclass

from . import choices

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
EXPERIMENTS = REPOSITORY / "Experiments"


@dataclass
class Row:
    """A line of runs.csv: a subject, a base that names what rows have in common, and the options that differ."""

    name: str
    subject: str
    base: str
    options: str
    seeds: int
    beside: str = ""


class Question:
    """A folder under Experiments, by its path from there."""

    def __init__(self, name):
        self.name = name.strip("/")
        self.folder = EXPERIMENTS / self.name
        if not (self.folder / "runs.csv").is_file():
            known = ", ".join(names())
            raise ValueError(f"there is no question '{name}'; the questions are {known}")
        with open(self.folder / "runs.csv", newline="") as file:
            self.rows = [Row(**{**row, "seeds": int(row["seeds"])}) for row in csv.DictReader(file)]
        self.bases = {row.base: choices.read(self.folder / row.base) for row in self.rows}

    def configuration(self, row):
        """The fields that config.yaml of a run of this row has to have, but for its seed."""
        subject = {"task": row.subject}
        if row.subject.endswith(".h5"):
            subject = {"task": row.subject[: -len(".h5")], "data": row.subject}
        return choices.resolved({**self.bases[row.base], **subject, **choices.parsed(row.options)})

    def command(self, row, seed):
        """The command that makes one run, as seen from the question's folder."""
        options = f" {row.options}" if row.options else ""
        return f"recur train {row.subject} --config {row.base}{options} --seed {seed}"

    def results(self):
        """The rows of results.csv."""
        path = self.folder / "results.csv"
        if not path.exists():
            return []
        with open(path, newline="") as file:
            return list(csv.DictReader(file))


def names():
    """The names of all questions."""
    return sorted(str(path.parent.relative_to(EXPERIMENTS)) for path in EXPERIMENTS.rglob("runs.csv"))
