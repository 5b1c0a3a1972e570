"""Turns the folders of runs into rows of results.csv and curves of curves.h5."""
import json
import math

from . import choices, curves, results

# Told where they are set, though a row does not name them; what else a later program adds to config.yaml is its default.
BUDGETS = {"iterations", "seconds"}


def collect(question, folder):
    """Takes up what `folder` has of the question's runs, in place of what was known of them; returns how many those were."""
    rows = {(row["name"], int(row["seed"])): row for row in question.results()}
    known = curves.read(question.folder / "curves.h5")
    taken = 0
    for row in question.rows:
        for seed in range(1, row.seeds + 1):
            run = folder / row.name / f"seed-{seed}"
            if not (run / "config.yaml").exists() or not (run / "log.jsonl").exists():
                continue
            steps = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
            known[row.name, seed] = curves.thinned(steps)
            rows[row.name, seed] = record(question, row, seed, run, known[row.name, seed], steps)
            taken += 1
    store(question, rows, known)
    return taken


def store(question, rows, known):
    """Writes both files, the runs in the order of runs.csv."""
    order = [(row.name, seed) for row in question.rows for seed in range(1, row.seeds + 1)]
    curves.write(question.folder / "curves.h5", {key: known[key] for key in order if key in known})
    compare(question, rows, curves.read(question.folder / "curves.h5"))
    results.write(question.folder / "results.csv", [rows[key] for key in order if key in rows])


def record(question, row, seed, run, curve, steps):
    """The row of results.csv of one run; a run that was ended from outside may have no summary."""
    configuration = choices.read(run / "config.yaml")
    summary = read(run / "summary.json")
    machine = read(run.parent / "machine.json")
    expected = {**question.configuration(row), "seed": str(seed)}
    told = {name: value for name, value in configuration.items() if name in expected or name in BUDGETS}
    return {
        "name": row.name,
        "seed": str(seed),
        "command": question.command(row, seed),
        "differs": " ".join(choices.differences(expected, told)),
        "commit": summary.get("version") or machine.get("commit", ""),
        "host": summary.get("host") or machine.get("host", ""),
        "threads": results.text(summary.get("threads")) or configuration.get("threads", ""),
        "blas": summary.get("blas") or machine.get("blas", ""),
        "blas_core": summary.get("blas_core") or machine.get("blas_core", ""),
        **ends(curve),
        **last_losses(steps),
        **best_seconds(steps, summary),
        **results.scalars(summary),
    }


def ends(curve):
    """What a row takes from the curve."""
    if not curve["length"] or None in curve["length"]:
        return {}
    return {"minibatches_times_length": results.text(curves.work(curve)), "length_reached": str(curve["length"][-1])}


def last_losses(steps):
    """The losses of the last step: that of its batches, and that of the validation sequences after it."""
    last = steps[-1] if steps else {}
    names = {"last_training_loss": "loss", "last_validation_loss": "validation_loss"}
    return {name: results.text(last[key]) for name, key in names.items() if last.get(key) is not None}


def best_seconds(steps, summary):
    """When the best parameters on validation data were met."""
    met = next((step["seconds"] for step in steps if step["step"] == summary.get("best_step")), None)
    return {"best_seconds": results.text(met)}


def compare(question, rows, known):
    """Of runs that stand beside each other: bits on validation windows at equal cost, that of the run that spent less."""
    for row in question.rows:
        for seed in range(1, row.seeds + 1):
            one, other = known.get((row.name, seed)), known.get((row.beside, seed))
            if not row.beside or one is None or other is None:
                continue
            cost = min(one["minibatches"][-1], other["minibatches"][-1])
            loss = curves.mean_until(one, cost)
            bits = "" if loss is None else f"{loss / math.log(2):.6f}"
            rows[row.name, seed].update(equal_minibatches=results.text(cost), validation_bits=bits)


def read(path):
    return json.loads(path.read_text()) if path.exists() else {}
