"""Makes the runs of a question with `recur repeat`, which goes on where it stopped."""
import fnmatch
import json
import shlex
import subprocess

from . import questions


def run(question, names, recur, folder, options, dry):
    """Makes what is missing of the rows that are named (all, if none is); returns 130 if that was interrupted.

    Folders of runs go to `folder`, the one of the question's group: names of files in options are seen from there.
    """
    chosen = [row for row in question.rows if not names or any(fnmatch.fnmatchcase(row.name, name) for name in names)]
    if not chosen:
        raise ValueError(f"{question.name} has no row named {' or '.join(names)}; see {question.folder / 'runs.csv'}")
    group = folder / question.folder.parent.relative_to(questions.EXPERIMENTS)
    for row in chosen:
        series = folder / question.name / row.name
        if is_finished(series, row.seeds) and not options:
            print(f"{question.name}/{row.name}: {row.seeds} of {row.seeds} runs are there", flush=True)
            continue
        command = [str(recur), "repeat", row.subject, "--config", str(question.folder / row.base), *shlex.split(row.options)]
        command += ["--seeds", str(row.seeds), "--run-folder", str(series), *options]
        print(shlex.join(command), flush=True)
        if dry:
            continue
        group.mkdir(parents=True, exist_ok=True)
        code = subprocess.run(command, cwd=group).returncode
        # 1: not every seed has solved the task, which is a result too.
        if code not in (0, 1):
            return code
        note(recur, series)
    return 0


def is_finished(series, seeds):
    """Whether every seed has ended by itself."""
    summaries = [series / f"seed-{seed}" / "summary.json" for seed in range(1, seeds + 1)]
    return all(path.exists() and json.loads(path.read_text())["outcome"] != "interrupted" for path in summaries)


def note(recur, series):
    """Beside the runs, on what machine they were made and from which commit."""
    (series / "machine.json").write_text(json.dumps(machine(recur), indent=1) + "\n")


def machine(recur):
    """The machine, and the commit that the program was built from."""
    answer = subprocess.run([str(recur), "doctor", "--json"], capture_output=True, text=True)
    doctor = json.loads(answer.stdout)
    facts = {
        "host": f"{doctor['processor']}, {doctor['vector_bits']}-bit vectors",
        "blas": " ".join(doctor["blas"].split()[:2]),
        "blas_core": doctor["blas_core"],
    }
    # make stamps the commit; a plain `swift build` does not.
    version = subprocess.run([str(recur), "--version"], capture_output=True, text=True).stdout.strip()
    if "+" in version:
        facts["commit"] = version.split("+")[1]
    return facts
