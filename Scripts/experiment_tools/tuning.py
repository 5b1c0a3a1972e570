"""Searches: one option of a run by factors of two, until the best value is inside of what was tried.

A question may have `tuning/searches.csv`; what came of each value is a line of `tuning/results.csv` beside it.
"""
import csv
import fnmatch
import json
import math
import shlex
import subprocess
from dataclasses import asdict, dataclass, fields

from . import choices, questions, runner

# Nobody looks further than that, in factors of two.
REACH = 6


@dataclass
class Search:
    """A line of searches.csv: a run, and an option of it whose value is looked for from a start."""

    name: str
    subject: str
    base: str
    options: str
    option: str
    start: float
    seconds: float


@dataclass
class Trial:
    """A line of results.csv: a value, and the losses in bits that it led to; nothing where the run failed."""

    name: str
    value: float
    validation_bits: float | None
    training_bits: float | None
    steps: int
    seconds: float | None
    commit: str
    host: str
    blas_core: str


def searches(question):
    with open(question.folder / "tuning" / "searches.csv", newline="") as file:
        return [
            Search(**{**row, "start": float(row["start"]), "seconds": float(row["seconds"])}) for row in csv.DictReader(file)
        ]


def trials(question):
    path = question.folder / "tuning" / "results.csv"
    if not path.exists():
        return []
    kinds = {field.name: field.type for field in fields(Trial)}
    with open(path, newline="") as file:
        return [Trial(**{name: read(kinds[name], text) for name, text in row.items()}) for row in csv.DictReader(file)]


def read(kind, text):
    if kind is str:
        return text
    if text == "":
        return None
    return int(text) if kind is int else float(text)


def write(question, found):
    """All trials, search by search in their order, values ascending."""
    order = {search.name: index for index, search in enumerate(searches(question))}
    with open(question.folder / "tuning" / "results.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Trial)], lineterminator="\n")
        writer.writeheader()
        for trial in sorted(found, key=lambda trial: (order.get(trial.name, len(order)), trial.value)):
            writer.writerow({name: "" if value is None else value for name, value in asdict(trial).items()})


def bits(trial):
    """What a trial is judged by."""
    return math.inf if trial.validation_bits is None else trial.validation_bits


def next_value(search, own):
    """The value to try next: a factor of two beyond the best while that is at an end; None when the best is inside."""
    tried = {round(math.log2(trial.value / search.start)): trial for trial in own}
    for power in (0, 1, -1):
        if power not in tried:
            return search.start * 2.0**power
    best = min(tried, key=lambda power: bits(tried[power]))
    for power in (best + 1, best - 1):
        if power not in tried and abs(power) <= REACH and is_possible(search, search.start * 2.0**power):
            return search.start * 2.0**power
    return None


def is_possible(search, value):
    """Numbers of something, which searches begin with at 1 or more, are whole."""
    return search.start < 1 or value.is_integer()


def is_inside(search, best, own):
    """Whether smaller and larger values than the best were tried, or there are none."""
    values = [trial.value for trial in own]
    return best.value < max(values) and (min(values) < best.value or not is_possible(search, best.value / 2))


def tune(question, names, recur, folder, prefix):
    """Makes the trials that are missing of the searches that are named (all, if none is)."""
    group = folder / question.folder.parent.relative_to(questions.EXPERIMENTS)
    group.mkdir(parents=True, exist_ok=True)
    machine = runner.machine(recur)
    for search in searches(question):
        if names and not any(fnmatch.fnmatchcase(search.name, name) for name in names):
            continue
        while True:
            found = trials(question)
            own = [trial for trial in found if trial.name == search.name]
            value = next_value(search, own)
            if value is None:
                best = min(own, key=bits)
                end = "" if is_inside(search, best, own) else ", at the end of what is tried: give the search another start"
                print(f"{search.name}: --{search.option} {best.value:g}, {bits(best):.4f} bits{end}", flush=True)
                break
            made = trial(question, search, value, recur, group, folder / question.name, prefix, machine)
            # Read anew: another search may have ended meanwhile.
            write(question, [*trials(question), made])


def trial(question, search, value, recur, group, series, prefix, machine):
    run = series / "tuning" / f"{search.name}-{value:g}"
    command = [*prefix, str(recur), "train", search.subject, "--config", str(question.folder / search.base)]
    command += [*shlex.split(search.options), f"--{search.option}", f"{value:g}", "--seconds", f"{search.seconds:g}", "--seed", "1"]
    if "schedule" in choices.read(question.folder / search.base):
        command += ["--schedule-seconds", f"{search.seconds:g}"]
    command += ["--run-folder", str(run)]
    print(shlex.join(command), flush=True)
    subprocess.run(["rm", "-rf", str(run)], check=True)
    done = subprocess.run(command, cwd=group, capture_output=True, text=True)
    # 1: not solved, or ended by an overflow, which is a result too.
    if done.returncode not in (0, 1):
        raise ValueError(f"{search.name}: {done.stderr.strip().splitlines()[-1:]}")
    steps = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    last = steps[-1] if steps else {}

    def in_bits(name):
        loss = last.get(name)
        return None if loss is None or not math.isfinite(loss) else round(loss / math.log(2), 5)

    summary = json.loads((run / "summary.json").read_text())
    commit = summary["version"].partition("+")[2]
    return Trial(
        search.name, value, in_bits("validation_loss"), in_bits("loss"), len(steps), last.get("seconds"), commit,
        machine["host"], summary["blas_core"],
    )  # fmt: skip
