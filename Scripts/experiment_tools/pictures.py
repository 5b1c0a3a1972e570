"""Pictures of documents, drawn by gnuplot from curves.h5."""
import math
import subprocess

from . import curves
from .questions import Question

COLORS = {"tanh": "#d55e00", "mrnn": "#0072b2", "lstm": "#009e73"}


def king_james():
    """Bits per character on validation windows against seconds: a color for each cell, broken lines for Adam."""
    question = Question("characters")
    known = curves.read(question.folder / "curves.h5")
    script = [
        "set terminal svg size 840,360 dynamic background '#ffffff' font 'sans,12'",
        "set xlabel 'seconds'",
        "set ylabel 'bits per character, validation windows'",
        "set grid lc rgb '#dddddd'",
        "set key outside right",
        "set yrange [:4]",
    ]
    lines, data = [], []
    for row in question.rows:
        corpus, cell, optimizer = row.name.rsplit("-", 2)
        if corpus != "king-james":
            continue
        curve = known[row.name, 1]
        dash = "dt (8,4)" if optimizer == "adam" else "dt 1"
        title = f"{cell}, {'Adam' if optimizer == 'adam' else 'Hessian-free'}"
        lines.append(f"'-' with lines lw 2 {dash} lc rgb '{COLORS[cell]}' title '{title}'")
        points = zip(curve["seconds"], curve["validation_loss"])
        data += [f"{seconds:.6g} {loss / math.log(2):.6g}" for seconds, loss in points] + ["e"]
    return question.folder / "king-james.svg", "\n".join([*script, "plot " + ", ".join(lines), *data, ""])


def draw():
    """Draws every picture; returns the paths."""
    path, script = king_james()
    picture = subprocess.run(["gnuplot"], input=script, capture_output=True, text=True)
    if picture.returncode != 0:
        raise ValueError(f"gnuplot drew nothing: {picture.stderr.strip()}")
    path.write_text(picture.stdout)
    return [path]
